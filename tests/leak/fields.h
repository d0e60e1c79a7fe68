#ifndef CARELOOP_TESTS_LEAK_FIELDS_H_
#define CARELOOP_TESTS_LEAK_FIELDS_H_

#include <string>
#include <string_view>

namespace careloop::leak {

// A field of text in which no person's words are looked for, and why.
struct ExemptField {
  std::string_view name;  // "Method.field", or its last parts alone, for all RPCs
  std::string_view why;
  // Whether any value of the right form is taken and may be read afterwards: then only values of a wrong form are
  // tried.
  bool readable = false;
};

// The row of "RecordEntry.answers.symptom"; nullptr if it has to be marked.
const ExemptField* ExemptionOf(std::string_view field);

// Names of rows that no field has any more, one a line.
std::string RowsOfNoField();

// Who but those whom it is for may read what was written in a field, or is elsewhere marked, of kOthers, "operator" of
// Redis and "writer" in errors: "admin other-nurse". Empty: nobody.
std::string_view ReadersOf(std::string_view origin);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_FIELDS_H_

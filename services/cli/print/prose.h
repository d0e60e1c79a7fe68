#ifndef CARELOOP_SERVICES_CLI_PRINT_PROSE_H_
#define CARELOOP_SERVICES_CLI_PRINT_PROSE_H_

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "careloop/common/v1/education.pb.h"

namespace careloop::cli {

// `text` with each line indented, and lines broken at blanks where they would pass column 110. Ends with a line feed
// unless empty.
std::string Indented(std::string_view text, int columns);

// Collects what educational texts on a page must be shown with, and prints each different disclaimer and
// acknowledgement once, below them.
class EducationNotes {
 public:
  void Add(std::string_view name, const careloop::common::v1::Disclaimer& disclaimer, std::string_view sponsor);

  // The same, of any educational message of the contract.
  template <typename Educational>
  void Add(const Educational& text) {
    Add(text.name(), text.disclaimer(), text.sponsor_acknowledgement());
  }

  void Print(std::ostream& out, int indent = 0) const;

 private:
  // One text, and the names of what it belongs to.
  struct Note {
    std::string heading;
    std::string text;
    std::vector<std::string> names;
  };
  void AddNote(std::string_view name, std::string heading, std::string_view text);

  std::vector<Note> notes_;
  size_t count_ = 0;
};

// The line that tells of a next page, if there is one.
void PrintNextPage(std::ostream& out, std::string_view next_page_token);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_PROSE_H_

#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_

#include <xapian.h>

#include <string>
#include <string_view>

#include "common/base/strings.h"
#include "services/content/domain/search_expression.h"

// How publications are written into the index. A term is a letter, then what is looked for.
namespace careloop::content {

// The stem of a word in a field, in the texts of one language. What stands in any field stands also anywhere.
inline std::string StemTerm(SearchField field, std::string_view base_language, std::string_view stem) {
  static constexpr std::string_view kLetters[] = {"A", "T", "D", "O", "R", "S"};  // in the order of SearchField
  return StrCat(kLetters[static_cast<size_t>(field)], base_language, ":", stem);
}

// Which publication it is; and what it can be filtered by, by value.
inline constexpr std::string_view kIdTerm = "Q";
inline constexpr std::string_view kDiagnosisTerm = "XD";
inline constexpr std::string_view kTopicTerm = "XO";
inline constexpr std::string_view kTreatmentTerm = "XR";
inline constexpr std::string_view kKindTerm = "XK";
inline constexpr std::string_view kLanguageTerm = "XL";  // in lower case

// The one value slot of a document: the id, a NUL, and the numbers of its facet values. Equal hits stand by id.
inline constexpr Xapian::valueno kSlot = 0;

// The longest term that Xapian takes has 245 bytes, that of an id or a language far fewer.

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_

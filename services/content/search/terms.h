#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_

#include <string>
#include <string_view>

#include "common/base/strings.h"
#include "services/content/domain/search_expression.h"
#include "services/content/search/search_plan.h"

// How publications are written into the index. A term is a letter, then what is looked for.
namespace careloop::content {

// The stem of a word in a field, in the texts of one language. What stands in any field stands also anywhere.
inline std::string StemTerm(SearchField field, std::string_view base_language, std::string_view stem) {
  static constexpr std::string_view kLetters[] = {"A", "T", "D", "O", "R", "S"};  // in the order of SearchField
  return StrCat(kLetters[static_cast<size_t>(field)], base_language, ":", stem);
}

// The first bytes of a word in a field, as many as a beginning has at least.
inline std::string BeginningTerm(SearchField field, std::string_view base_language, std::string_view folded) {
  static constexpr std::string_view kLetters[] = {"a", "t", "d", "o", "r", "s"};  // likewise
  return StrCat(kLetters[static_cast<size_t>(field)], base_language, ":",
                folded.substr(0, SearchPlan::kShortestBeginning));
}

// Which publication it is; and what it can be filtered by, by value.
inline constexpr std::string_view kIdTerm = "Q";
inline constexpr std::string_view kDiagnosisTerm = "XD";
inline constexpr std::string_view kTopicTerm = "XO";
inline constexpr std::string_view kTreatmentTerm = "XR";
inline constexpr std::string_view kKindTerm = "XK";
inline constexpr std::string_view kLanguageTerm = "XL";  // in lower case

// The longest term that Xapian takes has 245 bytes, that of an id or a language far fewer.

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_TERMS_H_

#include "services/content/domain/search_expression.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr std::array<std::pair<std::string_view, SearchField>, 5> kFields = {{{"title", SearchField::kTitle},
                                                                              {"diagnosis", SearchField::kDiagnosis},
                                                                              {"topic", SearchField::kTopic},
                                                                              {"treatment", SearchField::kTreatment},
                                                                              {"symptom", SearchField::kSymptom}}};

// Also those that a telephone puts in their place. Any of them opens and closes.
constexpr std::array<std::string_view, 6> kQuotes = {"\"", "\u201C", "\u201D", "\u201E", "\u00AB", "\u00BB"};

bool IsBlank(char c) { return absl::ascii_isspace(static_cast<unsigned char>(c)); }

class Parser {
 public:
  explicit Parser(std::string_view query) : rest_(query) {}

  std::optional<SearchClause> Next() {
    while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
    if (rest_.empty()) return std::nullopt;
    SearchClause clause;
    clause.excluded = TakeMinus();
    clause.field = TakeField();
    clause.phrase = QuoteLength() > 0;
    rest_.remove_prefix(QuoteLength());
    clause.text = clause.phrase ? TakeToQuote() : TakeToBlank();
    clause.beginning = clause.text.ends_with('*') && !clause.phrase;
    return clause;
  }

 private:
  bool Follows(size_t at) const { return at < rest_.size() && !IsBlank(rest_[at]); }

  // How long the quote is that the rest begins with; 0 if it begins with none.
  size_t QuoteLength() const {
    const auto begins = [&](std::string_view quote) { return rest_.starts_with(quote); };
    const auto* const quote = std::find_if(kQuotes.begin(), kQuotes.end(), begins);
    return quote == kQuotes.end() ? 0 : quote->size();
  }

  bool TakeMinus() {
    const bool minus = rest_.front() == '-' && Follows(1);
    if (minus) rest_.remove_prefix(1);
    return minus;
  }

  // A name that nothing follows at once is a word: "title: nausea".
  SearchField TakeField() {
    for (const auto& [name, field] : kFields) {
      if (!absl::StartsWithIgnoreCase(ForAbsl(rest_), ForAbsl(name))) continue;
      if (rest_.size() <= name.size() || rest_[name.size()] != ':' || !Follows(name.size() + 1)) continue;
      rest_.remove_prefix(name.size() + 1);
      return field;
    }
    return SearchField::kAnywhere;
  }

  // All up to the next quote, which is taken too, or to the end.
  std::string_view TakeToQuote() {
    const std::string_view all = rest_;
    while (!rest_.empty() && QuoteLength() == 0) rest_.remove_prefix(1);
    const std::string_view text = all.substr(0, all.size() - rest_.size());
    rest_.remove_prefix(QuoteLength());
    return text;
  }

  std::string_view TakeToBlank() {
    const std::string_view all = rest_;
    while (!rest_.empty() && !IsBlank(rest_.front()) && QuoteLength() == 0) rest_.remove_prefix(1);
    return all.substr(0, all.size() - rest_.size());
  }

  std::string_view rest_;
};

}  // namespace

std::vector<SearchClause> ParseSearch(std::string_view query) {
  std::vector<SearchClause> clauses;
  Parser parser(query);
  while (const auto clause = parser.Next()) clauses.push_back(*clause);
  return clauses;
}

}  // namespace careloop::content

#include "services/messaging/domain/template.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {
namespace {

constexpr size_t kLongestVariable = 40;
constexpr size_t kMostVariables = 20;
constexpr std::string_view kFilledIn[] = {kPatientVariable, kTeamVariable, kSenderVariable};

bool IsVariable(std::string_view word) {
  return !word.empty() && word.size() <= kLongestVariable && std::ranges::all_of(word, [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) || absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
           c == '_';
  });
}

absl::Status Invalid(std::string_view field, std::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

// A text in pieces: plain, variable, plain, variable, ..., plain.
absl::StatusOr<std::vector<std::string>> PiecesOf(std::string_view text) {
  std::vector<std::string> pieces;
  size_t from = 0;
  for (size_t open = text.find_first_of("{}"); open != std::string_view::npos; open = text.find_first_of("{}", from)) {
    const size_t close = text.find_first_of("{}", open + 1);
    const bool closed = text[open] == '{' && close != std::string_view::npos && text[close] == '}';
    if (!closed || !IsVariable(text.substr(open + 1, close - open - 1))) {
      return Invalid("text", StrCat("has braces at byte ", open, " that are no variable such as {appointment}"));
    }
    pieces.emplace_back(text.substr(from, open - from));
    pieces.emplace_back(text.substr(open + 1, close - open - 1));
    from = close + 1;
  }
  pieces.emplace_back(text.substr(from));
  return pieces;
}

// Each once; one more than allowed if there are too many.
std::vector<std::string> VariablesIn(const std::vector<std::string>& pieces) {
  std::vector<std::string> variables;
  for (size_t i = 1; i < pieces.size() && variables.size() <= kMostVariables; i += 2) {
    if (std::ranges::count(kFilledIn, pieces[i]) == 0 && std::ranges::count(variables, pieces[i]) == 0) {
      variables.push_back(pieces[i]);
    }
  }
  return variables;
}

// A name that is no variable is not repeated: it may be what somebody wrote.
absl::Status Check(const std::vector<std::string>& variables, const TemplateValues& values) {
  Violations violations;
  for (const std::string& variable : variables) {
    if (!values.contains(variable)) violations.Add("template.values", StrCat("lacks ", variable));
  }
  for (const auto& [name, value] : values) {
    if (std::ranges::count(variables, name) == 0) {
      violations.Add("template.values", "has a name that is no variable of the template");
    }
  }
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<std::vector<std::string>> VariablesOf(std::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<std::string> pieces, PiecesOf(text));
  std::vector<std::string> variables = VariablesIn(pieces);
  if (variables.size() > kMostVariables) {
    return Invalid("text", StrCat("has more than ", kMostVariables, " variables, which is the limit"));
  }
  return variables;
}

absl::StatusOr<std::string> FillIn(std::string_view text, const TemplateValues& known, const TemplateValues& values) {
  ASSIGN_OR_RETURN(const std::vector<std::string> pieces, PiecesOf(text));
  RETURN_IF_ERROR(Check(VariablesIn(pieces), values));
  std::string filled;
  for (size_t i = 0; i < pieces.size() && filled.size() <= kMostBytes; ++i) {
    const auto found = known.find(pieces[i]);
    filled += i % 2 == 0 ? pieces[i] : found != known.end() ? found->second : values.at(pieces[i]);
  }
  if (filled.size() > kMostBytes || MeasureText(filled, true).characters > kMostCharacters) {
    return Invalid("template.values", StrCat("make a text of more than ", kMostCharacters, " characters or ",
                                             kMostBytes, " bytes, which are the limits"));
  }
  return filled;
}

}  // namespace careloop::messaging

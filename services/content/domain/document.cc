#include "services/content/domain/document.h"

#include <algorithm>

#include "common/base/strings.h"
#include "common/base/text.h"

namespace careloop::content {
namespace {

constexpr std::string_view kFence = "---\n";
constexpr std::string_view kBlank = " \t\n";

int LineAt(std::string_view text, size_t offset) {
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

bool CheckBytes(std::string_view text, Faults& faults) {
  if (text.size() > Document::kMaxBytes) {
    faults.Add(0, StrCat("has ", text.size(), " bytes, at most ", Document::kMaxBytes, " are allowed"));
    return false;
  }
  const TextMeasure measure = MeasureText(text, /*lines=*/true);
  if (measure.valid) return true;
  const bool carriage_return = text[measure.bytes] == '\r';
  faults.Add(LineAt(text, measure.bytes),
             carriage_return ? "holds a carriage return; lines end in a line feed alone"
                             : "holds a control character other than line feed and tab, or is not UTF-8");
  return false;
}

// The offset of the line "---" that ends the front matter.
size_t ClosingFence(std::string_view text) {
  for (size_t end = text.find("\n---", kFence.size() - 1); end != std::string_view::npos;
       end = text.find("\n---", end + 1)) {
    const size_t after = end + kFence.size();
    if (after == text.size() || text[after] == '\n') return end + 1;
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<Document> SplitDocument(std::string_view text, Faults& faults) {
  if (!CheckBytes(text, faults)) return std::nullopt;
  const size_t close = text.starts_with(kFence) ? ClosingFence(text) : std::string_view::npos;
  if (close == std::string_view::npos) {
    faults.Add(1, "needs front matter: a line \"---\", one `key: value` a line, a line \"---\"");
    return std::nullopt;
  }
  Document document;
  document.front_matter = text.substr(kFence.size(), close - kFence.size());
  if (document.front_matter.size() > Document::kMaxFrontMatterBytes) {
    faults.Add(1, StrCat("front matter has ", document.front_matter.size(), " bytes, at most ",
                         Document::kMaxFrontMatterBytes, " are allowed"));
    return std::nullopt;
  }
  const size_t rest = std::min(close + kFence.size(), text.size());
  const size_t start = text.find_first_not_of(kBlank, rest);
  if (start == std::string_view::npos) {
    faults.Add(LineAt(text, close), "no text follows the front matter");
    return std::nullopt;
  }
  // From the start of its first line: the indentation of that line is part of the text.
  const size_t first_line = text.rfind('\n', start) + 1;
  document.body = StrCat(text.substr(first_line, text.find_last_not_of(kBlank) + 1 - first_line), "\n");
  document.body_line = LineAt(text, first_line);
  return document;
}

}  // namespace careloop::content

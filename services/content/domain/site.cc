#include "services/content/domain/site.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/content/domain/document.h"
#include "services/content/domain/yaml_documents.h"
#include "services/content/domain/yaml_fields.h"

namespace careloop::content {
namespace {

constexpr absl::string_view kHeader = "id,label,parent";
constexpr int kLongestLabel = 200;
constexpr int kLongestVersion = 9;

// One row "id,label,parent" of `line`.
void ReadCategory(absl::string_view line, int number, Catalogue<Category>& categories, Faults& faults) {
  const std::vector<std::string> cells = absl::StrSplit(line, ',');
  if (cells.size() != 3 || line.find('"') != line.npos) {
    faults.Add(number, "needs the three cells id,label,parent, without quotes");
    return;
  }
  const std::string &id = cells[0], &label = cells[1], &parent = cells[2];
  if (!IsId(id)) faults.Add(number, "id", "needs 1 to 64 of a-z 0-9 -");
  const TextMeasure measure = MeasureText(label, /*lines=*/false);
  if (measure.blank || !measure.valid || measure.characters > kLongestLabel) {
    faults.Add(number, "label",
               StrCat("needs 1 to ", kLongestLabel, " characters of UTF-8 without control characters"));
  }
  if (!parent.empty() && categories.Find(parent) == nullptr)
    faults.Add(number, "parent", "is not the id of a row above");
  if (!categories.Add(id, label, {id, label, parent}, parent)) faults.Add(number, "id", "is given twice");
}

// Lines become paragraphs: the file is wrapped for those who edit it, the reader's screen has another width.
std::string Unwrap(std::string_view body) {
  std::string text;
  for (absl::string_view line : absl::StrSplit(absl::StripAsciiWhitespace(ForAbsl(body)), '\n')) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty()) {
      if (!text.ends_with("\n\n")) text += "\n\n";
    } else {
      absl::StrAppend(&text, text.empty() || text.ends_with('\n') ? "" : " ", line);
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> WithThoseAbove(const Catalogue<Category>& categories, const std::vector<std::string>& ids) {
  std::vector<std::string> all;
  for (const std::string& start : ids) {
    std::string id = start;
    while (!id.empty() && std::find(all.begin(), all.end(), id) == all.end()) {
      all.push_back(id);
      const Category* category = categories.Find(id);
      id = category == nullptr ? "" : category->parent;
    }
  }
  return all;
}

std::vector<std::string> WithThoseBelow(const Catalogue<Category>& categories, const std::string& id) {
  std::vector<std::string> all = {id};
  for (const auto& [position, category] : categories.ordered()) {  // a parent comes before those below it
    if (std::find(all.begin(), all.end(), category.parent) != all.end()) all.push_back(category.id);
  }
  return all;
}

bool Disclaimers::Add(Disclaimer disclaimer) {
  auto& versions = by_language_[absl::AsciiStrToLower(disclaimer.language())];
  const int version = disclaimer.version();
  return versions.try_emplace(version, std::move(disclaimer)).second;
}

const Disclaimer* Disclaimers::In(std::string_view language, int version) const {
  const auto versions = by_language_.find(absl::AsciiStrToLower(ForAbsl(language)));
  if (versions == by_language_.end()) return nullptr;
  if (version == 0) return &versions->second.rbegin()->second;
  const auto found = versions->second.find(version);
  return found == versions->second.end() ? nullptr : &found->second;
}

std::vector<Disclaimer> Disclaimers::All() const {
  std::vector<Disclaimer> all;
  for (const auto& [language, versions] : by_language_) {
    for (const auto& [version, disclaimer] : versions) all.push_back(disclaimer);
  }
  return all;
}

absl::StatusOr<Disclaimer> Disclaimers::Required(std::string_view language) const {
  if (const Disclaimer* disclaimer = In(language)) return *disclaimer;
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat("no disclaimer is published in the language ", language));
}

absl::StatusOr<Catalogue<Category>> ReadCategories(const SiteFile& file) {
  Catalogue<Category> categories;
  Faults faults(file.name);
  const std::vector<absl::string_view> lines = absl::StrSplit(file.text, '\n');
  if (lines.front() != kHeader) faults.Add(1, StrCat("needs the header ", kHeader));
  for (size_t i = 1; i < lines.size(); ++i) {
    const bool end_of_file = i + 1 == lines.size() && lines[i].empty();
    if (!end_of_file) ReadCategory(lines[i], static_cast<int>(i) + 1, categories, faults);
  }
  RETURN_IF_ERROR(faults.ToStatus());
  return categories;
}

absl::StatusOr<Disclaimer> ReadDisclaimer(const SiteFile& file) {
  Faults faults(file.name);
  const auto document = SplitDocument(file.text, faults);
  if (!document) return faults.ToStatus();
  const auto yaml = LoadYaml(document->front_matter, Document::kFrontMatterLine, faults);
  if (!yaml) return faults.ToStatus();
  YamlFields fields(*yaml, Document::kFrontMatterLine, faults);
  const std::string language = fields.LanguageTag("language");
  int version = 0;
  if (!absl::SimpleAtoi(fields.Text("version", kLongestVersion), &version) || version < 1) {
    fields.Fault("version", "needs a number, counted from 1");
  }
  fields.RefuseOthers();
  RETURN_IF_ERROR(faults.ToStatus());
  return Disclaimer::Create(version, language, Unwrap(document->body));
}

}  // namespace careloop::content

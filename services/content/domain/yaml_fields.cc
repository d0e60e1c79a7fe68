#include "services/content/domain/yaml_fields.h"

#include <algorithm>
#include <set>

#include "common/base/strings.h"
#include "common/base/text.h"
#include "services/content/domain/publication.h"

namespace careloop::content {
namespace {

constexpr int kLongestId = 64;
constexpr int kLongestTag = 35;
constexpr int kDayLength = 10;

// A key that is fit to be repeated in a message.
std::string KeyName(const std::string& key) {
  const bool plain = !key.empty() && key.size() <= 40 &&
                     std::all_of(key.begin(), key.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return plain ? key : "a key";
}

}  // namespace

YamlFields::YamlFields(const YAML::Node& mapping, int first_line, Faults& faults)
    : first_line_(first_line), line_(first_line + std::max(mapping.Mark().line, 0)), faults_(faults) {
  if (!mapping.IsMap()) {
    faults_.Add(line_, "needs one `key: value` a line");
    return;
  }
  for (const auto& entry : mapping) Note(entry.first, entry.second);
}

void YamlFields::Note(const YAML::Node& key, const YAML::Node& value) {
  const int line = first_line_ + key.Mark().line;
  if (!key.IsScalar()) {
    faults_.Add(line, "a key is not a plain word");
  } else if (!lines_.emplace(key.Scalar(), line).second) {
    faults_.Add(line, KeyName(key.Scalar()),
                StrCat("is given twice; it stands in line ", lines_[key.Scalar()], " already"));
  } else {
    unread_.emplace(key.Scalar(), value);
  }
}

int YamlFields::LineOf(std::string_view key) const {
  const auto line = lines_.find(key);
  return line == lines_.end() ? line_ : line->second;
}

std::optional<YAML::Node> YamlFields::Take(const std::string& key) {
  auto node = unread_.extract(key);
  if (node.empty()) return std::nullopt;
  return node.mapped();
}

std::string YamlFields::Scalar(const std::string& key, const YAML::Node& value, int most, bool may_be_empty) {
  if (!value.IsScalar() && !value.IsNull()) {
    Fault(key, "needs one text, in quotes if it contains `: ` or ` #`");
    return "";
  }
  const std::string text = value.IsNull() ? "" : value.Scalar();
  const TextMeasure measure = MeasureText(text, /*lines=*/false);
  if (!measure.valid) {
    Fault(key, "holds a line end or another control character");
  } else if (measure.characters > most) {
    Fault(key, StrCat("has ", measure.characters, " characters, at most ", most, " are allowed"));
  } else if (measure.blank && !may_be_empty) {
    Fault(key, StrCat("is blank, 1 to ", most, " characters are needed"));
  } else {
    return text;
  }
  return "";
}

std::string YamlFields::Text(const std::string& key, int most) {
  if (const auto value = Take(key)) return Scalar(key, *value, most, /*may_be_empty=*/false);
  if (!lines_.contains(key)) Fault(key, "is missing");
  return "";
}

std::string YamlFields::OptionalText(const std::string& key, int most) {
  const auto value = Take(key);
  return value ? Scalar(key, *value, most, /*may_be_empty=*/true) : "";
}

std::vector<std::string> YamlFields::Texts(const std::string& key, int most, int longest) {
  const auto value = Take(key);
  if (!value || value->IsNull()) return {};
  if (!value->IsSequence()) {
    Fault(key, "needs a list such as [a, b]");
    return {};
  }
  if (value->size() > static_cast<size_t>(most)) {
    Fault(key, StrCat("has ", value->size(), " elements, at most ", most, " are allowed"));
    return {};
  }
  std::vector<std::string> texts;
  std::set<std::string> seen;
  for (const YAML::Node& element : *value) {
    std::string text = Scalar(key, element, longest, /*may_be_empty=*/false);
    if (!text.empty() && !seen.insert(text).second) Fault(key, StrCat("element ", texts.size() + 1, " is given twice"));
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<std::string> YamlFields::Ids(const std::string& key, int most) {
  std::vector<std::string> ids = Texts(key, most, kLongestId);
  for (const std::string& id : ids) {
    if (!id.empty() && !IsId(id)) Fault(key, "each element needs 1 to 64 of a-z 0-9 -");
  }
  return ids;
}

std::string YamlFields::Id(const std::string& key) {
  std::string id = Text(key, kLongestId);
  if (!id.empty() && !IsId(id)) Fault(key, "needs 1 to 64 of a-z 0-9 -");
  return id;
}

std::string YamlFields::LanguageTag(const std::string& key) {
  std::string tag = Text(key, kLongestTag);
  if (!tag.empty() && !IsLanguageTag(tag)) Fault(key, "needs a BCP 47 tag such as en");
  return tag;
}

absl::CivilDay YamlFields::Day(const std::string& key) {
  if (lines_.contains(key)) return OptionalDay(key).value_or(absl::CivilDay());
  Fault(key, "is missing");
  return {};
}

std::optional<absl::CivilDay> YamlFields::OptionalDay(const std::string& key) {
  if (!unread_.contains(key)) return std::nullopt;
  const std::string text = Text(key, kDayLength);
  if (text.empty()) return std::nullopt;
  const auto day = ParseDay(text);
  if (!day) Fault(key, "needs a day that exists, as YYYY-MM-DD");
  return day;
}

void YamlFields::RefuseOthers() {
  for (const auto& [key, value] : unread_) faults_.Add(LineOf(key), StrCat(KeyName(key), " is not known here"));
  unread_.clear();
}

}  // namespace careloop::content

#include "services/journal/domain/vocabulary.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

enum Column : size_t { kId, kLabel, kAsks };

constexpr size_t kLongestId = 64;
constexpr size_t kLongestLabel = 200;

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kLongestId && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

// Empty if a word is unknown, or the words are no set that can be asked and graded.
std::vector<Attribute> ParseAsks(const std::string& words) {
  std::vector<Attribute> asks;
  for (const std::string& word : std::vector<std::string>(absl::StrSplit(words, ';'))) {
    const std::optional<Attribute> attribute = AttributeFromName(word);
    if (!attribute || (!asks.empty() && *attribute <= asks.back())) return {};
    asks.push_back(*attribute);
  }
  const bool has_lone = asks.back() == Attribute::kAmount || asks.back() == Attribute::kPresence;
  return has_lone && asks.size() > 1 ? std::vector<Attribute>() : asks;
}

std::string Asked(const Symptom& symptom) {
  const auto name = [](std::string* out, Attribute a) { absl::StrAppend(out, ForAbsl(AttributeName(a))); };
  return StrCat("is not asked of this symptom; it asks ", absl::StrJoin(symptom.asks, ", ", name));
}

void CheckAsked(const Symptom& symptom, const SymptomAnswer& answer, std::string_view field, Violations& violations) {
  const auto check = [&](Attribute attribute) {
    if (answer.Answers(attribute) && !symptom.Asks(attribute)) {
      violations.Add(StrCat(field, ".", AttributeName(attribute)), Asked(symptom));
    }
  };
  for (const Attribute attribute : kScaledAttributes) check(attribute);
  check(Attribute::kPresence);
  for (size_t i = 0; i < answer.withheld.size(); ++i) {
    if (symptom.Asks(answer.withheld[i].attribute)) continue;
    violations.Add(StrCat(field, ".withheld[", i, "].attribute"), Asked(symptom));
  }
}

}  // namespace

absl::StatusOr<Vocabulary> Vocabulary::Load(const std::string& path) {
  ASSIGN_OR_RETURN(const SiteTable table, SiteTable::Load(path, {"id", "label", "asks"}));
  Vocabulary vocabulary;
  for (const SiteTable::Row& row : table.rows()) RETURN_IF_ERROR(vocabulary.Add(table, row));
  return vocabulary;
}

absl::Status Vocabulary::Add(const SiteTable& table, const SiteTable::Row& row) {
  Symptom symptom{row.fields[kId], row.fields[kLabel], ParseAsks(row.fields[kAsks])};
  if (!IsId(symptom.id)) return table.Fault(row, kId, "is not an id of 1 to 64 of a-z 0-9 -");
  if (symptom.label.empty() || symptom.label.size() > kLongestLabel) {
    return table.Fault(row, kLabel, "needs 1 to 200 characters");
  }
  if (symptom.asks.empty()) {
    return table.Fault(row, kAsks,
                       "is neither \"presence\", nor \"amount\", nor some of \"frequency;severity;interference\" in "
                       "this order");
  }
  if (!index_.emplace(symptom.id, symptoms_.size()).second) return table.Fault(row, kId, "stands here a second time");
  symptoms_.push_back(std::move(symptom));
  return absl::OkStatus();
}

const Symptom* Vocabulary::Find(const std::string& id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &symptoms_[found->second];
}

void Vocabulary::Check(const std::vector<SymptomAnswer>& answers, Violations& violations) const {
  for (size_t i = 0; i < answers.size(); ++i) {
    const Symptom* symptom = Find(answers[i].symptom);
    if (symptom == nullptr) {
      violations.Add(StrCat("answers[", i, "].symptom"), "is not in the site's vocabulary; see ListSymptoms");
    } else {
      CheckAsked(*symptom, answers[i], StrCat("answers[", i, "]"), violations);
    }
  }
}

}  // namespace careloop::journal

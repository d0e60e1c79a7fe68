#include "services/journal/domain/composite_grades.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

enum Column : size_t { kPattern, kFrequency, kSeverity, kInterferenceOrAmount, kGrade, kPublished };

constexpr int kLevels = 5;  // 0-4
constexpr int kHighestGrade = 3;

struct NamedPattern {
  std::string_view name;
  std::array<std::optional<Attribute>, 3> attributes;  // by column, from kFrequency on
};

constexpr std::array<NamedPattern, 7> kPatterns = {
    {{"FSI", {Attribute::kFrequency, Attribute::kSeverity, Attribute::kInterference}},
     {"FS", {Attribute::kFrequency, Attribute::kSeverity, std::nullopt}},
     {"FI", {Attribute::kFrequency, std::nullopt, Attribute::kInterference}},
     {"SI", {std::nullopt, Attribute::kSeverity, Attribute::kInterference}},
     {"F", {Attribute::kFrequency, std::nullopt, std::nullopt}},
     {"S", {std::nullopt, Attribute::kSeverity, std::nullopt}},
     {"A", {std::nullopt, std::nullopt, Attribute::kAmount}}}};

const NamedPattern* PatternNamed(std::string_view name) {
  const auto* found =
      std::find_if(kPatterns.begin(), kPatterns.end(), [&](const NamedPattern& p) { return p.name == name; });
  return found == kPatterns.end() ? nullptr : found;
}

size_t Bit(Attribute attribute) { return size_t{1} << (static_cast<size_t>(attribute) - 1); }

size_t SetOf(const NamedPattern& pattern) {
  size_t set = 0;
  for (const auto& attribute : pattern.attributes) set |= attribute ? Bit(*attribute) : 0;
  return set;
}

size_t SetOf(const Symptom& symptom) {
  size_t set = 0;
  for (const Attribute attribute : symptom.asks) set |= Bit(attribute);
  return set;
}

std::optional<int> LevelIn(const std::string& field, int highest) {
  int level = 0;
  if (field.size() != 1 || !absl::SimpleAtoi(field, &level) || level > highest) return std::nullopt;
  return level;
}

// Where a combination of answers stands among those of its pattern.
struct Place {
  size_t index = 0;
  size_t among = 1;
  int first = 0;  // the first answer
};

absl::StatusOr<Place> PlaceOf(const NamedPattern& pattern, const SiteTable& table, const SiteTable::Row& row) {
  Place place;
  for (size_t i = 0; i < pattern.attributes.size(); ++i) {
    const std::string& field = row.fields[kFrequency + i];
    if (!pattern.attributes[i]) {
      if (!field.empty()) return table.Fault(row, kFrequency + i, "stands where the pattern has no answer");
      continue;
    }
    const std::optional<int> level = LevelIn(field, kLevels - 1);
    if (!level) return table.Fault(row, kFrequency + i, "is not an answer of 0 to 4");
    if (place.among == 1) place.first = *level;
    place.index = place.index * kLevels + *level;
    place.among *= kLevels;
  }
  return place;
}

// Asked only of those whom the symptom troubles at all; so if it is missing, it is known to be 0.
bool InterferenceWasNotAsked(const Symptom& symptom, const SymptomAnswer& answer) {
  return symptom.Asks(Attribute::kFrequency) && symptom.Asks(Attribute::kSeverity) &&
         symptom.Asks(Attribute::kInterference) && answer.level(Attribute::kFrequency).value_or(0) > 0 &&
         answer.level(Attribute::kSeverity) == 0 && !answer.Answers(Attribute::kInterference) &&
         !answer.Withholds(Attribute::kInterference);
}

}  // namespace

absl::StatusOr<CompositeGrades> CompositeGrades::Load(const std::string& path) {
  ASSIGN_OR_RETURN(const SiteTable table, SiteTable::Load(path, {"pattern", "frequency", "severity",
                                                                 "interference_or_amount", "grade", "published"}));
  CompositeGrades grades;
  for (const SiteTable::Row& row : table.rows()) RETURN_IF_ERROR(grades.Add(table, row));
  RETURN_IF_ERROR(grades.CheckComplete(table));
  return grades;
}

absl::Status CompositeGrades::Add(const SiteTable& table, const SiteTable::Row& row) {
  const NamedPattern* pattern = PatternNamed(row.fields[kPattern]);
  if (pattern == nullptr) return table.Fault(row, kPattern, "is none of FSI, FS, FI, SI, F, S, A");
  ASSIGN_OR_RETURN(const Place place, PlaceOf(*pattern, table, row));
  ASSIGN_OR_RETURN(const Cell cell, CellOf(place.first, table, row));
  Pattern& cells = patterns_[SetOf(*pattern)];
  cells.resize(place.among);
  if (cells[place.index]) return table.Fault(row, kPattern, "has this combination of answers a second time");
  cells[place.index] = cell;
  return absl::OkStatus();
}

absl::StatusOr<CompositeGrades::Cell> CompositeGrades::CellOf(int first_answer, const SiteTable& table,
                                                              const SiteTable::Row& row) {
  const std::optional<int> grade = LevelIn(row.fields[kGrade], kHighestGrade);
  if (!grade) return table.Fault(row, kGrade, "is not a grade of 0 to 3");
  if (first_answer == 0 && grade != 0) {
    return table.Fault(row, kGrade, "follows a first answer of 0, which gives grade 0");
  }
  const bool published = row.fields[kPublished] == "yes";
  if (!published && row.fields[kPublished] != "no") return table.Fault(row, kPublished, "is neither yes nor no");
  if (!published && first_answer != 0) {
    return table.Fault(row, kPublished,
                       "stands beside a first answer above 0, whose grade only the published table gives");
  }
  return Cell{*grade, published ? GradeSource::kPublishedTable : GradeSource::kFirstAnswerZero};
}

absl::Status CompositeGrades::CheckComplete(const SiteTable& table) const {
  for (const NamedPattern& pattern : kPatterns) {
    const Pattern& cells = patterns_[SetOf(pattern)];
    const auto missing = std::count(cells.begin(), cells.end(), std::nullopt);
    if (cells.empty()) return table.Fault(StrCat("pattern ", pattern.name, " is missing"));
    if (missing > 0)
      return table.Fault(StrCat("pattern ", pattern.name, " lacks ", missing, " of ", cells.size(), " rows"));
  }
  return absl::OkStatus();
}

absl::Status CompositeGrades::CheckCovers(const Vocabulary& vocabulary) const {
  for (const Symptom& symptom : vocabulary.symptoms()) {
    if (symptom.IsYesNo() || !patterns_[SetOf(symptom)].empty()) continue;
    return Error(
        absl::StatusCode::kFailedPrecondition, reason::kFailedState,
        StrCat("symptom ", symptom.id, " asks a combination of attributes that the grading table does not have"));
  }
  return absl::OkStatus();
}

std::optional<CompositeGrades::Cell> CompositeGrades::Find(const Symptom& symptom, const Levels& levels) const {
  size_t place = 0;
  for (const Attribute attribute : symptom.asks) {
    const std::optional<int>& level = levels[static_cast<size_t>(attribute) - 1];
    if (!level) return std::nullopt;
    place = place * kLevels + *level;
  }
  return patterns_[SetOf(symptom)][place];
}

int CompositeGrades::HighestOf(const Symptom& symptom) const {
  int highest = 0;
  for (const std::optional<Cell>& cell : patterns_[SetOf(symptom)]) highest = std::max(highest, cell->grade);
  return highest;
}

SymptomGrade CompositeGrades::Grade(const Symptom& symptom, const SymptomAnswer& answer) const {
  SymptomGrade graded{.symptom = symptom.id};
  Levels levels = answer.levels;
  if (InterferenceWasNotAsked(symptom, answer)) {
    levels[static_cast<size_t>(Attribute::kInterference) - 1] = 0;
    graded.imputed = true;
  }
  if (const std::optional<Cell> cell = Find(symptom, levels)) {
    graded.grade = cell->grade;
    graded.source = cell->source;
  } else if (answer.level(symptom.asks.front()) == 0) {
    graded.grade = 0;
    graded.source = GradeSource::kFirstAnswerZero;
  } else {
    graded.incomplete = true;
  }
  return graded;
}

}  // namespace careloop::journal

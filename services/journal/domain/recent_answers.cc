#include "services/journal/domain/recent_answers.h"

#include <algorithm>
#include <ranges>

namespace careloop::journal {
namespace {

using Answer = RecentAnswers::Answer;

Answer AnswerIn(const Entry& entry, const SymptomAnswer& said) {
  Answer answer{.place = {entry.occurred, entry.number}, .person = entry.ReporterOf(said).person};
  for (size_t i = 0; i < said.levels.size(); ++i) {
    if (said.levels[i]) answer.levels[i] = static_cast<int8_t>(*said.levels[i]);
  }
  answer.presence = said.presence;
  return answer;
}

bool IsEarlier(const Answer& a, const Answer& b) { return a.place < b.place; }

}  // namespace

std::optional<int> RecentAnswers::Answer::level(Attribute attribute) const {
  const std::optional<int8_t>& level = levels[static_cast<size_t>(attribute) - 1];
  return level ? std::optional<int>(*level) : std::nullopt;
}

void RecentAnswers::Put(const Entry& entry) {
  if (entries_.contains(entry.number)) Remove(entry.number);
  entries_[entry.number] = entry.occurred;
  for (const SymptomAnswer& said : entry.observed.answers) {
    std::vector<Answer>& answers = answers_[said.symptom];
    Answer answer = AnswerIn(entry, said);
    const auto at = std::upper_bound(answers.begin(), answers.end(), answer, IsEarlier);
    answers.insert(at, std::move(answer));
  }
}

void RecentAnswers::Remove(int64_t number) {
  entries_.erase(number);
  for (auto& [symptom, answers] : answers_) {
    std::erase_if(answers, [&](const Answer& answer) { return answer.place.number == number; });
  }
}

void RecentAnswers::KeepLatest(size_t most) {
  while (entries_.size() > most) {
    const auto first = std::min_element(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      return EntryPlace{a.second, a.first} < EntryPlace{b.second, b.first};
    });
    Remove(first->first);
  }
}

bool RecentAnswers::KeepsLatestBefore(absl::Time time, size_t most) const {
  return entries_.size() < most ||
         std::none_of(entries_.begin(), entries_.end(), [&](const auto& entry) { return entry.second > time; });
}

const Answer* RecentAnswers::LatestBefore(const std::string& symptom, const std::string& person, EntryPlace before,
                                          absl::Time since, std::optional<Attribute> attribute) const {
  const auto found = answers_.find(symptom);
  if (found == answers_.end()) return nullptr;
  for (const Answer& answer : std::views::reverse(found->second)) {
    if (answer.place.occurred < since) return nullptr;
    const bool fits = answer.place < before && answer.place.number != before.number && answer.person == person;
    if (fits && (!attribute || answer.level(*attribute))) return &answer;
  }
  return nullptr;
}

}  // namespace careloop::journal

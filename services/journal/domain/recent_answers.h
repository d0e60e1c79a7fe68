#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_ANSWERS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_ANSWERS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "services/journal/domain/entry.h"

namespace careloop::journal {

// When an entry was, among all of its patient: later recorded counts as later within one instant.
struct EntryPlace {
  absl::Time occurred;
  int64_t number = 0;

  friend bool operator==(const EntryPlace&, const EntryPlace&) = default;
  friend bool operator<(const EntryPlace& a, const EntryPlace& b) {
    return a.occurred != b.occurred ? a.occurred < b.occurred : a.number < b.number;
  }
};

// What a patient has answered in their latest entries, by symptom: what a new answer is compared with.
class RecentAnswers {
 public:
  struct Answer {
    EntryPlace place;
    std::string person;  // who answered
    std::array<std::optional<int8_t>, kScaledAttributes.size()> levels;
    std::optional<bool> presence;

    std::optional<int> level(Attribute attribute) const;
    friend bool operator==(const Answer&, const Answer&) = default;
  };

  // What the entry says, instead of what an earlier version of it said. It is live.
  void Put(const Entry& entry);
  void Remove(int64_t number);
  // Of the entries those that were last, so many.
  void KeepLatest(size_t most);
  // Whether so many as are kept at most were all before `time`, or all that there are are kept.
  bool KeepsLatestBefore(absl::Time time, size_t most) const;

  // The latest that `person` answered about a symptom before `before` and not before `since`, to this attribute or to
  // any. Null if there is none. Until the next change.
  const Answer* LatestBefore(const std::string& symptom, const std::string& person, EntryPlace before, absl::Time since,
                             std::optional<Attribute> attribute = std::nullopt) const;

 private:
  absl::flat_hash_map<std::string, std::vector<Answer>> answers_;  // by symptom; latest last
  absl::flat_hash_map<int64_t, absl::Time> entries_;               // when each was, by number
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RECENT_ANSWERS_H_

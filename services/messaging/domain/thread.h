#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/base/disclaimed.h"
#include "services/messaging/domain/availability.h"
#include "services/messaging/domain/person.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

struct ThreadRef {
  std::string patient;
  std::string thread;

  friend bool operator==(const ThreadRef&, const ThreadRef&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const ThreadRef& ref) {
    return H::combine(std::move(h), ref.patient, ref.thread);
  }
};

// A thread as one reader sees it.
struct Thread {
  ThreadRef ref;
  std::string care_team;
  std::string subject;
  std::string patient_display_name;
  absl::Time started;
  int64_t last_number = 0;
  absl::Time last_time;
  int64_t read_up_to = 0;  // the reader's mark
  int64_t unread = 0;      // last_number - read_up_to
  Work work;
  bool enrolled = true;                      // whether the patient is with the team now
  std::optional<Availability> availability;  // to the reader; set where it is shown

  friend bool operator==(const Thread&, const Thread&) = default;
};

// Where a publication that was sent stands now. The numbers are the contract's.
enum class PublicationState { kCurrent = 1, kSuperseded = 2, kWithdrawn = 3 };

// A publication as it was when it was sent, for ever.
struct AttachedPublication {
  std::string id;
  int revision = 0;
  std::string title;
  std::string summary;
  std::optional<PublicationState> state = std::nullopt;  // to who is shown it, as far as it is known; never stored

  friend bool operator==(const AttachedPublication&, const AttachedPublication&) = default;
};

// What a message says of a share: a reference. Its entries are read from the journal, under the rules of that moment.
struct ShareReference {
  enum class Scope { kEntries, kPeriod, kStanding };
  std::string name;  // patients/{patient}/shares/{share}
  Scope scope = Scope::kEntries;
  int entry_count = 0;  // of kEntries
  absl::Time start;     // of kPeriod and kStanding
  absl::Time end;       // of kPeriod
  std::optional<absl::Time> expires;
  std::optional<absl::Time> revoked = std::nullopt;  // not stored with the message: it comes after it, or before

  friend bool operator==(const ShareReference&, const ShareReference&) = default;
};

// A message that no person has written. It neither waits for an answer nor is one, and gets none.
struct AutomaticMessage {
  // The numbers are part of stored records: never renumber.
  enum class Kind { kClosed = 1, kUrgentAlertClosed = 2 };
  Kind kind = Kind::kClosed;
  std::optional<absl::Time> next_staffed;
};
inline constexpr char kAutomaticSender[] = "-";  // which is nobody's id

// What is left of a message that its sender has taken back.
struct Retraction {
  Person person;
  absl::Time time;
  std::string reason;
};

// What a message says of an alert: a reference. Its answers are read from the journal, under the rules of that moment.
struct AlertReference {
  std::string name;     // patients/{patient}/alerts/{alert}
  int trigger = 1;      // 1, 2, 3, ...
  std::string symptom;  // symptoms/{symptom}; empty: the temperature
  absl::Time time;
  bool marked_urgent = false;
  bool can_wait = false;

  friend bool operator==(const AlertReference&, const AlertReference&) = default;
};

// Which version of a care team's template a text was made of.
struct TemplateReference {
  std::string team;
  std::string id;
  int64_t version = 0;

  friend bool operator==(const TemplateReference&, const TemplateReference&) = default;
};

// How long the text of a message may be.
inline constexpr int kMostCharacters = 10'000;
inline constexpr size_t kMostBytes = 40'000;

struct Message {
  int64_t number = 0;  // 1, 2, 3, ... within its thread
  Person sender;
  absl::Time sent;
  std::string text;
  std::vector<Disclaimed<AttachedPublication>> publications;
  std::optional<ShareReference> share;
  std::optional<AlertReference> alert;
  std::optional<TemplateReference> made_of;
  std::optional<AutomaticMessage> automatic;
  std::optional<Retraction> retraction;  // then text and publications are empty
};

// That somebody has marked a thread as read so far.
struct ReadReceipt {
  int64_t place = 0;  // among the receipts of the thread
  Person reader;
  int64_t up_to = 0;
  absl::Time time;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_THREAD_H_

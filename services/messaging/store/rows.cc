#include "services/messaging/store/rows.h"

#include <map>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

absl::StatusOr<absl::Time> TimeOf(const std::string& millis) {
  int64_t value = 0;
  if (!absl::SimpleAtoi(millis, &value)) return OtherShape();
  return absl::FromUnixMillis(value);
}

absl::StatusOr<std::optional<absl::Time>> OptionalTimeOf(const std::string& millis) {
  if (millis.empty()) return std::optional<absl::Time>();
  ASSIGN_OR_RETURN(const absl::Time time, TimeOf(millis));
  return std::optional<absl::Time>(time);
}

// "person ms record".
struct Signed {
  ChangeWords words;
  absl::Time time;
};
absl::StatusOr<Signed> SignedOf(Deed deed, const std::string& text, const RowKeys& keys) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 2));
  if (parts.size() != 3) return OtherShape();
  Signed result;
  ASSIGN_OR_RETURN(result.time, TimeOf(parts[1]));
  ASSIGN_OR_RETURN(result.words, OpenWords(deed, parts[2], keys.keys, keys.thread, parts[0]));
  return result;
}

absl::StatusOr<decltype(ThreadChange::kind)> KindOf(const std::string& kind, const ChangeWords& words) {
  const std::vector<std::string> parts = absl::StrSplit(kind, ':');
  if (kind == "claim") return Claimed();
  if (kind == "release") return Released();
  if (kind == "leave") return Released{.why = Released::Why::kLeftTeam};
  if (kind == "unenrol") return Released{.why = Released::Why::kPatientUnenrolled};
  if (kind == "resolve") return Resolved{words.action};
  if (kind == "reopen") return Reopened();
  if (kind == "urgency") return Reprioritized{words.urgency};
  if (parts[0] == "reroute" && parts.size() == 3) return Rerouted{parts[1], parts[2]};
  return OtherShape();
}

// A message of the patient's side is the record of such a change.
absl::StatusOr<ThreadChange> ChangedByMessage(const redis::Reply::Array& row, const RowKeys& keys,
                                              ThreadChange change) {
  int64_t number = 0;
  if (row.size() != 6 || !absl::SimpleAtoi(row[4].text(), &number)) return OtherShape();
  ASSIGN_OR_RETURN(Message message,
                   OpenMessage(row[5].text(), keys.keys, keys.thread, number, row[2].text(), change.time));
  change.person = std::move(message.sender);
  change.kind = Reopened{number};
  if (row[1].text() == "alert") change.kind = Reprioritized{Urgency::kUrgent};
  return change;
}

// The recipient as the functions name them: "-" is the whole team.
std::string RecipientOf(const std::string& word) { return word == "-" ? "" : word; }

absl::StatusOr<ThreadChange> EscalatedBy(const redis::Reply::Array& row, ThreadChange change) {
  Escalated escalated{.person = RecipientOf(row[2].text())};
  if (!absl::SimpleAtoi(row[4].text(), &escalated.count)) return OtherShape();
  change.kind = std::move(escalated);
  return change;
}

// "count ms person".
absl::StatusOr<Escalation> EscalationOf(const std::string& text) {
  const std::vector<std::string> words = absl::StrSplit(text, ' ');
  Escalation escalation;
  if (words.size() != 3 || !absl::SimpleAtoi(words[0], &escalation.count)) return OtherShape();
  ASSIGN_OR_RETURN(escalation.last, TimeOf(words[1]));
  escalation.person = RecipientOf(words[2]);
  return escalation;
}

LogEntry::Kind KindOf(char letter) {
  switch (letter) {
    case 'm':
      return LogEntry::Kind::kMessage;
    case 'r':
      return LogEntry::Kind::kReadMark;
    case 't':
      return LogEntry::Kind::kThreadStarted;
    case 'w':
      return LogEntry::Kind::kThreadChanged;
    case 'x':
      return LogEntry::Kind::kThreadRerouted;
    case 'd':
      return LogEntry::Kind::kMessageRetracted;
    case 's':
      return LogEntry::Kind::kShareRevoked;
    case 'u':
      return LogEntry::Kind::kEnrolmentEnded;
    case 'j':
      return LogEntry::Kind::kJoinedTeam;
    case 'l':
      return LogEntry::Kind::kLeftTeam;
    case 'g':
      return LogEntry::Kind::kCaregiverAdded;
    case 'e':
      return LogEntry::Kind::kCaregiverRemoved;
    case 'c':
      return LogEntry::Kind::kCaregiverChanged;
    case 'z':
      return LogEntry::Kind::kPatientErased;
    default:
      return LogEntry::Kind::kUnknown;
  }
}

absl::StatusOr<decltype(Event::what)> OfMessage(const LogEntry& entry, const redis::Reply::Array& detail,
                                                const OwnerKeys& owner) {
  const RowKeys keys{owner, entry.thread.thread};
  ASSIGN_OR_RETURN(Message message, MessageOf(detail[1].array(), keys));
  if (entry.kind == LogEntry::Kind::kMessageRetracted) return MessageRetracted{std::move(message)};
  if (entry.kind == LogEntry::Kind::kShareRevoked) return ShareRevoked{std::move(message)};
  ASSIGN_OR_RETURN(Work work, WorkOf(detail[2].array(), keys));
  return MessageSent{std::move(message), std::move(work)};
}

absl::StatusOr<decltype(Event::what)> OfThread(const LogEntry& entry, const redis::Reply::Array& detail,
                                               const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(Thread thread, ThreadOf(detail[1].array(), keys));
  if (entry.kind == LogEntry::Kind::kThreadChanged) return ThreadChanged{std::move(thread)};
  return ThreadStarted{std::move(thread), entry.person};
}

// How many parts the store answers about an entry.
size_t PartsOf(LogEntry::Kind kind) {
  using Kind = LogEntry::Kind;
  if (kind == Kind::kMessage || kind == Kind::kMessageRetracted || kind == Kind::kShareRevoked) return 4;
  if (kind == Kind::kThreadStarted || kind == Kind::kThreadChanged) return 3;
  if (kind == Kind::kReadMark || kind == Kind::kThreadRerouted || kind == Kind::kCaregiverChanged) return 2;
  return 1;
}

absl::StatusOr<decltype(Event::what)> OfCaregiver(const LogEntry& entry, const redis::Reply::Array& detail,
                                                  const OwnerKeys& keys) {
  CaregiverChanged changed{.person = entry.person, .caregiver = std::nullopt};
  if (detail[0].text().empty()) return changed;
  ASSIGN_OR_RETURN(changed.caregiver, CaregiverOf(keys, entry.person, detail[0].text()));
  return changed;
}

absl::StatusOr<decltype(Event::what)> WhatOf(const LogEntry& entry, const redis::Reply::Array& detail,
                                             const OwnerKeys& keys) {
  if (entry.kind == LogEntry::Kind::kCaregiverChanged) return OfCaregiver(entry, detail, keys);
  if (entry.kind == LogEntry::Kind::kReadMark) return ReadMarked{entry.person, entry.number};
  return PartsOf(entry.kind) == 4 ? OfMessage(entry, detail, keys) : OfThread(entry, detail, keys);
}

}  // namespace

absl::Status OtherShape() { return absl::InternalError("a function of messaging answered in another shape"); }

std::string PlaceText(Place place) { return StrCat(place.millis, "-", place.sequence); }

absl::StatusOr<Place> ParsePlace(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  Place place;
  if (!absl::SimpleAtoi(parts.first, &place.millis) || !absl::SimpleAtoi(parts.second, &place.sequence))
    return OtherShape();
  return place;
}

absl::StatusOr<Thread> ThreadOf(const redis::Reply::Array& row, const OwnerKeys& keys) {
  if (row.size() != 10) return OtherShape();
  Thread thread{.ref = {keys.person(), row[1].text()}, .care_team = row[2].text()};
  RETURN_IF_ERROR(OpenThread(row[3].text(), keys, thread));
  ASSIGN_OR_RETURN(const Enrolment enrolment, OpenEnrolment(row[4].text(), keys, thread.care_team));
  thread.patient_display_name = enrolment.display_name;
  thread.last_number = row[5].integer();
  ASSIGN_OR_RETURN(thread.last_time, TimeOf(row[6].text()));
  thread.read_up_to = row[7].integer();
  thread.unread = thread.last_number - thread.read_up_to;
  ASSIGN_OR_RETURN(thread.work, WorkOf(row[8].array(), {keys, thread.ref.thread}));
  thread.enrolled = row[9].integer() == 1;
  return thread;
}

absl::StatusOr<InboxRow> InboxRowOf(const redis::Reply::Array& row, const OwnerKeys& keys, Place place) {
  if (row.size() != 6) return OtherShape();
  constexpr std::string_view kMark = "r:";
  InboxRow inbox{.thread = {}, .marks = {}, .place = place};
  std::map<std::string, std::string> fields;
  const redis::Reply::Array& stored = row[2].array();
  for (size_t i = 0; i + 1 < stored.size(); i += 2) {
    const std::string& name = stored[i].text();
    int64_t mark = 0;
    if (!name.starts_with(kMark)) {
      fields[name] = stored[i + 1].text();
    } else if (name.substr(kMark.size()) != row[0].text() && absl::SimpleAtoi(stored[i + 1].text(), &mark)) {
      inbox.marks[name.substr(kMark.size())] = mark;
    }
  }
  redis::Reply::Array work;
  for (const char* field :
       {"version", "state", "urgency", "assignee", "waiting", "due", "resolved", "overdue", "escalated", "attention"}) {
    work.emplace_back(fields[field]);
  }
  ASSIGN_OR_RETURN(inbox.thread, ThreadOf({row[0], row[1], redis::Reply(fields["team"]), redis::Reply(fields["r"]),
                                           row[4], row[3], redis::Reply(fields["t"]), redis::Reply(int64_t{0}),
                                           redis::Reply(std::move(work)), row[5]},
                                          keys));
  inbox.thread.unread = 0;  // nobody's
  return inbox;
}

absl::StatusOr<Work> WorkOf(const redis::Reply::Array& row, const RowKeys& keys) {
  if (row.size() != 10) return OtherShape();
  Work work;
  if (!row[0].text().empty() && !absl::SimpleAtoi(row[0].text(), &work.version)) return OtherShape();
  if (row[1].text() == "resolved") work.state = ThreadState::kResolved;
  if (row[2].text() == "urgent") work.urgency = Urgency::kUrgent;
  if (!row[3].text().empty()) {
    ASSIGN_OR_RETURN(auto claim, SignedOf(Deed::kChange, row[3].text(), keys));
    work.assignment = Assignment{std::move(claim.words.person), claim.time};
  }
  ASSIGN_OR_RETURN(work.waiting_since, OptionalTimeOf(row[4].text()));
  ASSIGN_OR_RETURN(work.due, OptionalTimeOf(row[5].text()));
  if (!row[6].text().empty()) {
    ASSIGN_OR_RETURN(auto done, SignedOf(Deed::kChange, row[6].text(), keys));
    work.resolution =
        Resolution{done.words.action, std::move(done.words.note), std::move(done.words.person), done.time};
  }
  work.overdue = !row[7].text().empty();
  if (!row[8].text().empty()) {
    ASSIGN_OR_RETURN(work.escalation, EscalationOf(row[8].text()));
  }
  if (!row[9].text().empty() && !absl::SimpleAtoi(row[9].text(), &work.attention)) return OtherShape();
  return work;
}

absl::StatusOr<ThreadChange> ChangeOf(const redis::Reply::Array& row, const RowKeys& keys) {
  if (row.size() < 5) return OtherShape();
  ThreadChange change{.number = row[0].integer(), .person = {}, .time = {}, .note = {}, .kind = {}};
  ASSIGN_OR_RETURN(change.time, TimeOf(row[3].text()));
  const std::string kind = row[1].text();
  if (kind == "write" || kind == "alert") return ChangedByMessage(row, keys, std::move(change));
  if (kind == "escalate") return EscalatedBy(row, std::move(change));
  ASSIGN_OR_RETURN(ChangeWords words, OpenWords(Deed::kChange, row[4].text(), keys.keys, keys.thread, row[2].text()));
  ASSIGN_OR_RETURN(change.kind, KindOf(kind, words));
  change.person = std::move(words.person);
  // Of a claim that ended by itself the record is that of the claim.
  const auto* released = std::get_if<Released>(&change.kind);
  if (released == nullptr || released->why == Released::Why::kByThem) change.note = std::move(words.note);
  return change;
}

absl::StatusOr<Message> MessageOf(const redis::Reply::Array& row, const RowKeys& keys) {
  if (row.size() != 5) return OtherShape();
  ASSIGN_OR_RETURN(const absl::Time sent, TimeOf(row[2].text()));
  ASSIGN_OR_RETURN(Message message,
                   OpenMessage(row[3].text(), keys.keys, keys.thread, row[0].integer(), row[1].text(), sent));
  if (message.share) {
    ASSIGN_OR_RETURN(message.share->revoked, OptionalTimeOf(row[4].text()));
    return message;
  }
  if (row[4].text().empty()) return message;
  ASSIGN_OR_RETURN(Signed taken_back, SignedOf(Deed::kRetract, row[4].text(), keys));
  message.text.clear();
  message.publications.clear();
  message.made_of.reset();
  message.retraction =
      Retraction{std::move(taken_back.words.person), taken_back.time, std::move(taken_back.words.note)};
  return message;
}

absl::StatusOr<ReadReceipt> ReceiptOf(const redis::Reply::Array& row, const RowKeys& keys) {
  if (row.size() != 5) return OtherShape();
  ReadReceipt receipt{.place = row[0].integer(), .reader = {}, .up_to = 0, .time = {}};
  if (!absl::SimpleAtoi(row[2].text(), &receipt.up_to)) return OtherShape();
  ASSIGN_OR_RETURN(receipt.time, TimeOf(row[3].text()));
  ASSIGN_OR_RETURN(ChangeWords words, OpenWords(Deed::kRead, row[4].text(), keys.keys, keys.thread, row[1].text()));
  receipt.reader = std::move(words.person);
  return receipt;
}

namespace {

struct PermissionLetter {
  CaregiverPermission permission;
  char letter;
};
constexpr PermissionLetter kLetters[] = {{CaregiverPermission::kReadMessages, 'r'},
                                         {CaregiverPermission::kWriteMessages, 'w'},
                                         {CaregiverPermission::kReadJournal, 'j'},
                                         {CaregiverPermission::kWriteJournal, 'e'}};

}  // namespace

std::string ScopeText(const CaregiverScope& scope) {
  std::string text;
  for (const auto& [permission, letter] : kLetters) {
    if (scope.contains(permission)) text.push_back(letter);
  }
  return text;
}

std::string EndText(const std::optional<absl::Time>& ends) { return ends ? StrCat(absl::ToUnixMillis(*ends)) : "-"; }

absl::StatusOr<Caregiver> CaregiverOf(const OwnerKeys& keys, std::string person, const std::string& held) {
  const std::vector<std::string> parts = absl::StrSplit(held, absl::MaxSplits(' ', 2));
  if (parts.size() != 3) return OtherShape();
  Caregiver caregiver{.patient = keys.person(), .person = std::move(person)};
  for (const auto& [permission, letter] : kLetters) {
    if (parts[0].find(letter) != std::string::npos) caregiver.scope.insert(permission);
  }
  if (parts[1] != "-") {
    ASSIGN_OR_RETURN(caregiver.expires, TimeOf(parts[1]));
  }
  RETURN_IF_ERROR(OpenCaregiver(parts[2], keys, caregiver));
  return caregiver;
}

LogEntry LogEntryOf(Place place, std::string text) {
  LogEntry entry{.place = place, .kind = LogEntry::Kind::kUnknown, .thread = {}, .text = std::move(text)};
  const std::vector<absl::string_view> words = absl::StrSplit(entry.text, ' ');
  if (words.size() < 5 || words[1].size() != 1 || !absl::SimpleAtoi(words[3], &entry.number)) return entry;
  const std::pair<absl::string_view, absl::string_view> ref = absl::StrSplit(words[2], absl::MaxSplits('/', 1));
  entry.team = std::string(words[0]);
  if (words[2] != "-") entry.thread = {std::string(ref.first), std::string(ref.second)};
  entry.person = std::string(words[4]);
  entry.kind = KindOf(words[1][0]);
  int64_t millis = 0;
  if (words.size() > 6 && absl::SimpleAtoi(words[5], &millis)) {
    entry.time = absl::FromUnixMillis(millis);
    entry.of_staff = words[6] == "s";
    if (words.size() > 7 && absl::SimpleAtoi(words[7], &millis)) entry.due = absl::FromUnixMillis(millis);
  }
  return entry;
}

const std::string& PseudonymIn(const LogEntry& entry) {
  return entry.is_of_caregiver() ? entry.team : entry.thread.patient;
}

void NamePatient(LogEntry& entry, const std::string& pseudonym, const std::string& patient) {
  for (std::string* name : {&entry.thread.patient, &entry.team, &entry.person}) {
    if (*name == pseudonym) *name = patient;
  }
}

absl::StatusOr<Event> EventOf(const LogEntry& entry, const redis::Reply::Array& detail, const OwnerKeys* keys,
                              Audience::Kind told) {
  using Kind = LogEntry::Kind;
  if (detail.size() != PartsOf(entry.kind)) return OtherShape();
  const bool of_team = told == Audience::Kind::kTeam;
  const bool enrolled = detail.back().integer() == 1;
  Event event{.place = entry.place, .thread = entry.thread, .what = {}};
  if (entry.kind == Kind::kEnrolmentEnded && enrolled) return OtherShape();  // they are back: a gap, to read afresh
  if (entry.kind == Kind::kEnrolmentEnded || (of_team && !enrolled)) {
    event.what = EnrolmentEnded{entry.team};
  } else if (keys == nullptr) {
    return NotFound("patient");
  } else if (entry.kind == Kind::kThreadRerouted) {
    event.what = ThreadRerouted{entry.person};
  } else if (of_team && detail[0].text() != entry.team) {
    event.what = ThreadRerouted{detail[0].text()};  // the team is told nothing of it any more but where it went
  } else {
    ASSIGN_OR_RETURN(event.what, WhatOf(entry, detail, *keys));
  }
  return event;
}

}  // namespace careloop::messaging

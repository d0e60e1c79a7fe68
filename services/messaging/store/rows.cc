#include "services/messaging/store/rows.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/codec.h"

namespace careloop::messaging {
namespace {

absl::Status OtherShape() { return absl::InternalError("a function of messaging answered in another shape"); }

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
absl::StatusOr<Signed> SignedOf(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 2));
  if (parts.size() != 3) return OtherShape();
  Signed result;
  ASSIGN_OR_RETURN(result.time, TimeOf(parts[1]));
  ASSIGN_OR_RETURN(result.words, DecodeChange(parts[2], parts[0]));
  return result;
}

absl::StatusOr<decltype(ThreadChange::kind)> KindOf(const std::string& kind, const ChangeWords& words) {
  const std::vector<std::string> parts = absl::StrSplit(kind, ':');
  if (kind == "claim") return Claimed();
  if (kind == "release") return Released();
  if (kind == "leave") return Released{.left_team = true};
  if (kind == "resolve") return Resolved{words.action};
  if (kind == "reopen") return Reopened();
  if (kind == "urgency") return Reprioritized{words.urgency};
  if (parts[0] == "reroute" && parts.size() == 3) return Rerouted{parts[1], parts[2]};
  return OtherShape();
}

// A message of the patient's side is the record of such a change.
absl::StatusOr<ThreadChange> OpenedByMessage(const redis::Reply::Array& row, ThreadChange change) {
  Reopened reopened;
  if (row.size() != 6 || !absl::SimpleAtoi(row[4].text(), &reopened.by_message)) return OtherShape();
  ASSIGN_OR_RETURN(Message message, DecodeMessage(row[5].text(), reopened.by_message, row[2].text(), change.time));
  change.person = std::move(message.sender);
  change.kind = reopened;
  return change;
}

}  // namespace

std::string AudienceKey(const Audience& audience) {
  return StrCat(audience.kind == Audience::Kind::kPatient ? "p:" : "t:", audience.id);
}

std::string PlaceText(Place place) { return StrCat(place.millis, "-", place.sequence); }

absl::StatusOr<Place> ParsePlace(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  Place place;
  if (!absl::SimpleAtoi(parts.first, &place.millis) || !absl::SimpleAtoi(parts.second, &place.sequence))
    return OtherShape();
  return place;
}

absl::StatusOr<Thread> ThreadOf(const redis::Reply::Array& row) {
  if (row.size() != 9) return OtherShape();
  Thread thread{.ref = {row[0].text(), row[1].text()}, .care_team = row[2].text()};
  RETURN_IF_ERROR(DecodeThread(row[3].text(), thread));
  ASSIGN_OR_RETURN(const Enrolment enrolment, DecodeEnrolment(row[4].text(), thread.ref.patient));
  thread.patient_display_name = enrolment.display_name;
  thread.last_number = row[5].integer();
  ASSIGN_OR_RETURN(thread.last_time, TimeOf(row[6].text()));
  thread.read_up_to = row[7].integer();
  thread.unread = thread.last_number - thread.read_up_to;
  ASSIGN_OR_RETURN(thread.work, WorkOf(row[8].array()));
  return thread;
}

absl::StatusOr<Work> WorkOf(const redis::Reply::Array& row) {
  if (row.size() != 7) return OtherShape();
  Work work;
  if (!row[0].text().empty() && !absl::SimpleAtoi(row[0].text(), &work.version)) return OtherShape();
  if (row[1].text() == "resolved") work.state = ThreadState::kResolved;
  if (row[2].text() == "urgent") work.urgency = Urgency::kUrgent;
  if (!row[3].text().empty()) {
    ASSIGN_OR_RETURN(auto claim, SignedOf(row[3].text()));
    work.assignment = Assignment{std::move(claim.words.person), claim.time};
  }
  ASSIGN_OR_RETURN(work.waiting_since, OptionalTimeOf(row[4].text()));
  ASSIGN_OR_RETURN(work.due, OptionalTimeOf(row[5].text()));
  if (!row[6].text().empty()) {
    ASSIGN_OR_RETURN(auto done, SignedOf(row[6].text()));
    work.resolution =
        Resolution{done.words.action, std::move(done.words.note), std::move(done.words.person), done.time};
  }
  return work;
}

absl::StatusOr<ThreadChange> ChangeOf(const redis::Reply::Array& row) {
  if (row.size() < 5) return OtherShape();
  ThreadChange change{.number = row[0].integer(), .person = {}, .time = {}, .note = {}, .kind = {}};
  ASSIGN_OR_RETURN(change.time, TimeOf(row[3].text()));
  if (row[1].text() == "write") return OpenedByMessage(row, std::move(change));
  ASSIGN_OR_RETURN(ChangeWords words, DecodeChange(row[4].text(), row[2].text()));
  ASSIGN_OR_RETURN(change.kind, KindOf(row[1].text(), words));
  change.person = std::move(words.person);
  if (!std::holds_alternative<Released>(change.kind) || !std::get<Released>(change.kind).left_team) {
    change.note = std::move(words.note);
  }
  return change;
}

absl::StatusOr<Message> MessageOf(const redis::Reply::Array& row) {
  if (row.size() != 4) return OtherShape();
  ASSIGN_OR_RETURN(const absl::Time sent, TimeOf(row[2].text()));
  return DecodeMessage(row[3].text(), row[0].integer(), row[1].text(), sent);
}

absl::StatusOr<Positions> PositionsOf(const redis::Reply::Array& ends, const std::vector<Audience>& audiences) {
  if (ends.size() != audiences.size()) return OtherShape();
  Positions positions;
  for (size_t i = 0; i < ends.size(); ++i) {
    ASSIGN_OR_RETURN(const Place place, ParsePlace(ends[i].text()));
    positions.push_back({audiences[i], place});
  }
  return positions;
}

absl::StatusOr<Event> EventOf(Place place, const redis::Reply::Array& detail) {
  if (detail.size() < 5) return OtherShape();
  Event event{.place = place, .thread = {detail[1].text(), detail[2].text()}, .what = {}};
  const std::string& kind = detail[0].text();
  if (kind == "m" && detail.size() == 7) {
    ASSIGN_OR_RETURN(Message message, MessageOf(detail[5].array()));
    event.what = MessageSent{std::move(message), std::nullopt};
    if (!detail[6].array().empty()) {
      ASSIGN_OR_RETURN(std::get<MessageSent>(event.what).work, WorkOf(detail[6].array()));
    }
  } else if (kind == "r") {
    event.what = ReadMarked{detail[4].text(), detail[3].integer()};
  } else if (kind == "t" && detail.size() == 6) {
    ASSIGN_OR_RETURN(Thread thread, ThreadOf(detail[5].array()));
    event.what = ThreadStarted{std::move(thread), detail[4].text()};
  } else if (kind == "w" && detail.size() == 6) {
    ASSIGN_OR_RETURN(Thread thread, ThreadOf(detail[5].array()));
    event.what = ThreadChanged{std::move(thread)};
  } else if (kind == "x") {
    event.what = ThreadRerouted{detail[4].text()};
  } else {
    return OtherShape();
  }
  return event;
}

}  // namespace careloop::messaging

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
  if (row.size() != 8) return OtherShape();
  Thread thread{.ref = {row[0].text(), row[1].text()}, .care_team = row[2].text()};
  RETURN_IF_ERROR(DecodeThread(row[3].text(), thread));
  ASSIGN_OR_RETURN(const Enrolment enrolment, DecodeEnrolment(row[4].text(), thread.ref.patient));
  thread.patient_display_name = enrolment.display_name;
  thread.last_number = row[5].integer();
  ASSIGN_OR_RETURN(thread.last_time, TimeOf(row[6].text()));
  thread.read_up_to = row[7].integer();
  thread.unread = thread.last_number - thread.read_up_to;
  return thread;
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
  if (kind == "m" && detail.size() == 6) {
    ASSIGN_OR_RETURN(Message message, MessageOf(detail[5].array()));
    event.what = MessageSent{std::move(message)};
  } else if (kind == "r") {
    event.what = ReadMarked{detail[4].text(), detail[3].integer()};
  } else if (kind == "t" && detail.size() == 6) {
    ASSIGN_OR_RETURN(Thread thread, ThreadOf(detail[5].array()));
    event.what = ThreadStarted{std::move(thread), detail[4].text()};
  } else {
    return OtherShape();
  }
  return event;
}

}  // namespace careloop::messaging

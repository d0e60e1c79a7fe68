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

// Redis writes the score of a sorted set as a decimal fraction.
absl::StatusOr<absl::Time> TimeOfScore(const std::string& score) {
  double millis = 0;
  if (!absl::SimpleAtod(score, &millis)) return OtherShape();
  return absl::FromUnixMillis(static_cast<int64_t>(millis));
}

}  // namespace

std::string AudienceKey(const Audience& audience) {
  return StrCat(audience.kind == Audience::Kind::kPatient ? "p:" : "t:", audience.id);
}

std::string PlaceText(Place place) { return StrCat(place.millis, "-", place.sequence); }

absl::StatusOr<Place> ParsePlace(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('-', 1));
  Place place;
  if (!absl::SimpleAtoi(parts.first, &place.millis) || !absl::SimpleAtoi(parts.second, &place.sequence)) return OtherShape();
  return place;
}

absl::StatusOr<Thread> ThreadOf(const redis::Reply::Array& row) {
  if (row.size() != 9) return OtherShape();
  Thread thread{.ref = {row[0].text(), row[1].text()}, .care_team = row[2].text()};
  RETURN_IF_ERROR(DecodeThread(row[3].text(), thread));
  ASSIGN_OR_RETURN(const Enrolment enrolment, DecodeEnrolment(row[4].text(), thread.ref.patient));
  thread.patient_display_name = enrolment.display_name;
  thread.last_number = row[5].integer();
  ASSIGN_OR_RETURN(thread.last_time, TimeOfScore(row[6].text()));
  thread.read_up_to = row[7].integer();
  thread.unread = row[8].integer();
  return thread;
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
    ASSIGN_OR_RETURN(Message message, DecodeMessage(detail[6].text(), detail[3].integer(), detail[5].text()));
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

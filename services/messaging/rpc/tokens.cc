#include "services/messaging/rpc/tokens.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

// A sealed payload was made by this service; one that does not parse was made by another release.
absl::Status Unreadable(std::string_view reason) {
  return Error(absl::StatusCode::kInvalidArgument, reason,
               "the token was made by another release; start again without it");
}

std::string PageContext(const Call& call, std::string_view list) {
  return StrCat(call.method, "\n", call.caller->subject, "\n", list);
}

}  // namespace

Tokens::Tokens(const SecretKey& secret, Random& random)
    : pages_(secret, "messaging-page", reason::kPageTokenInvalid, random),
      watches_(secret, "messaging-watch", reason::kResumeTokenInvalid, random) {}

absl::StatusOr<std::string> Tokens::SealPlace(Place place, const std::string& person) const {
  return watches_.SealToken(StrCat("log ", place.millis, " ", place.sequence), person);
}

// Earlier tokens held a place for each audience, in histories that are no more.
absl::StatusOr<Place> Tokens::OpenPlace(const std::string& token, const std::string& person) const {
  ASSIGN_OR_RETURN(const std::string payload, watches_.OpenToken(token, person));
  const std::vector<std::string> words = absl::StrSplit(payload, ' ');
  Place place;
  if (words.size() != 3 || words[0] != "log" || !absl::SimpleAtoi(words[1], &place.millis) ||
      !absl::SimpleAtoi(words[2], &place.sequence)) {
    return kNowhere;
  }
  return place;
}

absl::StatusOr<std::string> Tokens::SealPage(std::string_view place, const Call& call, std::string_view list) const {
  return pages_.SealToken(place, PageContext(call, list));
}

absl::StatusOr<std::optional<std::string>> Tokens::OpenPage(const std::string& token, const Call& call,
                                                            std::string_view list) const {
  if (token.empty()) return std::optional<std::string>();
  ASSIGN_OR_RETURN(std::string place, pages_.OpenToken(token, PageContext(call, list)));
  return std::optional<std::string>(std::move(place));
}

std::string CursorText(const ThreadCursor& cursor) {
  return StrCat(absl::ToUnixMillis(cursor.last_time), " ", cursor.thread);
}

absl::StatusOr<ThreadCursor> ParseCursor(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits(' ', 1));
  ASSIGN_OR_RETURN(const int64_t millis, ParseNumber(parts.first));
  return ThreadCursor{absl::FromUnixMillis(millis), parts.second};
}

std::string OrderText(const InboxOrder& order) {
  return StrCat(order.rank, " ", order.time, " ", order.thread.patient, " ", order.thread.thread);
}

absl::StatusOr<InboxOrder> ParseOrder(const std::string& text) {
  const std::vector<std::string> words = absl::StrSplit(text, ' ');
  InboxOrder order;
  if (words.size() != 4 || !absl::SimpleAtoi(words[0], &order.rank) || !absl::SimpleAtoi(words[1], &order.time)) {
    return Unreadable(reason::kPageTokenInvalid);
  }
  order.thread = {words[2], words[3]};
  return order;
}

// A name may hold blanks; an id does not.
std::string OrderText(const PatientOrder& order) { return StrCat(order.patient, " ", order.name); }

absl::StatusOr<PatientOrder> ParsePatientOrder(const std::string& text) {
  const size_t end = text.find(' ');
  if (end == std::string::npos) return Unreadable(reason::kPageTokenInvalid);
  return PatientOrder{.name = text.substr(end + 1), .patient = text.substr(0, end)};
}

absl::StatusOr<int64_t> ParseNumber(const std::string& text) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number)) return Unreadable(reason::kPageTokenInvalid);
  return number;
}

}  // namespace careloop::messaging

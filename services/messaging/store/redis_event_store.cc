#include "services/messaging/store/redis_event_store.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/rows.h"

namespace careloop::messaging {
namespace {

using redis::Function;

constexpr Function kEvents{"events", Function::Effect::kReads};
constexpr Function kEnds{"ends", Function::Effect::kReads};
constexpr absl::Duration kLimit = absl::Seconds(2);

}  // namespace

Task<absl::StatusOr<EventBatch>> RedisEventStore::Read(Audience audience, Place after, int most) {
  std::vector<std::string> args = {AudienceKey(audience), PlaceText(after), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kEvents, std::move(args), DeadlineAfter(kLimit)));
  if (reply.empty()) co_return absl::InternalError("events: reply of another shape");
  EventBatch batch{.events = {}, .gap = reply[0].integer() == 1};
  for (size_t i = 1; i < reply.size(); ++i) {
    CO_ASSIGN_OR_RETURN(const Place place, ParsePlace(reply[i].at(0).text()));
    CO_ASSIGN_OR_RETURN(Event event, EventOf(place, reply[i].at(1).array()));
    batch.events.push_back(std::make_shared<const Event>(std::move(event)));
  }
  co_return batch;
}

Task<absl::StatusOr<Positions>> RedisEventStore::Ends(std::vector<Audience> audiences) {
  std::vector<std::string> args;
  for (const Audience& audience : audiences) args.push_back(AudienceKey(audience));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kEnds, std::move(args), DeadlineAfter(kLimit)));
  if (reply.empty()) co_return absl::InternalError("ends: reply of another shape");
  co_return PositionsOf(reply[0].array(), audiences);
}

}  // namespace careloop::messaging

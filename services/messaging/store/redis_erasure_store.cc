#include "services/messaging/store/redis_erasure_store.h"

#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

constexpr redis::Function kErase{"erase_patient", redis::Function::Effect::kWrites};

}  // namespace

// The keys first: what the function does is done again by a repetition, which somebody has to send who was not
// answered.
Task<absl::Status> RedisErasureStore::Erase(const Call& call, std::string patient, absl::Time now) {
  CO_RETURN_IF_ERROR(co_await keys_.Destroy(patient));
  std::vector<std::string> own = {keys_.PseudonymOf(patient), StrCat(absl::ToUnixMillis(now)),
                                  SealErased(patient, site_)};
  std::vector<std::string> args = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kErase, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, {}).status();
}

}  // namespace careloop::messaging

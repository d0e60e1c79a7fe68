#include "services/journal/store/redis_erasure_store.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"

namespace careloop::journal {
namespace {

constexpr redis::Function kErase{"erase_patient", redis::Function::Effect::kWrites};

}  // namespace

// The keys first: what the function does is done again by a repetition, which somebody has to send who was not
// answered.
Task<absl::Status> RedisErasureStore::Erase(const Call& call, std::string patient) {
  CO_RETURN_IF_ERROR(co_await keys_.Destroy(patient));
  std::vector<std::string> args = idempotency_.Args(call, {keys_.PseudonymOf(patient)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kErase, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, {}).status();
}

}  // namespace careloop::journal

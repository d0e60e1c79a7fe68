#include "services/journal/store/redis_erasure_store.h"

#include <utility>
#include <vector>

#include "common/base/status_macros.h"

namespace careloop::journal {
namespace {

constexpr redis::Function kErase{"erase_patient", redis::Function::Effect::kWrites};

}  // namespace

// Recorded first, so that no keys are gone without anybody's deed; whoever was not answered repeats it, and a
// repetition destroys what is there still.
Task<absl::Status> RedisErasureStore::Erase(const Call& call, std::string patient) {
  std::vector<std::string> args = idempotency_.Args(call, {keys_.PseudonymOf(patient)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kErase, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(store::OutcomeOf(reply, {}).status());
  const absl::Status destroyed = co_await keys_.Destroy(std::move(patient));
  co_return destroyed;
}

}  // namespace careloop::journal

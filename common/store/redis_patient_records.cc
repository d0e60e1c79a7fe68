#include "common/store/redis_patient_records.h"

#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/missing_keys.h"

namespace careloop::store {
namespace {

constexpr redis::Function kRecordsOf{"records_of", redis::Function::Effect::kReads};

}  // namespace

Task<absl::StatusOr<PatientRecords::Found>> RedisPatientRecords::Of(std::string pseudonym, Deadline deadline) {
  std::vector<std::string> args = {std::move(pseudonym)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRecordsOf, std::move(args), deadline));
  const std::string_view word = reply.empty() ? std::string_view() : reply.front().text();
  if (word == "NONE") co_return Found::kNone;
  if (word == "SOME") co_return Found::kSome;
  if (word == "ERASED") co_return Found::kErased;
  co_return Error(absl::StatusCode::kInternal, reason::kInternal, "Redis has answered with what is not known");
}

void RedisPatientRecords::SayKeysMissing() { LogMissingKeys({}, 1); }

}  // namespace careloop::store

#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/missing_keys.h"
#include "services/messaging/store/redis_care_team_store.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

// What RedisCareTeamStore keeps of caregivers: caregiver.lua.
namespace careloop::messaging {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kCaregivers{"caregivers", Function::Effect::kReads};
constexpr Function kCares{"cares", Function::Effect::kReads};

}  // namespace

Task<absl::StatusOr<absl::Time>> RedisCareTeamStore::AddCaregiver(const Call& call, Caregiver caregiver) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(caregiver.patient, call.deadline));
  std::string record = SealCaregiver(caregiver, *keys);
  std::vector<std::string> args = {keys->owner(),
                                   caregiver.person,
                                   ScopeText(caregiver.scope),
                                   EndText(caregiver.expires),
                                   std::move(record),
                                   StrCat(absl::ToUnixMillis(caregiver.added))};
  CO_ASSIGN_OR_RETURN(const std::string millis, co_await Write(call, "add_caregiver", std::move(args)));
  int64_t value = 0;
  if (!absl::SimpleAtoi(millis, &value)) co_return absl::InternalError("add_caregiver: outcome of another shape");
  co_return absl::FromUnixMillis(value);
}

Task<absl::Status> RedisCareTeamStore::RemoveCaregiver(const Call& call, std::string patient, std::string person,
                                                       absl::Time now) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(person), StrCat(absl::ToUnixMillis(now))};
  auto outcome = co_await Write(call, "remove_caregiver", std::move(args));
  co_return outcome.status();
}

Task<absl::StatusOr<std::vector<Caregiver>>> RedisCareTeamStore::CaregiversOf(const Call& call, std::string patient) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kCaregivers, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  std::vector<Caregiver> caregivers;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    CO_ASSIGN_OR_RETURN(Caregiver caregiver, CaregiverOf(*keys, reply[i].text(), reply[i + 1].text()));
    caregivers.push_back(std::move(caregiver));
  }
  co_return caregivers;
}

Task<absl::StatusOr<Cares>> RedisCareTeamStore::CaresOf(std::string person, Deadline deadline) {
  std::vector<std::string> args = {person};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kCares, std::move(args), deadline));
  std::vector<std::string> patients;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) patients.push_back(reply[i].text());
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(std::move(patients)));
  Cares cares;
  int unopened = 0;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    const auto owner = keys.find(reply[i].text());
    if (owner == keys.end() || !owner->second) continue;  // erased, or lost
    auto caregiver = CaregiverOf(*owner->second, person, reply[i + 1].text());
    if (caregiver.ok()) {
      cares.emplace(owner->second->person(), *std::move(caregiver));
    } else {
      ++unopened;  // one patient's is no reason to keep a helper from all others
    }
  }
  store::LogMissingKeys(keys, unopened);
  co_return cares;
}

}  // namespace careloop::messaging

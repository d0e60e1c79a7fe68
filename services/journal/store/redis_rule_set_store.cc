#include "services/journal/store/redis_rule_set_store.h"

#include <array>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;

constexpr Function kActivate{"rules_activate", Function::Effect::kWrites};
constexpr Function kGet{"rules_get", Function::Effect::kReads};

constexpr std::array kRefusals = {store::Refusal{"EXISTS", absl::StatusCode::kAlreadyExists, reason::kAlreadyExists,
                                                 "a rule set of this version has been activated before"}};

}  // namespace

Task<absl::StatusOr<int>> RedisRuleSetStore::Activate(const Call& call, const RuleSetActivation& activation) {
  std::vector<std::string> args =
      idempotency_.Args(call, {activation.rule_set.version, SealRuleSet(activation, site_)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kActivate, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(outcome));
  co_return static_cast<int>(number);
}

Task<absl::StatusOr<std::optional<RuleSetActivation>>> RedisRuleSetStore::Find(const Call& call, std::string version) {
  std::vector<std::string> args = {std::move(version)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  if (reply.size() < 2) co_return std::optional<RuleSetActivation>();
  CO_ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(reply[0].text()));
  CO_ASSIGN_OR_RETURN(RuleSetActivation activation, OpenRuleSet(reply[1].text(), site_));
  activation.number = static_cast<int>(number);
  co_return std::optional<RuleSetActivation>(std::move(activation));
}

}  // namespace careloop::journal

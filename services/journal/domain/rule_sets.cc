#include "services/journal/domain/rule_sets.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/domain/instant.h"

namespace careloop::journal {

absl::Status RuleSets::CheckShipped(const RuleSet& shipped, const SiteRules& site, std::string_view path) {
  const absl::Status checked = CheckRuleSet(shipped, site, "rule_set");
  if (checked.ok()) return checked;
  const auto fault = [](std::string* out, const FieldViolation& v) {
    absl::StrAppend(out, v.field, ": ", v.description);
  };
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat(path, ": ", absl::StrJoin(ViolationsOf(checked), "; ", fault)));
}

RuleSets::RuleSets(RuleSetStore& store, RuleSet shipped, const SiteRules& site, const Clock& clock, OnUnfit on_unfit)
    : store_(store), shipped_(std::move(shipped)), site_(site), clock_(clock), on_unfit_(std::move(on_unfit)) {
  Know({.rule_set = shipped_});
}

void RuleSets::Know(const RuleSetActivation& activation) {
  auto known = std::make_shared<const RulesInForce>(
      RulesInForce{activation.rule_set.version, activation.number, AlertRules(activation.rule_set, site_.vocabulary)});
  if (!Replace(std::move(known)) || !on_unfit_) return;
  const std::vector<std::string> unfit = UnfitOf(activation.rule_set);
  if (!unfit.empty()) on_unfit_(activation.rule_set.version, unfit);
}

// Whether it is another than was known.
bool RuleSets::Replace(std::shared_ptr<const RulesInForce> known) {
  const MutexLock lock(mutex_);
  const bool same = known_ && known->number == known_->number && known->version == known_->version;
  if (same || (known_ && known->number < known_->number)) return false;
  known_ = std::move(known);
  return true;
}

std::shared_ptr<const RulesInForce> RuleSets::Known() const {
  const MutexLock lock(mutex_);
  return known_;
}

Task<absl::Status> RuleSets::Refresh(const Call& call) {
  CO_ASSIGN_OR_RETURN(const RuleSetActivation in_force, co_await Get(call, ""));
  Know(in_force);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<RuleSetActivation>> RuleSets::Get(const Call& call, std::string version) {
  const bool may_be_shipped = version.empty() || version == shipped_.version;
  CO_ASSIGN_OR_RETURN(std::optional<RuleSetActivation> found, co_await store_.Find(call, std::move(version)));
  if (found) co_return *std::move(found);
  if (!may_be_shipped) co_return NotFound("rule set");
  co_return RuleSetActivation{.rule_set = shipped_};
}

Task<absl::StatusOr<RuleSetActivation>> RuleSets::Activate(const Call& call, RuleSet set) {
  CO_RETURN_IF_ERROR(CheckRuleSet(set, site_, "rule_set"));
  RuleSetActivation activation{.rule_set = std::move(set),
                               .time = StoredInstant(clock_.Now()),
                               .person = call.caller->subject,
                               .display_name = call.caller->name};
  std::string version = activation.rule_set.version;
  if (version == shipped_.version) {
    co_return Error(absl::StatusCode::kAlreadyExists, reason::kAlreadyExists,
                    "the site's own rule set has this version; use another");
  }
  CO_ASSIGN_OR_RETURN(activation.number, co_await store_.Activate(call, activation));
  // Of a call that is repeated, the first one's.
  auto kept = co_await Get(call, std::move(version));
  if (kept.ok()) Know(*kept);
  co_return kept;
}

}  // namespace careloop::journal

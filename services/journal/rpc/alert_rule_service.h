#ifndef CARELOOP_SERVICES_JOURNAL_RPC_ALERT_RULE_SERVICE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_ALERT_RULE_SERVICE_H_

#include "careloop/journal/v1/alert_rule_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "services/journal/domain/rule_dry_run.h"
#include "services/journal/domain/rule_sets.h"

namespace careloop::journal {

// careloop.journal.v1.AlertRuleService: converts, calls the use case, converts. Thread-safe; what it is built on
// outlives it.
class AlertRuleService final : public v1::AlertRuleService::CallbackService {
 public:
  AlertRuleService(rpc::CallRunner& run, RuleSets& sets, RuleDryRun& dry_run)
      : run_(run), sets_(sets), dry_run_(dry_run) {}

  grpc::ServerUnaryReactor* GetRuleSet(grpc::CallbackServerContext* context, const v1::GetRuleSetRequest* request,
                                       v1::GetRuleSetResponse* response) override;
  grpc::ServerUnaryReactor* ActivateRuleSet(grpc::CallbackServerContext* context,
                                            const v1::ActivateRuleSetRequest* request,
                                            v1::ActivateRuleSetResponse* response) override;
  grpc::ServerUnaryReactor* DryRunRuleSet(grpc::CallbackServerContext* context, const v1::DryRunRuleSetRequest* request,
                                          v1::DryRunRuleSetResponse* response) override;

 private:
  rpc::CallRunner& run_;
  RuleSets& sets_;
  RuleDryRun& dry_run_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_ALERT_RULE_SERVICE_H_

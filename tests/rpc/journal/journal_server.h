#ifndef CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_SERVER_H_
#define CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_SERVER_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "careloop/journal/v1/alert_rule_service.grpc.pb.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "common/audit/access_log.h"
#include "common/store/outbox_relay.h"
#include "tests/support/service_redis.h"

namespace careloop::journal {

// One instance of journal in this process, with the data of deploy/site, on a Redis and fake peers that outlive it.
class JournalServer {
 public:
  static constexpr absl::Duration kOverdueAfter = absl::Minutes(5);

  JournalServer(testing::ServiceRedis& redis, const std::string& peers);
  ~JournalServer();

  v1::JournalService::Stub& stub() { return *stub_; }
  v1::AlertRuleService::Stub& rule_stub() { return *rule_stub_; }
  admin::v1::AdminService::Stub& admin_stub() { return *admin_stub_; }
  audit::v1::AuditService::Stub& audit_stub() { return *audit_stub_; }
  audit::AccessLog& access_log();
  store::Outbox& outbox();
  store::OutboxRelay& relay();
  int alarms() const;

 private:
  struct Parts;  // the services are long to compile: once, and not in each test
  const std::unique_ptr<Parts> parts_;
  std::unique_ptr<v1::JournalService::Stub> stub_;
  std::unique_ptr<v1::AlertRuleService::Stub> rule_stub_;
  std::unique_ptr<admin::v1::AdminService::Stub> admin_stub_;
  std::unique_ptr<audit::v1::AuditService::Stub> audit_stub_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_SERVER_H_

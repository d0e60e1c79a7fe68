// What stands in the place of the access log in the services that the bench compares with: nothing is recorded. Linked
// before common_rpc, whose access_audit.cc it replaces.

#include "common/rpc/access_audit.h"

namespace careloop::rpc {

using google::protobuf::Message;

absl::Status AccessAudit::BeforeChange(const MethodPolicy&, const Message&, Call&) const { return absl::OkStatus(); }

Task<absl::Status> AccessAudit::BeforeAnswer(const MethodPolicy&, const Call&, const Message&, const Message*,
                                             std::vector<std::string>) {
  co_return absl::OkStatus();
}
Task<absl::Status> AccessAudit::BeforeWork(const MethodPolicy&, const Call&, const Message&) {
  co_return absl::OkStatus();
}
Task<absl::Status> AccessAudit::BeforeTelling(const MethodPolicy&, const Call&, std::vector<std::string>) {
  co_return absl::OkStatus();
}

bool AccessAudit::IsDenial(const Call&, const absl::Status&) { return false; }
Task<void> AccessAudit::Denied(const MethodPolicy&, const Call&, const Message&) { co_return; }

}  // namespace careloop::rpc

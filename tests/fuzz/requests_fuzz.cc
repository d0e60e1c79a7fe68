// Whatever bytes are sent as the request of whatever RPC: it parses or not, and its policy's validator says the same of
// it twice, in words that may be sent and logged, about fields alone.

#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>

#include <cstdio>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/error.h"
#include "common/base/text.h"
#include "common/service/audit_service.h"
#include "services/content/rpc/policy.h"
#include "services/journal/rpc/policy.h"
#include "services/messaging/rpc/policy.h"
#include "tests/fuzz/check.h"

namespace careloop::fuzz {
namespace {

void CheckVerdict(const absl::Status& verdict) {
  if (verdict.ok()) return;
  Check(HasReason(verdict));
  Check(MeasureText(std::string(verdict.message()), /*lines=*/false).valid);
  for (const FieldViolation& violation : ViolationsOf(verdict)) {
    Check(!violation.field.empty() && MeasureText(violation.field, false).valid);
    Check(MeasureText(violation.description, false).valid);
  }
}

template <typename Request>
void Try(const rpc::Policy<Request>& policy, std::string_view bytes) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  const absl::Status verdict = policy.validate(request);
  CheckVerdict(verdict);
  Check(policy.validate(request) == verdict);
}

struct Entry {
  std::string_view method;
  void (*run)(std::string_view bytes);
};

template <const auto& policy>
constexpr Entry EntryOf() {
  return {policy.row.method, [](std::string_view bytes) { Try(policy, bytes); }};
}

// The first byte of an input is the place in here: add at the end.
constexpr Entry kEntries[] = {
    EntryOf<journal::kStartTreatmentCourse>(),
    EntryOf<journal::kStopTreatmentCourse>(),
    EntryOf<journal::kAddTreatmentCourseNote>(),
    EntryOf<journal::kListTreatmentCourses>(),
    EntryOf<journal::kListSymptoms>(),
    EntryOf<journal::kRecordEntry>(),
    EntryOf<journal::kAmendEntry>(),
    EntryOf<journal::kRetractEntry>(),
    EntryOf<journal::kGetEntry>(),
    EntryOf<journal::kListEntries>(),
    EntryOf<journal::kGetTrends>(),
    EntryOf<journal::kGetVisitSummary>(),
    EntryOf<journal::kCreateShare>(),
    EntryOf<journal::kPreviewShare>(),
    EntryOf<journal::kRevokeShare>(),
    EntryOf<journal::kListShares>(),
    EntryOf<journal::kListUndelivered>(),
    EntryOf<journal::kRetryUndelivered>(),
    EntryOf<messaging::kCreateCareTeam>(),
    EntryOf<messaging::kAddMember>(),
    EntryOf<messaging::kRemoveMember>(),
    EntryOf<messaging::kEnrolPatient>(),
    EntryOf<messaging::kGetCareTeam>(),
    EntryOf<messaging::kListTeamPatients>(),
    EntryOf<messaging::kCheckAccess>(),
    EntryOf<messaging::kStartThread>(),
    EntryOf<messaging::kGetThread>(),
    EntryOf<messaging::kListThreads>(),
    EntryOf<messaging::kSendMessage>(),
    EntryOf<messaging::kListMessages>(),
    EntryOf<messaging::kMarkRead>(),
    EntryOf<messaging::kClaimThread>(),
    EntryOf<messaging::kReleaseThread>(),
    EntryOf<messaging::kRerouteThread>(),
    EntryOf<messaging::kResolveThread>(),
    EntryOf<messaging::kReopenThread>(),
    EntryOf<messaging::kSetThreadUrgency>(),
    EntryOf<messaging::kListThreadChanges>(),
    EntryOf<messaging::kWatch>(),
    EntryOf<messaging::kDeliverShare>(),
    EntryOf<content::kListPublications>(),
    EntryOf<content::kGetPublication>(),
    EntryOf<content::kSearchPublications>(),
    EntryOf<content::kListDiagnoses>(),
    EntryOf<content::kListTopics>(),
    EntryOf<content::kListTreatments>(),
    EntryOf<content::kGetTreatment>(),
    EntryOf<content::kGetDisclaimer>(),
    EntryOf<content::kFindRelatedPublications>(),
    EntryOf<content::kDownloadRendition>(),
    EntryOf<content::kImportPublication>(),
    EntryOf<content::kPublishRevision>(),
    EntryOf<content::kWithdrawPublication>(),
    EntryOf<content::kListRevisions>(),
    EntryOf<content::kPublishDisclaimer>(),
    EntryOf<journal::kGetRuleSet>(),
    EntryOf<journal::kActivateRuleSet>(),
    EntryOf<journal::kDryRunRuleSet>(),
    EntryOf<messaging::kSetCareTeamSettings>(),
    EntryOf<messaging::kUnenrolPatient>(),
    EntryOf<messaging::kListCareTeams>(),
    EntryOf<messaging::kRetractMessage>(),
    EntryOf<messaging::kListReadReceipts>(),
    EntryOf<journal::kExportRecord>(),
    EntryOf<journal::kSetAlertConsent>(),
    EntryOf<journal::kListAlerts>(),
    EntryOf<messaging::kDeliverAlert>(),
    EntryOf<messaging::kRebuildProjections>(),
    EntryOf<messaging::kSaveTemplate>(),
    EntryOf<messaging::kListTemplates>(),
    EntryOf<messaging::kExportThreads>(),
    EntryOf<service::kListAccessEvents>(),
    EntryOf<service::kExportLog>(),
    EntryOf<messaging::kAddCaregiver>(),
    EntryOf<messaging::kRemoveCaregiver>(),
    EntryOf<messaging::kListCaregivers>(),
    EntryOf<journal::kErasePatient>(),
    EntryOf<journal::kRotateKeys>(),
    EntryOf<messaging::kErasePatient>(),
    EntryOf<messaging::kRotateKeys>(),
    EntryOf<messaging::kDeliverShareRevocation>(),
    EntryOf<service::kCheckRecords>(),
};

// An RPC that is missing above is not fuzzed, so nothing is.
bool AllAreThere() {
  std::set<std::string_view> entries;
  for (const Entry& entry : kEntries) entries.insert(entry.method);
  std::vector<MethodPolicy> rows(content::kPolicies.begin(), content::kPolicies.end());
  rows.insert(rows.end(), journal::kPolicies.begin(), journal::kPolicies.end());
  rows.insert(rows.end(), messaging::kPolicies.begin(), messaging::kPolicies.end());
  rows.insert(rows.end(), service::kAuditPolicies.begin(), service::kAuditPolicies.end());
  for (const MethodPolicy& row : rows) {
    if (entries.contains(row.method)) continue;
    std::fprintf(stderr, "add the policy of %s to kEntries in requests_fuzz.cc\n", std::string(row.method).c_str());
    return false;
  }
  return true;
}

}  // namespace
}  // namespace careloop::fuzz

// protobuf has a line to say for each input that it cannot read, which is most of them.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::fuzz;
  static const bool complete = AllAreThere();
  Check(complete);
  const Input input(data, size);
  kEntries[input.kind % std::size(kEntries)].run(input.rest);
  return 0;
}

#ifndef CARELOOP_SERVICES_JOURNAL_RPC_VALIDATE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_VALIDATE_H_

#include "absl/status/status.h"
#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"

namespace careloop::journal {

// What can be wrong with a request as such, all of it at once; the limits are those that the contract states. What only
// the vocabulary, the clock or the store can tell is checked in the domain. Pure.
absl::Status Validate(const v1::StartTreatmentCourseRequest& request);
absl::Status Validate(const v1::StopTreatmentCourseRequest& request);
absl::Status Validate(const v1::AddTreatmentCourseNoteRequest& request);
absl::Status Validate(const v1::ListTreatmentCoursesRequest& request);
absl::Status Validate(const v1::ListSymptomsRequest& request);
absl::Status Validate(const v1::RecordEntryRequest& request);
absl::Status Validate(const v1::AmendEntryRequest& request);
absl::Status Validate(const v1::RetractEntryRequest& request);
absl::Status Validate(const v1::GetEntryRequest& request);
absl::Status Validate(const v1::ListEntriesRequest& request);
absl::Status Validate(const v1::GetTrendsRequest& request);
absl::Status Validate(const v1::GetVisitSummaryRequest& request);
absl::Status Validate(const v1::CreateShareRequest& request);
absl::Status Validate(const v1::PreviewShareRequest& request);
absl::Status Validate(const v1::RevokeShareRequest& request);
absl::Status Validate(const v1::ListSharesRequest& request);
absl::Status Validate(const v1::SetAlertConsentRequest& request);
absl::Status Validate(const v1::ListAlertsRequest& request);
absl::Status Validate(const v1::ExportRecordRequest& request);
absl::Status Validate(const v1::GetRuleSetRequest& request);
absl::Status Validate(const v1::ActivateRuleSetRequest& request);
absl::Status Validate(const v1::DryRunRuleSetRequest& request);
absl::Status Validate(const admin::v1::ListUndeliveredRequest& request);
absl::Status Validate(const admin::v1::RetryUndeliveredRequest& request);
absl::Status Validate(const admin::v1::ErasePatientRequest& request);
absl::Status Validate(const admin::v1::RotateKeysRequest& request);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_VALIDATE_H_

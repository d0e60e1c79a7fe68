#ifndef CARELOOP_SERVICES_MESSAGING_RPC_VALIDATE_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_VALIDATE_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/error.h"

namespace careloop::messaging {

// What the contract says of each request, checked before anything else is done with it. Pure; INVALID_ARGUMENT with
// everything that is wrong at once. The request_id is checked by the call runner.
absl::Status Validate(const v1::CreateCareTeamRequest& request);
absl::Status Validate(const v1::AddMemberRequest& request);
absl::Status Validate(const v1::RemoveMemberRequest& request);
absl::Status Validate(const v1::SetCareTeamSettingsRequest& request);
absl::Status Validate(const v1::EnrolPatientRequest& request);
absl::Status Validate(const v1::UnenrolPatientRequest& request);
absl::Status Validate(const v1::ListCareTeamsRequest& request);
absl::Status Validate(const v1::GetCareTeamRequest& request);
absl::Status Validate(const v1::ListTeamPatientsRequest& request);
absl::Status Validate(const v1::CheckAccessRequest& request);
absl::Status Validate(const v1::AddCaregiverRequest& request);
absl::Status Validate(const v1::RemoveCaregiverRequest& request);
absl::Status Validate(const v1::ListCaregiversRequest& request);
absl::Status Validate(const v1::StartThreadRequest& request);
absl::Status Validate(const v1::GetThreadRequest& request);
absl::Status Validate(const v1::ListThreadsRequest& request);
absl::Status Validate(const v1::SendMessageRequest& request);
absl::Status Validate(const v1::ListMessagesRequest& request);
absl::Status Validate(const v1::RetractMessageRequest& request);
absl::Status Validate(const v1::ListReadReceiptsRequest& request);
absl::Status Validate(const v1::MarkReadRequest& request);
absl::Status Validate(const v1::ClaimThreadRequest& request);
absl::Status Validate(const v1::ReleaseThreadRequest& request);
absl::Status Validate(const v1::RerouteThreadRequest& request);
absl::Status Validate(const v1::ResolveThreadRequest& request);
absl::Status Validate(const v1::ReopenThreadRequest& request);
absl::Status Validate(const v1::SetThreadUrgencyRequest& request);
absl::Status Validate(const v1::ListThreadChangesRequest& request);
// What stands for its variables is checked when the template has been read.
void CheckTemplate(Violations& violations, const v1::TemplateUse& use);
absl::Status Validate(const v1::SaveTemplateRequest& request);
absl::Status Validate(const v1::ListTemplatesRequest& request);
absl::Status Validate(const v1::WatchRequest& request);
absl::Status Validate(const v1::ExportThreadsRequest& request);
absl::Status Validate(const v1::DeliverShareRequest& request);
absl::Status Validate(const v1::DeliverShareRevocationRequest& request);
absl::Status Validate(const v1::DeliverAlertRequest& request);
absl::Status Validate(const admin::v1::RebuildProjectionsRequest& request);
absl::Status Validate(const admin::v1::ErasePatientRequest& request);
absl::Status Validate(const admin::v1::RotateKeysRequest& request);

// One patient: patients/-, which means all, is for lists only.
void CheckPatient(Violations& violations, std::string_view field, const std::string& name);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_VALIDATE_H_

#ifndef CARELOOP_SERVICES_CONTENT_RPC_VALIDATE_H_
#define CARELOOP_SERVICES_CONTENT_RPC_VALIDATE_H_

#include "absl/status/status.h"
#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"

namespace careloop::content {

// What a request must look like, whoever makes it: limits as the contract says them. Pure; each collects all
// violations.
absl::Status Validate(const v1::ListPublicationsRequest& request);
absl::Status Validate(const v1::GetPublicationRequest& request);
absl::Status Validate(const v1::SearchPublicationsRequest& request);
absl::Status Validate(const v1::ListDiagnosesRequest& request);
absl::Status Validate(const v1::ListTopicsRequest& request);
absl::Status Validate(const v1::ListTreatmentsRequest& request);
absl::Status Validate(const v1::GetTreatmentRequest& request);
absl::Status Validate(const v1::GetDisclaimerRequest& request);
absl::Status Validate(const v1::FindRelatedPublicationsRequest& request);
absl::Status Validate(const v1::DownloadRenditionRequest& request);
absl::Status Validate(const v1::ImportPublicationRequest& request);
absl::Status Validate(const v1::PublishRevisionRequest& request);
absl::Status Validate(const v1::WithdrawPublicationRequest& request);
absl::Status Validate(const v1::ListRevisionsRequest& request);
absl::Status Validate(const v1::PublishDisclaimerRequest& request);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_VALIDATE_H_

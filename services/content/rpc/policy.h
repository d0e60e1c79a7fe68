#ifndef CARELOOP_SERVICES_CONTENT_RPC_POLICY_H_
#define CARELOOP_SERVICES_CONTENT_RPC_POLICY_H_

#include <array>

#include "common/rpc/call_runner.h"
#include "services/content/rpc/validate.h"

namespace careloop::content {

// One row per RPC: who may call it, and for how long. Reading is open to every person who is signed in; another service
// reads with that person's token.
inline constexpr absl::Duration kReadLimit = absl::Seconds(5);
inline constexpr absl::Duration kEditLimit = absl::Seconds(10);
inline constexpr absl::Duration kDownloadLimit = absl::Minutes(2);

inline constexpr rpc::Policy<v1::ListPublicationsRequest> kListPublications{
    {"careloop.content.v1.ContentService/ListPublications", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::GetPublicationRequest> kGetPublication{
    {"careloop.content.v1.ContentService/GetPublication", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::SearchPublicationsRequest> kSearchPublications{
    {"careloop.content.v1.ContentService/SearchPublications", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::ListDiagnosesRequest> kListDiagnoses{
    {"careloop.content.v1.ContentService/ListDiagnoses", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::ListTopicsRequest> kListTopics{
    {"careloop.content.v1.ContentService/ListTopics", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::ListTreatmentsRequest> kListTreatments{
    {"careloop.content.v1.ContentService/ListTreatments", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::GetTreatmentRequest> kGetTreatment{
    {"careloop.content.v1.ContentService/GetTreatment", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::GetDisclaimerRequest> kGetDisclaimer{
    {"careloop.content.v1.ContentService/GetDisclaimer", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::FindRelatedPublicationsRequest> kFindRelatedPublications{
    {"careloop.content.v1.ContentService/FindRelatedPublications", RoleSet::People(), kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::DownloadRenditionRequest> kDownloadRendition{
    {"careloop.content.v1.ContentService/DownloadRendition", RoleSet::People(), kDownloadLimit}, &Validate};

inline constexpr rpc::Policy<v1::ImportPublicationRequest> kImportPublication{
    {"careloop.content.v1.PublishingService/ImportPublication", RoleSet{Role::kEditor}, kEditLimit}, &Validate};
inline constexpr rpc::Policy<v1::PublishRevisionRequest> kPublishRevision{
    {"careloop.content.v1.PublishingService/PublishRevision", RoleSet{Role::kEditor}, kEditLimit}, &Validate};

inline constexpr rpc::Policy<v1::WithdrawPublicationRequest> kWithdrawPublication{
    {"careloop.content.v1.PublishingService/WithdrawPublication", RoleSet{Role::kEditor}, kEditLimit}, &Validate};
inline constexpr rpc::Policy<v1::ListRevisionsRequest> kListRevisions{
    {"careloop.content.v1.PublishingService/ListRevisions", RoleSet{Role::kEditor}, kReadLimit}, &Validate};
inline constexpr rpc::Policy<v1::PublishDisclaimerRequest> kPublishDisclaimer{
    {"careloop.content.v1.PublishingService/PublishDisclaimer", RoleSet{Role::kEditor}, kEditLimit}, &Validate};

inline constexpr std::array kPolicies = {kListPublications.row,    kGetPublication.row,    kSearchPublications.row,
                                         kListDiagnoses.row,       kListTopics.row,        kListTreatments.row,
                                         kGetTreatment.row,        kGetDisclaimer.row,     kFindRelatedPublications.row,
                                         kDownloadRendition.row,   kImportPublication.row, kPublishRevision.row,
                                         kWithdrawPublication.row, kListRevisions.row,     kPublishDisclaimer.row};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RPC_POLICY_H_

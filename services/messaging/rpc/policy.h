#ifndef CARELOOP_SERVICES_MESSAGING_RPC_POLICY_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_POLICY_H_

#include <array>

#include "common/rpc/call_runner.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {

// Who may call what, and for how long. Printed into tests/golden/policy.txt, so that widened access is seen in review.
template <typename Request>
using Policy = rpc::Policy<Request>;

inline constexpr RoleSet kAdmin = {Role::kAdmin};
inline constexpr RoleSet kTalkers = {Role::kPatient, Role::kCaregiver, Role::kClinician};
inline constexpr RoleSet kTeamReaders = {Role::kAdmin, Role::kClinician, Role::kPatient, Role::kCaregiver};
inline constexpr absl::Duration kLimit = absl::Seconds(5);

inline constexpr Policy<v1::CreateCareTeamRequest> kCreateCareTeam{
    {"careloop.messaging.v1.CareTeamService/CreateCareTeam", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::AddMemberRequest> kAddMember{
    {"careloop.messaging.v1.CareTeamService/AddMember", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::SetCareTeamSettingsRequest> kSetCareTeamSettings{
    {"careloop.messaging.v1.CareTeamService/SetCareTeamSettings", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::RemoveMemberRequest> kRemoveMember{
    {"careloop.messaging.v1.CareTeamService/RemoveMember", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::EnrolPatientRequest> kEnrolPatient{
    {"careloop.messaging.v1.CareTeamService/EnrolPatient", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::UnenrolPatientRequest> kUnenrolPatient{
    {"careloop.messaging.v1.CareTeamService/UnenrolPatient", kAdmin, kLimit}, &Validate};
inline constexpr Policy<v1::ListCareTeamsRequest> kListCareTeams{
    {"careloop.messaging.v1.CareTeamService/ListCareTeams", kTeamReaders, kLimit}, &Validate};
inline constexpr Policy<v1::GetCareTeamRequest> kGetCareTeam{
    {"careloop.messaging.v1.CareTeamService/GetCareTeam", kTeamReaders, kLimit}, &Validate};
inline constexpr Policy<v1::ListTeamPatientsRequest> kListTeamPatients{
    {"careloop.messaging.v1.CareTeamService/ListTeamPatients",
     {Role::kAdmin, Role::kClinician},
     kLimit,
     Ground::kCareTeam},
    &Validate};
inline constexpr Policy<v1::CheckAccessRequest> kCheckAccess{
    {"careloop.messaging.v1.CareTeamService/CheckAccess",
     {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kService},
     kLimit,
     Ground::kNotARecord},
    &Validate};
inline constexpr Policy<v1::AddCaregiverRequest> kAddCaregiver{
    {"careloop.messaging.v1.CareTeamService/AddCaregiver", {Role::kPatient}, kLimit}, &Validate};
inline constexpr Policy<v1::RemoveCaregiverRequest> kRemoveCaregiver{
    {"careloop.messaging.v1.CareTeamService/RemoveCaregiver", {Role::kPatient, Role::kCaregiver}, kLimit}, &Validate};
inline constexpr Policy<v1::ListCaregiversRequest> kListCaregivers{
    {"careloop.messaging.v1.CareTeamService/ListCaregivers", kTalkers, kLimit, Ground::kCareTeam}, &Validate};

inline constexpr Policy<v1::StartThreadRequest> kStartThread{
    {"careloop.messaging.v1.MessagingService/StartThread", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::GetThreadRequest> kGetThread{
    {"careloop.messaging.v1.MessagingService/GetThread", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ListThreadsRequest> kListThreads{
    {"careloop.messaging.v1.MessagingService/ListThreads", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::SendMessageRequest> kSendMessage{
    {"careloop.messaging.v1.MessagingService/SendMessage", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ListMessagesRequest> kListMessages{
    {"careloop.messaging.v1.MessagingService/ListMessages", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::MarkReadRequest> kMarkRead{
    {"careloop.messaging.v1.MessagingService/MarkRead", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::RetractMessageRequest> kRetractMessage{
    {"careloop.messaging.v1.MessagingService/RetractMessage", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ListReadReceiptsRequest> kListReadReceipts{
    {"careloop.messaging.v1.MessagingService/ListReadReceipts", kTalkers, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr RoleSet kClinician = {Role::kClinician};
inline constexpr Policy<v1::ClaimThreadRequest> kClaimThread{
    {"careloop.messaging.v1.MessagingService/ClaimThread", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ReleaseThreadRequest> kReleaseThread{
    {"careloop.messaging.v1.MessagingService/ReleaseThread", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::RerouteThreadRequest> kRerouteThread{
    {"careloop.messaging.v1.MessagingService/RerouteThread", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ResolveThreadRequest> kResolveThread{
    {"careloop.messaging.v1.MessagingService/ResolveThread", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ReopenThreadRequest> kReopenThread{
    {"careloop.messaging.v1.MessagingService/ReopenThread", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::SetThreadUrgencyRequest> kSetThreadUrgency{
    {"careloop.messaging.v1.MessagingService/SetThreadUrgency", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::ListThreadChangesRequest> kListThreadChanges{
    {"careloop.messaging.v1.MessagingService/ListThreadChanges", kClinician, kLimit, Ground::kCareTeam}, &Validate};
inline constexpr Policy<v1::SaveTemplateRequest> kSaveTemplate{
    {"careloop.messaging.v1.MessagingService/SaveTemplate", kClinician, kLimit, Ground::kNotARecord}, &Validate};
inline constexpr Policy<v1::ListTemplatesRequest> kListTemplates{
    {"careloop.messaging.v1.MessagingService/ListTemplates", kClinician, kLimit, Ground::kNotARecord}, &Validate};
// A stream: it ends by its age, not by this limit.
inline constexpr Policy<v1::WatchRequest> kWatch{
    {"careloop.messaging.v1.MessagingService/Watch", kTalkers, absl::InfiniteDuration(), Ground::kCareTeam}, &Validate};

inline constexpr RoleSet kExporters = {Role::kPatient, Role::kClinician};
inline constexpr Policy<v1::ExportThreadsRequest> kExportThreads{
    {"careloop.messaging.v1.MessagingService/ExportThreads", kExporters, absl::Minutes(10), Ground::kCareTeam},
    &Validate};

inline constexpr Policy<v1::DeliverShareRequest> kDeliverShare{
    {"careloop.messaging.v1.DeliveryService/DeliverShare", {Role::kService}, kLimit}, &Validate};
inline constexpr Policy<v1::DeliverShareRevocationRequest> kDeliverShareRevocation{
    {"careloop.messaging.v1.DeliveryService/DeliverShareRevocation", {Role::kService}, kLimit}, &Validate};
inline constexpr Policy<v1::DeliverAlertRequest> kDeliverAlert{
    {"careloop.messaging.v1.DeliveryService/DeliverAlert", {Role::kService}, kLimit}, &Validate};

// It reads all threads of the site.
inline constexpr Policy<admin::v1::RebuildProjectionsRequest> kRebuildProjections{
    {"careloop.admin.v1.AdminService/RebuildProjections", kAdmin, absl::Seconds(30)}, &Validate};
inline constexpr Policy<admin::v1::ErasePatientRequest> kErasePatient{
    {"careloop.admin.v1.AdminService/ErasePatient", kAdmin, kLimit}, &Validate};
inline constexpr Policy<admin::v1::RotateKeysRequest> kRotateKeys{
    {"careloop.admin.v1.AdminService/RotateKeys", kAdmin, absl::Minutes(10), Ground::kAllRecords}, &Validate};

inline constexpr std::array kPolicies = {kCreateCareTeam.row,
                                         kAddMember.row,
                                         kSetCareTeamSettings.row,
                                         kRemoveMember.row,
                                         kEnrolPatient.row,
                                         kUnenrolPatient.row,
                                         kListCareTeams.row,
                                         kGetCareTeam.row,
                                         kListTeamPatients.row,
                                         kCheckAccess.row,
                                         kAddCaregiver.row,
                                         kRemoveCaregiver.row,
                                         kListCaregivers.row,
                                         kStartThread.row,
                                         kGetThread.row,
                                         kListThreads.row,
                                         kSendMessage.row,
                                         kListMessages.row,
                                         kMarkRead.row,
                                         kRetractMessage.row,
                                         kListReadReceipts.row,
                                         kClaimThread.row,
                                         kReleaseThread.row,
                                         kRerouteThread.row,
                                         kResolveThread.row,
                                         kReopenThread.row,
                                         kSetThreadUrgency.row,
                                         kListThreadChanges.row,
                                         kSaveTemplate.row,
                                         kListTemplates.row,
                                         kWatch.row,
                                         kExportThreads.row,
                                         kDeliverShare.row,
                                         kDeliverShareRevocation.row,
                                         kDeliverAlert.row,
                                         kRebuildProjections.row,
                                         kErasePatient.row,
                                         kRotateKeys.row};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_POLICY_H_

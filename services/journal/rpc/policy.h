#ifndef CARELOOP_SERVICES_JOURNAL_RPC_POLICY_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_POLICY_H_

#include <array>

#include "common/rpc/call_runner.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {

// Who may call what, and for how long. Printed into tests/golden/policy.txt, so that widened access is seen in review.
template <typename Request>
using Policy = rpc::Policy<Request>;

inline constexpr RoleSet kAdmins = {Role::kAdmin};
inline constexpr RoleSet kPatients = {Role::kPatient};
inline constexpr RoleSet kRecorders = {Role::kPatient, Role::kCaregiver};
inline constexpr RoleSet kWholeReaders = {Role::kPatient, Role::kCaregiver};
inline constexpr RoleSet kEntryReaders = {Role::kPatient, Role::kCaregiver, Role::kClinician};
inline constexpr RoleSet kRuleReaders = {Role::kAdmin, Role::kClinician};
inline constexpr absl::Duration kLimit = absl::Seconds(5);
inline constexpr absl::Duration kExportLimit = absl::Minutes(10);
inline constexpr absl::Duration kDryRunLimit = absl::Seconds(30);
inline constexpr absl::Duration kRotationLimit = absl::Minutes(10);

inline constexpr Policy<v1::StartTreatmentCourseRequest> kStartTreatmentCourse{
    {"careloop.journal.v1.JournalService/StartTreatmentCourse", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::StopTreatmentCourseRequest> kStopTreatmentCourse{
    {"careloop.journal.v1.JournalService/StopTreatmentCourse", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::AddTreatmentCourseNoteRequest> kAddTreatmentCourseNote{
    {"careloop.journal.v1.JournalService/AddTreatmentCourseNote", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::ListTreatmentCoursesRequest> kListTreatmentCourses{
    {"careloop.journal.v1.JournalService/ListTreatmentCourses", kWholeReaders, kLimit}, &Validate};
inline constexpr Policy<v1::ListSymptomsRequest> kListSymptoms{
    {"careloop.journal.v1.JournalService/ListSymptoms", RoleSet::People(), kLimit}, &Validate};
inline constexpr Policy<v1::RecordEntryRequest> kRecordEntry{
    {"careloop.journal.v1.JournalService/RecordEntry", kRecorders, kLimit}, &Validate};
inline constexpr Policy<v1::AmendEntryRequest> kAmendEntry{
    {"careloop.journal.v1.JournalService/AmendEntry", kRecorders, kLimit}, &Validate};
inline constexpr Policy<v1::RetractEntryRequest> kRetractEntry{
    {"careloop.journal.v1.JournalService/RetractEntry", kRecorders, kLimit}, &Validate};
inline constexpr Policy<v1::GetEntryRequest> kGetEntry{
    {"careloop.journal.v1.JournalService/GetEntry", kEntryReaders, kLimit, Ground::kShare}, &Validate};
inline constexpr Policy<v1::ListEntriesRequest> kListEntries{
    {"careloop.journal.v1.JournalService/ListEntries", kEntryReaders, kLimit, Ground::kShare}, &Validate};
inline constexpr Policy<v1::GetTrendsRequest> kGetTrends{
    {"careloop.journal.v1.JournalService/GetTrends", kEntryReaders, kLimit, Ground::kShare}, &Validate};
inline constexpr Policy<v1::GetVisitSummaryRequest> kGetVisitSummary{
    {"careloop.journal.v1.JournalService/GetVisitSummary", kWholeReaders, kLimit}, &Validate};
inline constexpr Policy<v1::CreateShareRequest> kCreateShare{
    {"careloop.journal.v1.JournalService/CreateShare", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::PreviewShareRequest> kPreviewShare{
    {"careloop.journal.v1.JournalService/PreviewShare", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::RevokeShareRequest> kRevokeShare{
    {"careloop.journal.v1.JournalService/RevokeShare", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::ListSharesRequest> kListShares{
    {"careloop.journal.v1.JournalService/ListShares", kEntryReaders, kLimit, Ground::kShare}, &Validate};

inline constexpr Policy<v1::SetAlertConsentRequest> kSetAlertConsent{
    {"careloop.journal.v1.JournalService/SetAlertConsent", kPatients, kLimit}, &Validate};
inline constexpr Policy<v1::ListAlertsRequest> kListAlerts{
    {"careloop.journal.v1.JournalService/ListAlerts", kEntryReaders, kLimit, Ground::kAlerts}, &Validate};
inline constexpr Policy<v1::ExportRecordRequest> kExportRecord{
    {"careloop.journal.v1.JournalService/ExportRecord", kPatients, kExportLimit}, &Validate};

inline constexpr Policy<v1::GetRuleSetRequest> kGetRuleSet{
    {"careloop.journal.v1.AlertRuleService/GetRuleSet", kRuleReaders, kLimit}, &Validate};
inline constexpr Policy<v1::ActivateRuleSetRequest> kActivateRuleSet{
    {"careloop.journal.v1.AlertRuleService/ActivateRuleSet", kAdmins, kLimit}, &Validate};
inline constexpr Policy<v1::DryRunRuleSetRequest> kDryRunRuleSet{
    {"careloop.journal.v1.AlertRuleService/DryRunRuleSet", kAdmins, kDryRunLimit, Ground::kAllRecords}, &Validate};

inline constexpr Policy<admin::v1::ListUndeliveredRequest> kListUndelivered{
    {"careloop.admin.v1.AdminService/ListUndelivered", kAdmins, kLimit}, &Validate};
inline constexpr Policy<admin::v1::RetryUndeliveredRequest> kRetryUndelivered{
    {"careloop.admin.v1.AdminService/RetryUndelivered", kAdmins, kLimit}, &Validate};

inline constexpr Policy<admin::v1::ErasePatientRequest> kErasePatient{
    {"careloop.admin.v1.AdminService/ErasePatient", kAdmins, kLimit}, &Validate};
inline constexpr Policy<admin::v1::RotateKeysRequest> kRotateKeys{
    {"careloop.admin.v1.AdminService/RotateKeys", kAdmins, kRotationLimit, Ground::kAllRecords}, &Validate};

inline constexpr std::array kPolicies = {
    kStartTreatmentCourse.row, kStopTreatmentCourse.row, kAddTreatmentCourseNote.row,
    kListTreatmentCourses.row, kListSymptoms.row,        kRecordEntry.row,
    kAmendEntry.row,           kRetractEntry.row,        kGetEntry.row,
    kListEntries.row,          kGetTrends.row,           kGetVisitSummary.row,
    kCreateShare.row,          kPreviewShare.row,        kRevokeShare.row,
    kListShares.row,           kSetAlertConsent.row,     kListAlerts.row,
    kExportRecord.row,         kGetRuleSet.row,          kActivateRuleSet.row,
    kDryRunRuleSet.row,        kListUndelivered.row,     kRetryUndelivered.row,
    kErasePatient.row,         kRotateKeys.row};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_POLICY_H_

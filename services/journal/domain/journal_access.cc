#include "services/journal/domain/journal_access.h"

#include <memory>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::journal {

absl::Status RequirePatient(const Call& call, const std::string& patient, std::string_view kind) {
  const bool is_patient = call.caller->role == Role::kPatient && call.caller->subject == patient;
  return is_patient ? absl::OkStatus() : NotFound(kind);
}

Task<absl::StatusOr<std::optional<ShareReaders>>> JournalAccess::ReadersOf(const Call& call, std::string patient,
                                                                           std::string_view kind) {
  if (RequirePatient(call, patient, kind).ok()) co_return std::optional<ShareReaders>();
  if (call.caller->role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(const Care care, co_await CareOf(call, patient));
    if (care.reads_journal) co_return std::optional<ShareReaders>();
  }
  co_return co_await ReadersOfShares(call, std::move(patient), kind);
}

Task<absl::StatusOr<std::optional<ShareReaders>>> JournalAccess::ReadersOfShares(const Call& call, std::string patient,
                                                                                 std::string_view kind) {
  if (RequirePatient(call, patient, kind).ok()) co_return std::optional<ShareReaders>();
  if (call.caller->role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(const Care care, co_await CareOf(call, std::move(patient)));
    if (!care.since) co_return NotFound(kind);
    co_return std::optional<ShareReaders>(
        ShareReaders{.teams = {}, .now = clock_.Now(), .caregiver = Caregiver{call.caller->subject, *care.since}});
  }
  if (call.caller->role != Role::kClinician) co_return NotFound(kind);
  CO_ASSIGN_OR_RETURN(std::vector<std::string> teams, co_await TeamsOf(call, std::move(patient)));
  if (teams.empty()) co_return NotFound(kind);
  co_return std::optional<ShareReaders>(ShareReaders{std::move(teams), clock_.Now()});
}

Task<absl::Status> JournalAccess::MayReadAll(const Call& call, std::string patient, std::string_view kind) {
  CO_ASSIGN_OR_RETURN(const auto readers, co_await ReadersOf(call, std::move(patient), kind));
  co_return readers ? NotFound(kind) : absl::OkStatus();
}

Task<absl::StatusOr<bool>> JournalAccess::ReadsMessages(const Call& call, std::string patient) {
  if (call.caller->role != Role::kCaregiver) co_return true;
  CO_ASSIGN_OR_RETURN(const Care care, co_await CareOf(call, std::move(patient)));
  co_return care.reads_messages;
}

Task<absl::StatusOr<Recorder>> JournalAccess::MayRecord(const Call& call, std::string patient, std::string_view kind,
                                                        bool check_in) {
  Recorder recorder{{call.caller->subject, call.caller->role, call.caller->name}, /*reads_all=*/true};
  if (RequirePatient(call, patient, kind).ok()) co_return recorder;
  if (call.caller->role != Role::kCaregiver) co_return NotFound(kind);
  CO_ASSIGN_OR_RETURN(const Care care, co_await CareOf(call, std::move(patient)));
  if (!care.reads_journal && !care.writes_journal) co_return NotFound(kind);
  if (!care.writes_journal || (check_in && !care.reads_journal)) {
    co_return Error(absl::StatusCode::kPermissionDenied, reason::kCaregiverScopeTooNarrow,
                    care.writes_journal ? "a check-in is for caregivers who may also read the journal"
                                        : "the patient lets this caregiver read the journal, and not write in it");
  }
  if (!care.display_name.empty()) recorder.reporter.display_name = care.display_name;
  recorder.reads_all = care.reads_journal;
  co_return recorder;
}

Task<absl::StatusOr<Care>> JournalAccess::CareOf(const Call& call, std::string patient) {
  const std::string key = StrCat(call.caller->subject, "\n", patient);
  if (const auto kept = recent_cares_.Find(key)) co_return *kept;
  const absl::Time asked = clock_.Now();
  CO_ASSIGN_OR_RETURN(const Care care, co_await care_teams_.CareOf(call, std::move(patient), call.caller->subject));
  recent_cares_.Put(key, asked, std::make_shared<const Care>(care));
  co_return care;
}

Task<absl::StatusOr<std::vector<std::string>>> JournalAccess::TeamsOf(const Call& call, std::string patient) {
  const std::string key = StrCat(call.caller->subject, "\n", patient);
  if (const auto kept = recent_.Find(key)) co_return *kept;
  const absl::Time asked = clock_.Now();
  CO_ASSIGN_OR_RETURN(auto teams, co_await care_teams_.Connecting(call, std::move(patient)));
  recent_.Put(key, asked, std::make_shared<const std::vector<std::string>>(teams));
  co_return teams;
}

}  // namespace careloop::journal

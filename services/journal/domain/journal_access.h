#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_ACCESS_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_ACCESS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/care_teams.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/recent.h"

namespace careloop::journal {

// Who reads through shares at one moment: a clinician, as the care teams through which they reach the patient, or a
// caregiver.
struct ShareReaders {
  std::vector<std::string> teams;  // ids; one or more of a clinician, none of a caregiver
  absl::Time now;
  std::optional<Caregiver> caregiver = std::nullopt;
};

// Who records for a patient, and amends and retracts.
struct Recorder {
  Reporter reporter;       // as whom what they record is marked: a caregiver by the name that the patient gave them
  bool reads_all = false;  // also what others have recorded
};

// OK if the caller is the patient; else NOT_FOUND of `kind`, which is what is asked for: "absent" and "not yours" are
// the same.
absl::Status RequirePatient(const Call& call, const std::string& patient, std::string_view kind);

// Who may read a patient's journal: the patient, all of it; a clinician on a care team of the patient, what shares with
// that team cover; a caregiver whom the patient lets, what is live of it, any other what shares with them cover. Who
// may record in it: the patient, and a caregiver whom they let. Thread-safe.
class JournalAccess {
 public:
  // An answer about a clinician or a caregiver is kept for half a second, so that who leaves a team, or is a caregiver
  // no more, is out within a second.
  static constexpr absl::Duration kKept = absl::Milliseconds(500);
  static constexpr size_t kMostKept = 16'384;

  JournalAccess(CareTeams& care_teams, const Clock& clock)
      : care_teams_(care_teams),
        clock_(clock),
        recent_(clock, kKept, kMostKept),
        recent_cares_(clock, kKept, kMostKept) {}

  // Nothing for the patient themself, and for a caregiver who may read it all; for a clinician, the teams whose shares
  // say what they may read, and for any other caregiver that they are one. NOT_FOUND of `kind` for anybody else;
  // UNAVAILABLE with reason PEER_UNAVAILABLE while nobody can say who is on a team, never for the patient.
  Task<absl::StatusOr<std::optional<ShareReaders>>> ReadersOf(const Call& call, std::string patient,
                                                              std::string_view kind);

  // The same of the shares themselves, of which a caregiver who may read it all knows those with them alone.
  Task<absl::StatusOr<std::optional<ShareReaders>>> ReadersOfShares(const Call& call, std::string patient,
                                                                    std::string_view kind);

  // OK for the patient, without asking anybody, and for a caregiver who may read it all; else NOT_FOUND of `kind`, or
  // UNAVAILABLE as above.
  Task<absl::Status> MayReadAll(const Call& call, std::string patient, std::string_view kind);

  // Whether the caller, who may read all of the journal, may follow the patient's threads too. UNAVAILABLE as above.
  Task<absl::StatusOr<bool>> ReadsMessages(const Call& call, std::string patient);

  // The caller as who records for the patient: the patient without asking anybody. NOT_FOUND of `kind` for a caregiver
  // who may neither record nor read all; PERMISSION_DENIED for one who may read alone, and of a check-in, whose answer
  // shows what others said of its week, for one who may record alone. UNAVAILABLE as above.
  Task<absl::StatusOr<Recorder>> MayRecord(const Call& call, std::string patient, std::string_view kind,
                                           bool check_in = false);

 private:
  Task<absl::StatusOr<Care>> CareOf(const Call& call, std::string patient);
  Task<absl::StatusOr<std::vector<std::string>>> TeamsOf(const Call& call, std::string patient);

  CareTeams& care_teams_;
  const Clock& clock_;
  Recent<std::vector<std::string>> recent_;
  Recent<Care> recent_cares_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_JOURNAL_ACCESS_H_

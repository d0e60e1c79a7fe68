#ifndef CARELOOP_SERVICES_JOURNAL_RPC_NAMES_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace careloop::journal {

// Resource names of the journal and of what it refers to.
inline constexpr std::string_view kPatientPattern = "patients/*";
inline constexpr std::string_view kCoursePattern = "patients/*/treatmentCourses/*";
inline constexpr std::string_view kEntryPattern = "patients/*/entries/*";
inline constexpr std::string_view kSharePattern = "patients/*/shares/*";
inline constexpr std::string_view kRevocationPattern = "patients/*/shares/*/revocation";  // of what is delivered
inline constexpr std::string_view kAlertPattern = "patients/*/alerts/*";
inline constexpr std::string_view kSymptomPattern = "symptoms/*";
inline constexpr std::string_view kTreatmentPattern = "treatments/*";
inline constexpr std::string_view kCareTeamPattern = "careTeams/*";
inline constexpr std::string_view kCaregiverPattern = "patients/*/caregivers/*";

// The last part of a name that has been validated, and the {patient} of one that begins with patients/.
std::string IdOf(const std::string& name);
std::string PatientOf(const std::string& name);

// The {n} of an entry's name: 1, 2, 3, ... without leading zeros; nothing for anything else.
std::optional<int64_t> EntryNumber(std::string_view text);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_NAMES_H_

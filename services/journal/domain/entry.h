#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/call/call.h"
#include "services/journal/domain/composite_grades.h"
#include "services/journal/domain/symptom.h"

namespace careloop::journal {

// Why an entry is severe. Numbered like Attribute.
enum class SevereReason : uint8_t {
  kGrade3 = 1,
  kSeverity4 = 2,
  kInterference4 = 3,
  kTemperature = 4,
  kListedSymptom = 5,
  kUrgent = 6,
};

// What a person says in an entry.
struct Observation {
  std::string time_zone;               // IANA
  std::vector<SymptomAnswer> answers;  // each symptom once
  std::optional<int> wellbeing;        // 0-10
  std::optional<double> temperature_celsius;
  std::string note;
  bool urgent = false;

  friend bool operator==(const Observation&, const Observation&) = default;
};

struct Reporter {
  std::string person;
  Role role = Role::kPatient;
  std::string display_name;

  friend bool operator==(const Reporter&, const Reporter&) = default;
};

// What a patient recorded about one moment. Never changes once it is stored.
struct Entry {
  std::string patient;
  int64_t number = 0;  // dense for each patient, from 1
  absl::Time occurred;
  absl::Time recorded;
  Observation observed;
  Reporter reporter;
  std::vector<SymptomGrade> grades;          // of the answers, in their order, but for yes/no symptoms
  std::vector<SevereReason> severe_reasons;  // each once, in the order of the enum

  bool severe() const { return !severe_reasons.empty(); }

  friend bool operator==(const Entry&, const Entry&) = default;
};

// "patients/PATIENT/entries/NUMBER".
std::string EntryName(const std::string& patient, int64_t number);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_

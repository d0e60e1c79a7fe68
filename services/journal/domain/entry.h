#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
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

// Who gave what is no answer about a symptom; see Entry::ReporterAt.
struct GivenBy {
  int wellbeing = 0;
  int temperature = 0;
  int note = 0;
  int questions = 0;

  friend bool operator==(const GivenBy&, const GivenBy&) = default;
};

// What a person says in an entry.
struct Observation {
  std::string time_zone;               // IANA
  std::vector<SymptomAnswer> answers;  // each symptom once
  std::optional<int> wellbeing;        // 0-10
  std::optional<double> temperature_celsius;
  std::string note;
  bool urgent = false;
  bool can_wait = false;               // never with urgent
  std::vector<std::string> questions;  // for the next visit
  bool visit = false;                  // they saw their care team then
  GivenBy given_by;

  friend bool operator==(const Observation&, const Observation&) = default;
};

struct Reporter {
  std::string person;
  Role role = Role::kPatient;
  std::string display_name;

  // Whatever their name is now.
  bool IsSameAs(const Reporter& other) const { return person == other.person && role == other.role; }

  friend bool operator==(const Reporter&, const Reporter&) = default;
};

struct Retraction {
  absl::Time time;
  Reporter reporter;

  friend bool operator==(const Retraction&, const Retraction&) = default;
};

// A course that went on when an entry occurred.
struct RunningCourse {
  std::string id;
  std::string treatment;  // id

  friend bool operator==(const RunningCourse&, const RunningCourse&) = default;
};

inline constexpr size_t kMostAnswers = 60;
inline constexpr int kMostVersions = 1000;

// What a patient recorded, in one of its versions: a diary entry about one moment, or a weekly check-in about the seven
// days up to then. A version never changes once it is stored.
struct Entry {
  std::string patient;
  int64_t number = 0;                  // dense for each patient, from 1
  std::optional<absl::CivilDay> week;  // of a check-in: the Monday of its week
  bool partial = false;                // a check-in that the person goes on with later
  int version = 1;
  absl::Time occurred;
  absl::Time recorded;  // when version 1 was stored
  absl::Time revised;   // when this version was stored
  Observation observed;
  Reporter reporter;                         // who wrote this version
  std::vector<Reporter> earlier_reporters;   // of whom something still stands
  bool sole_reporter = true;                 // nobody else has written any version so far
  std::vector<SymptomGrade> grades;          // of the answers, in their order, but for yes/no symptoms
  std::vector<SevereReason> severe_reasons;  // each once, in the order of the enum
  std::optional<Retraction> retraction;      // of the entry, so of all its versions
  std::vector<RunningCourse> courses;        // of one that was read: latest started first

  bool severe() const { return !severe_reasons.empty(); }
  // Whether a person in that role, and nobody else, has said all that it says and ever said.
  bool IsAllOf(const Reporter& other) const { return sole_reporter && reporter.IsSameAs(other); }
  // Grades are published for the recall of a check-in alone.
  bool has_published_recall() const { return week.has_value(); }
  // By the place that an answer, or GivenBy, names: 0 is who wrote this version.
  const Reporter& ReporterAt(int place) const {
    return place == 0 ? reporter : earlier_reporters[static_cast<size_t>(place) - 1];
  }
  const Reporter& ReporterOf(const SymptomAnswer& answer) const { return ReporterAt(answer.reporter); }
  // The place of one of whom something stands, who is one of earlier_reporters from now on.
  int PlaceOf(const Reporter& one);

  friend bool operator==(const Entry&, const Entry&) = default;
};

// What changes with each version and with a retraction; and the version that an etag is of, nothing if it is none.
std::string EtagOf(const Entry& entry);
std::optional<int> VersionOfEtag(std::string_view etag);

// The Monday of the week in which `time` lies there.
absl::CivilDay WeekOf(absl::Time time, const std::string& time_zone);

// "patients/PATIENT/entries/NUMBER".
std::string EntryName(const std::string& patient, int64_t number);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_ENTRY_H_

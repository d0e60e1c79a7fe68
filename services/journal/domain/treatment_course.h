#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace careloop::journal {

// Why a course was stopped, as the patient says. Numbered like Attribute.
enum class StopReason : uint8_t { kCompleted = 1, kEffects = 2, kNotWorking = 3, kOther = 4 };

struct CourseStop {
  absl::Time time;
  std::string time_zone;  // IANA, in which it was entered
  StopReason reason = StopReason::kOther;

  friend bool operator==(const CourseStop&, const CourseStop&) = default;
};

// What a patient notes about a course, such as a change of dose. Never changes.
struct CourseNote {
  absl::Time time;
  std::string time_zone;  // IANA, in which it was entered
  std::string text;
  absl::Time recorded;

  friend bool operator==(const CourseNote&, const CourseNote&) = default;
};

inline constexpr int kMostNotes = 50;

// A time in which a patient takes a treatment. Only `stop` ever changes, once, and notes are added.
struct TreatmentCourse {
  std::string patient;
  std::string id;
  std::string treatment;  // id
  absl::Time started;
  std::string time_zone;  // IANA, in which the start was entered
  absl::Time recorded;
  std::optional<CourseStop> stop;  // none while it goes on
  std::vector<CourseNote> notes;   // in the order of recording

  // From the instant of its start to just before that of its stop.
  bool RunsAt(absl::Time time) const { return started <= time && (!stop || time < stop->time); }

  friend bool operator==(const TreatmentCourse&, const TreatmentCourse&) = default;
};

// "patients/PATIENT/treatmentCourses/ID".
std::string CourseName(const std::string& patient, const std::string& id);

enum class CourseFilter { kAny, kActive, kStopped };

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_TREATMENT_COURSE_H_

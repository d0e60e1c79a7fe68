#include "services/journal/domain/treatment_course.h"

#include "common/base/strings.h"

namespace careloop::journal {

std::string CourseName(const std::string& patient, const std::string& id) {
  return StrCat("patients/", patient, "/treatmentCourses/", id);
}

}  // namespace careloop::journal

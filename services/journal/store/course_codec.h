#ifndef CARELOOP_SERVICES_JOURNAL_STORE_COURSE_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_COURSE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// The only ways of a treatment course, of its stop and of a note into the store and out of it. Patient and id are not
// in the bytes: they are the keys. Decoding gives INTERNAL for bytes that are damaged or of a later format. The record
// of a stop is empty while the course goes on.
std::string EncodeCourse(const TreatmentCourse& course);
std::string EncodeStop(const CourseStop& stop);
std::string EncodeNote(const CourseNote& note);

absl::StatusOr<TreatmentCourse> DecodeCourse(std::string_view bytes, std::string_view stop, std::string patient,
                                             std::string id);
absl::StatusOr<CourseStop> DecodeStop(std::string_view bytes);
absl::StatusOr<CourseNote> DecodeNote(std::string_view bytes);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_COURSE_CODEC_H_

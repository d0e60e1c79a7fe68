#include "services/journal/store/course_codec.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/journal/store/records.pb.h"

namespace careloop::journal {

using storage::v1::CourseNoteRecord;
using storage::v1::CourseRecord;
using storage::v1::CourseStopRecord;

std::string EncodeCourse(const TreatmentCourse& course) {
  CourseRecord record;
  record.set_treatment(course.treatment);
  record.set_started_us(absl::ToUnixMicros(course.started));
  record.set_time_zone(course.time_zone);
  record.set_recorded_us(absl::ToUnixMicros(course.recorded));
  return store::EncodeRecord(record);
}

std::string EncodeStop(const CourseStop& stop) {
  CourseStopRecord record;
  record.set_stopped_us(absl::ToUnixMicros(stop.time));
  record.set_time_zone(stop.time_zone);
  record.set_reason(static_cast<int>(stop.reason));
  return store::EncodeRecord(record);
}

std::string EncodeNote(const CourseNote& note) {
  CourseNoteRecord record;
  record.set_time_us(absl::ToUnixMicros(note.time));
  record.set_time_zone(note.time_zone);
  record.set_text(note.text);
  record.set_recorded_us(absl::ToUnixMicros(note.recorded));
  return store::EncodeRecord(record);
}

absl::StatusOr<TreatmentCourse> DecodeCourse(std::string_view bytes, std::string_view stop, std::string patient,
                                             std::string id) {
  ASSIGN_OR_RETURN(CourseRecord record, store::DecodeRecord<CourseRecord>(bytes));
  TreatmentCourse course{.patient = std::move(patient),
                         .id = std::move(id),
                         .treatment = std::move(*record.mutable_treatment()),
                         .started = absl::FromUnixMicros(record.started_us()),
                         .time_zone = std::move(*record.mutable_time_zone()),
                         .recorded = absl::FromUnixMicros(record.recorded_us()),
                         .stop = std::nullopt,
                         .notes = {}};
  if (!stop.empty()) {
    ASSIGN_OR_RETURN(course.stop, DecodeStop(stop));
  }
  return course;
}

absl::StatusOr<CourseStop> DecodeStop(std::string_view bytes) {
  ASSIGN_OR_RETURN(CourseStopRecord record, store::DecodeRecord<CourseStopRecord>(bytes));
  return CourseStop{absl::FromUnixMicros(record.stopped_us()), std::move(*record.mutable_time_zone()),
                    static_cast<StopReason>(record.reason())};
}

absl::StatusOr<CourseNote> DecodeNote(std::string_view bytes) {
  ASSIGN_OR_RETURN(CourseNoteRecord record, store::DecodeRecord<CourseNoteRecord>(bytes));
  return CourseNote{absl::FromUnixMicros(record.time_us()), std::move(*record.mutable_time_zone()),
                    std::move(*record.mutable_text()), absl::FromUnixMicros(record.recorded_us())};
}

}  // namespace careloop::journal

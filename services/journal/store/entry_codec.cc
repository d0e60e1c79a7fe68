#include "services/journal/store/entry_codec.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "google/protobuf/arena.h"
#include "services/journal/store/answer_codec.h"

namespace careloop::journal {
namespace {

using storage::v1::AnswerRecord;
using storage::v1::EntryRecord;
using storage::v1::GradeRecord;
using storage::v1::ReporterRecord;
using storage::v1::RetractionRecord;

constexpr absl::CivilDay kDay0(1970, 1, 1);

void Encode(const SymptomGrade& grade, GradeRecord& record) {
  record.set_symptom(grade.symptom);
  if (grade.grade) record.set_grade(*grade.grade);
  record.set_imputed(grade.imputed);
  record.set_incomplete(grade.incomplete);
  record.set_source(static_cast<int>(grade.source));
}

SymptomGrade Decode(const GradeRecord& record) {
  return {.symptom = record.symptom(),
          .grade = record.has_grade() ? std::optional<int>(record.grade()) : std::nullopt,
          .imputed = record.imputed(),
          .incomplete = record.incomplete(),
          .source = static_cast<GradeSource>(record.source())};
}

Observation DecodeObservation(EntryRecord& record) {
  Observation observed{.time_zone = std::move(*record.mutable_time_zone()),
                       .note = std::move(*record.mutable_note()),
                       .urgent = record.urgent(),
                       .can_wait = record.can_wait()};
  observed.answers.reserve(record.answers_size());
  for (const AnswerRecord& answer : record.answers()) observed.answers.push_back(DecodeAnswer(answer));
  if (record.has_wellbeing()) observed.wellbeing = record.wellbeing();
  if (record.has_temperature_celsius()) observed.temperature_celsius = record.temperature_celsius();
  observed.questions.assign(record.questions().begin(), record.questions().end());
  observed.visit = record.visit();
  observed.given_by = {.wellbeing = record.wellbeing_reporter(),
                       .temperature = record.temperature_reporter(),
                       .note = record.note_reporter(),
                       .questions = record.questions_reporter()};
  return observed;
}

void Encode(const GivenBy& given_by, EntryRecord& record) {
  record.set_wellbeing_reporter(given_by.wellbeing);
  record.set_temperature_reporter(given_by.temperature);
  record.set_note_reporter(given_by.note);
  record.set_questions_reporter(given_by.questions);
}

bool AreReporters(const Entry& entry) {
  const auto is_one = [&](int place) {
    return place >= 0 && place <= static_cast<int>(entry.earlier_reporters.size());
  };
  const GivenBy& given_by = entry.observed.given_by;
  return std::all_of(entry.observed.answers.begin(), entry.observed.answers.end(),
                     [&](const SymptomAnswer& answer) { return is_one(answer.reporter); }) &&
         is_one(given_by.wellbeing) && is_one(given_by.temperature) && is_one(given_by.note) &&
         is_one(given_by.questions);
}

void EncodeVersion(const Entry& entry, EntryRecord& record) {
  if (entry.week) record.set_week(static_cast<int32_t>(*entry.week - kDay0));
  record.set_partial(entry.partial);
  record.set_version(entry.version);
  if (entry.revised != entry.recorded) record.set_revised_us(absl::ToUnixMicros(entry.revised));
  for (const Reporter& reporter : entry.earlier_reporters) EncodeReporter(reporter, *record.add_earlier_reporters());
  record.set_sole_reporter(entry.version > 1 && entry.sole_reporter);
}

absl::Status DecodeVersion(const EntryRecord& record, Entry& entry) {
  if (record.has_week()) entry.week = kDay0 + record.week();
  entry.partial = record.partial();
  entry.version = std::max(record.version(), 1);
  entry.sole_reporter = entry.version == 1 || record.sole_reporter();
  entry.revised = record.has_revised_us() ? absl::FromUnixMicros(record.revised_us()) : entry.recorded;
  for (const ReporterRecord& stored : record.earlier_reporters()) {
    ASSIGN_OR_RETURN(Reporter reporter, DecodeReporter(stored));
    entry.earlier_reporters.push_back(std::move(reporter));
  }
  return AreReporters(entry) ? absl::OkStatus() : NoReporter();
}

}  // namespace

std::string EncodeEntry(const Entry& entry) {
  EntryRecord record;
  record.set_occurred_us(absl::ToUnixMicros(entry.occurred));
  record.set_recorded_us(absl::ToUnixMicros(entry.recorded));
  record.set_time_zone(entry.observed.time_zone);
  for (const SymptomAnswer& answer : entry.observed.answers) EncodeAnswer(answer, *record.add_answers());
  if (entry.observed.wellbeing) record.set_wellbeing(*entry.observed.wellbeing);
  if (entry.observed.temperature_celsius) record.set_temperature_celsius(*entry.observed.temperature_celsius);
  record.set_note(entry.observed.note);
  record.set_urgent(entry.observed.urgent);
  record.set_can_wait(entry.observed.can_wait);
  for (const std::string& question : entry.observed.questions) record.add_questions(question);
  record.set_visit(entry.observed.visit);
  Encode(entry.observed.given_by, record);
  record.set_reporter(entry.reporter.person);
  record.set_reporter_role(std::string(RoleName(entry.reporter.role)));
  record.set_reporter_name(entry.reporter.display_name);
  for (const SymptomGrade& grade : entry.grades) Encode(grade, *record.add_grades());
  for (const SevereReason reason : entry.severe_reasons) record.add_severe_reasons(static_cast<int>(reason));
  EncodeVersion(entry, record);
  return store::EncodeRecord(record);
}

absl::StatusOr<Entry> DecodeEntry(std::string_view bytes, std::string patient, int64_t number) {
  // A year of entries is read at once, and each has some forty parts: one block holds them.
  google::protobuf::ArenaOptions in_one_block;
  in_one_block.start_block_size = 8 << 10;
  google::protobuf::Arena arena(in_one_block);
  EntryRecord& record = *google::protobuf::Arena::CreateMessage<EntryRecord>(&arena);
  RETURN_IF_ERROR(store::DecodeRecord(bytes, record));
  const std::optional<Role> role = RoleFromName(record.reporter_role());
  if (!role) return NoReporter();
  Entry entry{.patient = std::move(patient),
              .number = number,
              .occurred = absl::FromUnixMicros(record.occurred_us()),
              .recorded = absl::FromUnixMicros(record.recorded_us()),
              .observed = DecodeObservation(record),
              .reporter = {std::move(*record.mutable_reporter()), *role, std::move(*record.mutable_reporter_name())}};
  entry.grades.reserve(record.grades_size());
  for (const GradeRecord& grade : record.grades()) entry.grades.push_back(Decode(grade));
  for (const int reason : record.severe_reasons()) entry.severe_reasons.push_back(static_cast<SevereReason>(reason));
  RETURN_IF_ERROR(DecodeVersion(record, entry));
  return entry;
}

std::string EncodeRetraction(const Retraction& retraction) {
  RetractionRecord record;
  record.set_time_us(absl::ToUnixMicros(retraction.time));
  EncodeReporter(retraction.reporter, *record.mutable_reporter());
  return store::EncodeRecord(record);
}

absl::StatusOr<Retraction> DecodeRetraction(std::string_view bytes) {
  ASSIGN_OR_RETURN(const RetractionRecord record, store::DecodeRecord<RetractionRecord>(bytes));
  ASSIGN_OR_RETURN(Reporter reporter, DecodeReporter(record.reporter()));
  return Retraction{absl::FromUnixMicros(record.time_us()), std::move(reporter)};
}

}  // namespace careloop::journal

#include <optional>
#include <utility>

#include "common/base/strings.h"
#include "common/base/text.h"
#include "common/rpc/educational.h"
#include "common/rpc/field.h"
#include "common/rpc/role.h"
#include "services/journal/rpc/checks.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/names.h"

namespace careloop::journal {
namespace {

// The domain numbers its enums like the contract.
static_assert(static_cast<int>(Attribute::kFrequency) == v1::SYMPTOM_ATTRIBUTE_FREQUENCY);
static_assert(static_cast<int>(Attribute::kSeverity) == v1::SYMPTOM_ATTRIBUTE_SEVERITY);
static_assert(static_cast<int>(Attribute::kInterference) == v1::SYMPTOM_ATTRIBUTE_INTERFERENCE);
static_assert(static_cast<int>(Attribute::kAmount) == v1::SYMPTOM_ATTRIBUTE_AMOUNT);
static_assert(static_cast<int>(Attribute::kPresence) == v1::SYMPTOM_ATTRIBUTE_PRESENCE);
static_assert(static_cast<int>(WithheldReason::kPreferNotToSay) == v1::WITHHELD_REASON_PREFER_NOT_TO_SAY);
static_assert(static_cast<int>(WithheldReason::kNotApplicable) == v1::WITHHELD_REASON_NOT_APPLICABLE);
static_assert(static_cast<int>(GradeSource::kNone) == v1::GRADE_SOURCE_UNSPECIFIED);
static_assert(static_cast<int>(GradeSource::kPublishedTable) == v1::GRADE_SOURCE_PUBLISHED_TABLE);
static_assert(static_cast<int>(GradeSource::kFirstAnswerZero) == v1::GRADE_SOURCE_FIRST_ANSWER_ZERO);
static_assert(static_cast<int>(SevereReason::kGrade3) == v1::SEVERE_REASON_GRADE_3);
static_assert(static_cast<int>(SevereReason::kSeverity4) == v1::SEVERE_REASON_SEVERITY_4);
static_assert(static_cast<int>(SevereReason::kInterference4) == v1::SEVERE_REASON_INTERFERENCE_4);
static_assert(static_cast<int>(SevereReason::kTemperature) == v1::SEVERE_REASON_TEMPERATURE);
static_assert(static_cast<int>(SevereReason::kListedSymptom) == v1::SEVERE_REASON_LISTED_SYMPTOM);
static_assert(static_cast<int>(SevereReason::kUrgent) == v1::SEVERE_REASON_URGENT);
static_assert(static_cast<int>(RelatedState::kFresh) == v1::RELATED_CONTENT_STATE_FRESH);
static_assert(static_cast<int>(RelatedState::kCached) == v1::RELATED_CONTENT_STATE_CACHED);
static_assert(static_cast<int>(RelatedState::kUnavailable) == v1::RELATED_CONTENT_STATE_UNAVAILABLE);
static_assert(static_cast<int>(RelatedState::kNone) == v1::RELATED_CONTENT_STATE_NONE);

void Fill(const SymptomGrade& grade, bool published_recall, v1::SymptomGrade& proto) {
  proto.set_symptom(StrCat("symptoms/", grade.symptom));
  if (grade.grade) proto.set_grade(*grade.grade);
  proto.set_derived(grade.grade.has_value() && !published_recall);
  proto.set_imputed(grade.imputed);
  proto.set_incomplete(grade.incomplete);
  proto.set_source(static_cast<v1::GradeSource>(grade.source));
}

void Fill(const Observation& observed, v1::Entry& proto) {
  proto.set_time_zone(observed.time_zone);
  for (const SymptomAnswer& answer : observed.answers) *proto.add_answers() = ToProto(answer);
  if (observed.wellbeing) proto.set_wellbeing(*observed.wellbeing);
  if (observed.temperature_celsius) proto.set_temperature_celsius(*observed.temperature_celsius);
  proto.set_note(observed.note);
  proto.set_urgent(observed.urgent);
  for (const std::string& question : observed.questions) proto.add_questions(question);
  proto.set_visit(observed.visit);
  proto.set_can_wait(observed.can_wait);
  proto.set_wellbeing_reporter(observed.given_by.wellbeing);
  proto.set_temperature_reporter(observed.given_by.temperature);
  proto.set_note_reporter(observed.given_by.note);
  proto.set_questions_reporter(observed.given_by.questions);
}

void FillVersion(const Entry& entry, v1::Entry& proto) {
  proto.set_kind(entry.week ? v1::ENTRY_KIND_CHECK_IN : v1::ENTRY_KIND_DIARY);
  if (entry.week) proto.set_check_in_week(absl::FormatCivilTime(*entry.week));
  proto.set_partial(entry.partial);
  proto.set_version(entry.version);
  *proto.mutable_revised_time() = rpc::ToTimestamp(entry.revised);
  proto.set_etag(EtagOf(entry));
  *proto.mutable_reporter() = ToProto(entry.reporter);
  *proto.add_reporters() = ToProto(entry.reporter);
  for (const Reporter& reporter : entry.earlier_reporters) *proto.add_reporters() = ToProto(reporter);
  if (!entry.retraction) return;
  *proto.mutable_retraction()->mutable_time() = rpc::ToTimestamp(entry.retraction->time);
  *proto.mutable_retraction()->mutable_reporter() = ToProto(entry.retraction->reporter);
}

// RecordEntry and AmendEntry answer the same fields.
template <typename Reply>
Reply ReplyOf(const Call& call, const RecordedEntry& recorded, const Alerts& alerts) {
  Reply proto;
  if (recorded.emergency_text != nullptr) {
    proto.mutable_emergency_text()->set_text(recorded.emergency_text->text);
    proto.mutable_emergency_text()->set_language(recorded.emergency_text->language);
  }
  *proto.mutable_entry() = ToProto(recorded.entry);
  for (const auto& suggestion : *recorded.related.suggestions) *proto.add_related_content() = ToProto(suggestion);
  proto.set_related_content_state(static_cast<v1::RelatedContentState>(recorded.related.state));
  for (const Alert& alert : recorded.alerts) *proto.add_alerts() = ToProto(alerts.StandingToRecorder(call, alert));
  return proto;
}

template <typename Request>
Observation ObservationIn(const Request& request) {
  Observation observed{.time_zone = request.time_zone(), .note = {}, .urgent = request.urgent()};
  if (!MeasureText(request.note(), /*lines=*/true).blank) observed.note = request.note();  // or it would replace one
  observed.answers.reserve(request.answers_size());
  for (const auto& answer : request.answers()) observed.answers.push_back(FromProto(answer));
  if (request.has_wellbeing()) observed.wellbeing = request.wellbeing();
  if (request.has_temperature_celsius()) observed.temperature_celsius = request.temperature_celsius();
  observed.questions.assign(request.questions().begin(), request.questions().end());
  observed.visit = request.visit();
  observed.can_wait = request.can_wait();
  return observed;
}

Observation Readable(Observation observed) {
  constexpr int kHighestLevel = 4;
  for (SymptomAnswer& answer : observed.answers) {
    for (std::optional<int>& level : answer.levels) {
      if (level && (*level < 0 || *level > kHighestLevel)) level.reset();
    }
  }
  Violations faults;
  if (observed.temperature_celsius) CheckTemperature(faults, "", *observed.temperature_celsius);
  if (!faults.empty()) observed.temperature_celsius.reset();
  return observed;
}

}  // namespace

v1::Symptom ToProto(const Symptom& symptom) {
  v1::Symptom proto;
  proto.set_name(StrCat("symptoms/", symptom.id));
  proto.set_label(symptom.label);
  for (const Attribute attribute : symptom.asks) proto.add_attributes(static_cast<v1::SymptomAttribute>(attribute));
  return proto;
}

v1::SymptomAnswer ToProto(const SymptomAnswer& answer) {
  v1::SymptomAnswer proto;
  proto.set_symptom(StrCat("symptoms/", answer.symptom));
  if (const auto level = answer.level(Attribute::kFrequency)) proto.set_frequency(*level);
  if (const auto level = answer.level(Attribute::kSeverity)) proto.set_severity(*level);
  if (const auto level = answer.level(Attribute::kInterference)) proto.set_interference(*level);
  if (const auto level = answer.level(Attribute::kAmount)) proto.set_amount(*level);
  if (answer.presence) proto.set_presence(*answer.presence);
  for (const WithheldAnswer& withheld : answer.withheld) {
    auto& element = *proto.add_withheld();
    element.set_attribute(static_cast<v1::SymptomAttribute>(withheld.attribute));
    element.set_reason(static_cast<v1::WithheldReason>(withheld.reason));
  }
  proto.set_reporter(answer.reporter);
  return proto;
}

SymptomAnswer FromProto(const v1::SymptomAnswer& proto) {
  SymptomAnswer answer{.symptom = IdOf(proto.symptom())};
  if (proto.has_frequency()) answer.level(Attribute::kFrequency) = proto.frequency();
  if (proto.has_severity()) answer.level(Attribute::kSeverity) = proto.severity();
  if (proto.has_interference()) answer.level(Attribute::kInterference) = proto.interference();
  if (proto.has_amount()) answer.level(Attribute::kAmount) = proto.amount();
  if (proto.has_presence()) answer.presence = proto.presence();
  for (const auto& element : proto.withheld()) {
    answer.withheld.push_back(
        {static_cast<Attribute>(element.attribute()), static_cast<WithheldReason>(element.reason())});
  }
  return answer;
}

v1::Reporter ToProto(const Reporter& reporter) {
  v1::Reporter proto;
  proto.set_person(reporter.person);
  proto.set_role(rpc::ToProto(reporter.role));
  proto.set_display_name(reporter.display_name);
  return proto;
}

v1::Entry ToProto(const Entry& entry) {
  v1::Entry proto;
  proto.set_name(EntryName(entry.patient, entry.number));
  *proto.mutable_occurred_time() = rpc::ToTimestamp(entry.occurred);
  *proto.mutable_recorded_time() = rpc::ToTimestamp(entry.recorded);
  Fill(entry.observed, proto);
  for (const SymptomGrade& grade : entry.grades) Fill(grade, entry.has_published_recall(), *proto.add_grades());
  proto.set_severe(entry.severe());
  for (const SevereReason reason : entry.severe_reasons) {
    proto.add_severe_reasons(static_cast<v1::SevereReason>(reason));
  }
  FillVersion(entry, proto);
  for (const RunningCourse& course : entry.courses) {
    proto.add_running_courses()->set_treatment_course(CourseName(entry.patient, course.id));
    proto.mutable_running_courses()->rbegin()->set_treatment(StrCat("treatments/", course.treatment));
  }
  return proto;
}

v1::RelatedContent ToProto(const Disclaimed<Suggestion>& suggestion) {
  v1::RelatedContent proto;
  const Suggestion& content = suggestion.content();
  proto.set_publication(content.publication);
  proto.set_revision(content.revision);
  proto.set_title(content.title);
  proto.set_summary(content.summary);
  for (const std::string& symptom : content.symptoms) proto.add_symptoms(symptom);
  proto.set_review_overdue(content.review_overdue);
  rpc::Stamp(suggestion, proto);
  return proto;
}

v1::RecordEntryResponse ToRecordReply(const Call& call, const RecordedEntry& recorded, const Alerts& alerts) {
  return ReplyOf<v1::RecordEntryResponse>(call, recorded, alerts);
}

v1::AmendEntryResponse ToAmendReply(const Call& call, const RecordedEntry& recorded, const Alerts& alerts) {
  return ReplyOf<v1::AmendEntryResponse>(call, recorded, alerts);
}

NewEntry FromProto(const v1::RecordEntryRequest& request) {
  NewEntry entry{.patient = IdOf(request.parent()),
                 .occurred = std::nullopt,
                 .observed = ObservationIn(request),
                 .language = request.language(),
                 .check_in = request.kind() == v1::ENTRY_KIND_CHECK_IN,
                 .partial = request.partial()};
  if (request.has_occurred_time()) entry.occurred = rpc::ToTime(request.occurred_time());
  return entry;
}

NewVersion FromProto(const v1::AmendEntryRequest& request) {
  NewVersion version{.patient = PatientOf(request.name()),
                     .number = *EntryNumber(IdOf(request.name())),
                     .etag = request.etag(),
                     .occurred = std::nullopt,
                     .observed = ObservationIn(request),
                     .language = request.language()};
  if (request.has_occurred_time()) version.occurred = rpc::ToTime(request.occurred_time());
  return version;
}

Observation ReadableIn(const v1::RecordEntryRequest& request) { return Readable(ObservationIn(request)); }
Observation ReadableIn(const v1::AmendEntryRequest& request) { return Readable(ObservationIn(request)); }

EntryQuery FromProto(const v1::ListEntriesRequest& request) {
  EntryQuery query{.patient = IdOf(request.parent()),
                   .start = std::nullopt,
                   .end = std::nullopt,
                   .page = {.size = rpc::PageSize(request.page_size()), .after = ""},
                   .retracted = request.show_retracted()};
  if (request.has_start_time()) query.start = rpc::ToTime(request.start_time());
  if (request.has_end_time()) query.end = rpc::ToTime(request.end_time());
  return query;
}

}  // namespace careloop::journal

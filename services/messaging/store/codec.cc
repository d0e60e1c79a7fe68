#include "services/messaging/store/codec.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/messaging/store/records.pb.h"

namespace careloop::messaging {
namespace {

using store::DecodeRecord;
using store::EncodeRecord;

storage::v1::PublicationRecord ToRecord(const Disclaimed<AttachedPublication>& publication) {
  storage::v1::PublicationRecord record;
  record.set_id(publication.content().id);
  record.set_revision(publication.content().revision);
  record.set_title(publication.content().title);
  record.set_summary(publication.content().summary);
  record.set_disclaimer_version(publication.disclaimer().version());
  record.set_disclaimer_language(publication.disclaimer().language());
  record.set_disclaimer_text(publication.disclaimer().text());
  record.set_sponsor(publication.sponsor().text());
  return record;
}

absl::StatusOr<Disclaimed<AttachedPublication>> FromRecord(const storage::v1::PublicationRecord& record) {
  auto disclaimer =
      Disclaimer::Create(record.disclaimer_version(), record.disclaimer_language(), record.disclaimer_text());
  auto sponsor = SponsorAcknowledgement::Create(record.sponsor());
  if (!disclaimer.ok() || !sponsor.ok()) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored publication has no disclaimer");
  }
  return Disclaimed<AttachedPublication>({record.id(), record.revision(), record.title(), record.summary()},
                                         *std::move(disclaimer), *std::move(sponsor));
}

storage::v1::AlertRecord ToRecord(const AlertReference& alert) {
  storage::v1::AlertRecord record;
  record.set_name(alert.name);
  record.set_trigger(alert.trigger);
  record.set_symptom(alert.symptom);
  record.set_time_ms(absl::ToUnixMillis(alert.time));
  record.set_marked_urgent(alert.marked_urgent);
  record.set_can_wait(alert.can_wait);
  return record;
}

AlertReference FromRecord(const storage::v1::AlertRecord& record) {
  return {.name = record.name(),
          .trigger = record.trigger(),
          .symptom = record.symptom(),
          .time = absl::FromUnixMillis(record.time_ms()),
          .marked_urgent = record.marked_urgent(),
          .can_wait = record.can_wait()};
}

storage::v1::ShareRecord ToRecord(const ShareReference& share) {
  storage::v1::ShareRecord record;
  record.set_name(share.name);
  record.set_scope(static_cast<int>(share.scope));
  record.set_entry_count(share.entry_count);
  record.set_start_ms(absl::ToUnixMillis(share.start));
  record.set_end_ms(absl::ToUnixMillis(share.end));
  if (share.expires) record.set_expires_ms(absl::ToUnixMillis(*share.expires));
  return record;
}

ShareReference FromRecord(const storage::v1::ShareRecord& record) {
  ShareReference share{.name = record.name(),
                       .scope = static_cast<ShareReference::Scope>(record.scope()),
                       .entry_count = record.entry_count(),
                       .start = absl::FromUnixMillis(record.start_ms()),
                       .end = absl::FromUnixMillis(record.end_ms()),
                       .expires = std::nullopt};
  if (record.has_expires_ms()) share.expires = absl::FromUnixMillis(record.expires_ms());
  return share;
}

storage::v1::TemplateReferenceRecord ToRecord(const TemplateReference& reference) {
  storage::v1::TemplateReferenceRecord record;
  record.set_team(reference.team);
  record.set_id(reference.id);
  record.set_version(reference.version);
  return record;
}

TemplateReference FromRecord(const storage::v1::TemplateReferenceRecord& record) {
  return {record.team(), record.id(), record.version()};
}

storage::v1::AutomaticRecord ToRecord(const AutomaticMessage& automatic) {
  storage::v1::AutomaticRecord record;
  record.set_kind(static_cast<int>(automatic.kind));
  if (automatic.next_staffed) record.set_next_staffed_ms(absl::ToUnixMillis(*automatic.next_staffed));
  return record;
}

AutomaticMessage FromRecord(const storage::v1::AutomaticRecord& record) {
  AutomaticMessage automatic{.kind = static_cast<AutomaticMessage::Kind>(record.kind()), .next_staffed = std::nullopt};
  if (record.has_next_staffed_ms()) automatic.next_staffed = absl::FromUnixMillis(record.next_staffed_ms());
  return automatic;
}

}  // namespace

std::string Encode(const CareTeam& team) {
  storage::v1::TeamRecord record;
  record.set_display_name(team.display_name);
  record.set_created_ms(absl::ToUnixMillis(team.created));
  return EncodeRecord(record);
}

absl::StatusOr<CareTeam> DecodeTeam(std::string_view bytes, std::string id) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::TeamRecord>(bytes));
  return CareTeam{std::move(id), record.display_name(), absl::FromUnixMillis(record.created_ms()), {}};
}

std::string Encode(const Member& member) {
  storage::v1::MemberRecord record;
  record.set_display_name(member.display_name);
  record.set_title(member.title);
  record.set_joined_ms(absl::ToUnixMillis(member.joined));
  return EncodeRecord(record);
}

absl::StatusOr<Member> DecodeMember(std::string_view bytes, std::string person) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::MemberRecord>(bytes));
  return Member{std::move(person), record.display_name(), record.title(), absl::FromUnixMillis(record.joined_ms())};
}

std::string Encode(const Enrolment& enrolment) {
  storage::v1::EnrolmentRecord record;
  record.set_display_name(enrolment.display_name);
  record.set_enrolled_ms(absl::ToUnixMillis(enrolment.enrolled));
  return EncodeRecord(record);
}

absl::StatusOr<Enrolment> DecodeEnrolment(std::string_view bytes, std::string patient) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::EnrolmentRecord>(bytes));
  return Enrolment{std::move(patient), record.display_name(), absl::FromUnixMillis(record.enrolled_ms())};
}

std::string Encode(const Caregiver& caregiver) {
  storage::v1::CaregiverRecord record;
  record.set_display_name(caregiver.display_name);
  record.set_relationship(caregiver.relationship);
  record.set_patient_display_name(caregiver.patient_display_name);
  record.set_added_ms(absl::ToUnixMillis(caregiver.added));
  return EncodeRecord(record);
}

absl::Status DecodeCaregiver(std::string_view bytes, Caregiver& caregiver) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::CaregiverRecord>(bytes));
  caregiver.display_name = record.display_name();
  caregiver.relationship = record.relationship();
  caregiver.patient_display_name = record.patient_display_name();
  caregiver.added = absl::FromUnixMillis(record.added_ms());
  return absl::OkStatus();
}

std::string Encode(const Thread& thread, std::string_view starter) {
  storage::v1::ThreadRecord record;
  record.set_subject(thread.subject);
  record.set_started_ms(absl::ToUnixMillis(thread.started));
  record.set_starter(std::string(starter));
  return EncodeRecord(record);
}

absl::Status DecodeThread(std::string_view bytes, Thread& thread) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::ThreadRecord>(bytes));
  thread.subject = record.subject();
  thread.started = absl::FromUnixMillis(record.started_ms());
  return absl::OkStatus();
}

namespace {

storage::v1::ChangeRecord ChangeRecordOf(const Person& person, std::string_view note) {
  storage::v1::ChangeRecord record;
  record.set_role(static_cast<int>(person.role));
  record.set_display_name(person.display_name);
  record.set_title(person.title);
  record.set_note(std::string(note));
  return record;
}

}  // namespace

std::string Encode(const Person& person, std::string_view note) { return EncodeRecord(ChangeRecordOf(person, note)); }

std::string Encode(const ThreadChange& change) {
  storage::v1::ChangeRecord record = ChangeRecordOf(change.person, change.note);
  if (const auto* resolved = std::get_if<Resolved>(&change.kind)) record.set_action(static_cast<int>(resolved->action));
  if (const auto* now = std::get_if<Reprioritized>(&change.kind)) record.set_urgency(static_cast<int>(now->urgency));
  return EncodeRecord(record);
}

absl::StatusOr<ChangeWords> DecodeChange(std::string_view bytes, std::string person) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::ChangeRecord>(bytes));
  return ChangeWords{
      .person = {std::move(person), static_cast<Role>(record.role()), record.display_name(), record.title()},
      .note = record.note(),
      .action = static_cast<ResolutionAction>(record.action()),
      .urgency = static_cast<Urgency>(record.urgency())};
}

std::string Encode(const MessageTemplate& saved) {
  storage::v1::TemplateRecord record;
  record.set_title(saved.title);
  record.set_text(saved.text);
  record.set_role(static_cast<int>(saved.saved_by.role));
  record.set_display_name(saved.saved_by.display_name);
  record.set_person_title(saved.saved_by.title);
  return EncodeRecord(record);
}

absl::StatusOr<MessageTemplate> DecodeTemplate(std::string_view bytes, std::string person) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::TemplateRecord>(bytes));
  return MessageTemplate{
      .team = {},
      .id = {},
      .title = record.title(),
      .text = record.text(),
      .saved_by = {std::move(person), static_cast<Role>(record.role()), record.display_name(), record.person_title()},
      .saved = {}};
}

std::string Encode(const Message& message) {
  storage::v1::MessageRecord record;
  record.set_role(static_cast<int>(message.sender.role));
  record.set_display_name(message.sender.display_name);
  record.set_title(message.sender.title);
  record.set_text(message.text);
  for (const auto& publication : message.publications) *record.add_publications() = ToRecord(publication);
  if (message.share) *record.mutable_share() = ToRecord(*message.share);
  if (message.automatic) *record.mutable_automatic() = ToRecord(*message.automatic);
  if (message.alert) *record.mutable_alert() = ToRecord(*message.alert);
  if (message.made_of) *record.mutable_made_of() = ToRecord(*message.made_of);
  return EncodeRecord(record);
}

absl::StatusOr<Message> DecodeMessage(std::string_view bytes, int64_t number, std::string sender, absl::Time sent) {
  ASSIGN_OR_RETURN(const auto record, DecodeRecord<storage::v1::MessageRecord>(bytes));
  Message message{
      .number = number,
      .sender = {std::move(sender), static_cast<Role>(record.role()), record.display_name(), record.title()},
      .sent = sent,
      .text = record.text(),
      .publications = {},
      .share = std::nullopt,
      .alert = std::nullopt,
      .made_of = std::nullopt,
      .automatic = std::nullopt,
      .retraction = std::nullopt};
  for (const auto& publication : record.publications()) {
    ASSIGN_OR_RETURN(auto decoded, FromRecord(publication));
    message.publications.push_back(std::move(decoded));
  }
  if (record.has_share()) message.share = FromRecord(record.share());
  if (record.has_automatic()) message.automatic = FromRecord(record.automatic());
  if (record.has_alert()) message.alert = FromRecord(record.alert());
  if (record.has_made_of()) message.made_of = FromRecord(record.made_of());
  return message;
}

}  // namespace careloop::messaging

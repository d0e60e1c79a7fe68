#include "services/messaging/rpc/fhir_communications.h"

#include <string>
#include <utility>

#include "common/base/strings.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {
namespace {

using fhir::Concept;
using fhir::DateTime;
using fhir::FhirId;
using fhir::Json;
using fhir::OwnConcept;
using fhir::ReferenceTo;
using fhir::SubjectReference;

constexpr char kType[] = "Communication";

std::string IdOf(const Thread& thread) { return StrCat("thread-", FhirId(thread.ref.thread)); }
std::string IdOf(const Thread& thread, int64_t number) { return StrCat(IdOf(thread), "-", number); }

Json Identifier(std::string_view system, std::string_view value) {
  return {{"system", fhir::OwnSystem(system)}, {"value", value}};
}

// Of what is no resource of the export: its name, and what to show for it.
Json Elsewhere(std::string_view system, std::string_view name, std::string_view display = "") {
  Json reference = {{"identifier", Identifier(system, name)}};
  if (!display.empty()) reference["display"] = display;
  return reference;
}

Json CareTeamReference(const std::string& team) {
  Json reference = Elsewhere("care-team", CareTeamName(team));
  reference["type"] = "CareTeam";
  return reference;
}

const char* PriorityOf(const Thread& thread) { return thread.work.urgency == Urgency::kUrgent ? "urgent" : "routine"; }
const char* PriorityOf(const Thread& thread, const Message& message) {
  if (!message.alert) return PriorityOf(thread);
  return message.alert->can_wait ? "routine" : "urgent";
}

// As others were shown them: "Demo Nurse, Oncology nurse (clinician)".
std::string DisplayOf(const Person& person, std::string_view what) {
  std::string display = person.display_name;
  if (!person.title.empty()) display += StrCat(display.empty() ? "" : ", ", person.title);
  return display.empty() ? std::string(what) : StrCat(display, " (", what, ")");
}

Json SenderOf(const Message& message, const std::string& patient) {
  const Person& sender = message.sender;
  if (message.automatic) return {{"type", "Organization"}, {"display", DisplayOf(sender, "automatic")}};
  const std::string display = DisplayOf(sender, RoleName(sender.role));
  Json reference = sender.id == patient ? SubjectReference(patient) : Elsewhere("person", sender.id);
  if (sender.role == Role::kClinician) reference["type"] = "Practitioner";
  if (sender.role == Role::kCaregiver) reference["type"] = "RelatedPerson";
  reference["display"] = display;
  return reference;
}

Json RecipientOf(const Thread& thread, const Message& message) {
  const bool by_team = message.sender.role == Role::kClinician || message.automatic;
  return Json::array({by_team ? SubjectReference(thread.ref.patient) : CareTeamReference(thread.care_team)});
}

// One text, so that nothing of it is ever shown without the disclaimer.
std::string TextOf(const Disclaimed<AttachedPublication>& publication) {
  const AttachedPublication& content = publication.content();
  std::string text = content.title;
  if (!content.summary.empty()) text += StrCat("\n\n", content.summary);
  return StrCat(text, "\n\n", publication.disclaimer().text(), "\n\n", publication.sponsor().text());
}

std::string DisplayOf(const ShareReference& share) {
  std::string display;
  switch (share.scope) {
    case ShareReference::Scope::kEntries:
      display = StrCat("Entries of the journal: ", share.entry_count);
      break;
    case ShareReference::Scope::kPeriod:
      display = StrCat("Entries of the journal from ", DateTime(share.start), " to ", DateTime(share.end));
      break;
    case ShareReference::Scope::kStanding:
      display = StrCat("Entries of the journal from ", DateTime(share.start), " on");
      break;
  }
  if (share.expires) display += StrCat(", until ", DateTime(*share.expires));
  if (share.revoked) display += StrCat(", revoked ", DateTime(*share.revoked));
  return display;
}

std::string DisplayOf(const AlertReference& alert) {
  return StrCat("Alert of the journal, trigger ", alert.trigger, " at ", DateTime(alert.time));
}

Json PayloadOf(const Message& message) {
  Json payload = Json::array();
  if (!message.text.empty()) payload.push_back({{"contentString", message.text}});
  for (const Disclaimed<AttachedPublication>& publication : message.publications) {
    payload.push_back({{"contentString", TextOf(publication)}});
    const std::string name =
        StrCat("publications/", publication.content().id, "/revisions/", publication.content().revision);
    payload.push_back({{"contentReference", Elsewhere("publication", name)}});
  }
  if (message.share) {
    Json reference = Elsewhere("share", message.share->name, DisplayOf(*message.share));
    reference["type"] = "Consent";  // as the journal exports it
    payload.push_back({{"contentReference", std::move(reference)}});
  }
  if (message.alert) {
    payload.push_back({{"contentReference", Elsewhere("alert", message.alert->name, DisplayOf(*message.alert))}});
  }
  return payload;
}

// Each of what marks a message, where it applies.
void Mark(const Thread& thread, const Message& message, Json& resource) {
  if (message.automatic) {
    resource["inResponseTo"] = Json::array({ReferenceTo(kType, IdOf(thread, message.number - 1))});
    resource["category"] = Json::array({OwnConcept("communication", "automatic", "Sent by the system")});
  }
  if (message.alert) {
    constexpr char kCategories[] = "http://terminology.hl7.org/CodeSystem/communication-category";
    resource["category"] = Json::array({Concept(kCategories, "alert", "Alert")});
    const std::string symptom = message.alert->symptom.empty() ? "" : LastPart(message.alert->symptom);
    resource["reasonCode"] = Json::array(
        {symptom.empty() ? Concept("http://loinc.org", "8310-5", "Body temperature") : OwnConcept("symptom", symptom)});
  }
  if (message.retraction) {
    resource["statusReason"] = {{"text", message.retraction->reason}};
    resource["note"] =
        Json::array({{{"time", DateTime(message.retraction->time)}, {"text", "Taken back by its sender."}}});
  }
}

}  // namespace

Json CommunicationOf(const Thread& thread) {
  return {{"resourceType", kType},
          {"id", IdOf(thread)},
          {"identifier", Json::array({Identifier("thread", ThreadName(thread.ref))})},
          {"status", thread.work.state == ThreadState::kResolved ? "completed" : "in-progress"},
          {"category", Json::array({OwnConcept("communication", "thread", "Thread of messages")})},
          {"priority", PriorityOf(thread)},
          {"subject", SubjectReference(thread.ref.patient)},
          {"topic", {{"text", thread.subject}}},
          {"sent", DateTime(thread.started)},
          {"recipient", Json::array({SubjectReference(thread.ref.patient), CareTeamReference(thread.care_team)})}};
}

Json CommunicationOf(const Thread& thread, const Message& message, std::optional<absl::Time> received) {
  Json resource = {{"resourceType", kType},
                   {"id", IdOf(thread, message.number)},
                   {"identifier", Json::array({Identifier("message", MessageName(thread.ref, message.number))})},
                   {"partOf", Json::array({ReferenceTo(kType, IdOf(thread))})},
                   {"status", message.retraction ? "entered-in-error" : "completed"},
                   {"priority", PriorityOf(thread, message)},
                   {"subject", SubjectReference(thread.ref.patient)},
                   {"sent", DateTime(message.sent)},
                   {"recipient", RecipientOf(thread, message)},
                   {"sender", SenderOf(message, thread.ref.patient)}};
  Mark(thread, message, resource);
  if (received) resource["received"] = DateTime(*received);
  Json payload = PayloadOf(message);
  if (!payload.empty()) resource["payload"] = std::move(payload);
  return resource;
}

}  // namespace careloop::messaging

#include "services/messaging/rpc/fhir_communications.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace careloop::messaging {
namespace {

using fhir::Json;
using ::testing::HasSubstr;

const absl::Time kTime = absl::FromUnixSeconds(1'767'225'600);  // 2026-01-01T00:00:00Z
constexpr char kText[] = "2026-01-01T00:00:00.000+00:00";

class FhirCommunicationsTest : public ::testing::Test {
 protected:
  Json Of(const Message& message, std::optional<absl::Time> received = std::nullopt) const {
    return CommunicationOf(thread_, message, received);
  }
  static Message By(const Person& sender, const std::string& text = "How long?") {
    return {.number = 2, .sender = sender, .sent = kTime, .text = text};
  }
  static Message OfAlert(AlertReference alert) {
    Message message = By(kPatient, "");
    message.alert = std::move(alert);
    return message;
  }
  static Message OfShare(ShareReference share) {
    Message message = By(kPatient, "");
    message.share = std::move(share);
    return message;
  }
  static const Json& Code(const Json& coded) { return coded["coding"][0]["code"]; }

  static const inline Person kPatient{"p_1", Role::kPatient, "Demo Patient", ""};
  static const inline Person kNurse{"nurse-1", Role::kClinician, "Demo Nurse", "Oncology nurse"};
  Thread thread_{.ref = {"p_1", "t1"}, .care_team = "a", .subject = "The tablets", .started = kTime, .last_number = 2};
};

TEST_F(FhirCommunicationsTest, AThreadIsWhatItsMessagesArePartOf) {
  const Json thread = CommunicationOf(thread_);
  EXPECT_EQ(thread["resourceType"], "Communication");
  EXPECT_EQ(thread["id"], "thread-t1");
  EXPECT_EQ(thread["identifier"][0]["value"], "patients/p_1/threads/t1");
  EXPECT_EQ(thread["status"], "in-progress");
  EXPECT_EQ(Code(thread["category"][0]), "thread");
  EXPECT_EQ(thread["priority"], "routine");
  EXPECT_EQ(thread["subject"]["reference"], "Patient/p-1");
  EXPECT_EQ(thread["topic"]["text"], "The tablets");
  EXPECT_EQ(thread["sent"], kText);
  EXPECT_EQ(thread["recipient"][1]["identifier"]["value"], "careTeams/a");
  EXPECT_EQ(Of(By(kPatient))["partOf"][0]["reference"], "Communication/thread-t1");
}

TEST_F(FhirCommunicationsTest, AResolvedThreadIsCompletedAndAnUrgentOneHasItsPriority) {
  thread_.work.urgency = Urgency::kUrgent;
  EXPECT_EQ(CommunicationOf(thread_)["priority"], "urgent");
  EXPECT_EQ(Of(By(kPatient))["priority"], "urgent");
  thread_.work = {.state = ThreadState::kResolved};
  EXPECT_EQ(CommunicationOf(thread_)["status"], "completed");
  EXPECT_EQ(Of(By(kPatient))["priority"], "routine");
}

TEST_F(FhirCommunicationsTest, AMessageSaysWhoSentWhatToWhomAndWhenItWasRead) {
  const Json message = Of(By(kNurse), kTime + absl::Hours(1));
  EXPECT_EQ(message["id"], "thread-t1-2");
  EXPECT_EQ(message["identifier"][0]["value"], "patients/p_1/threads/t1/messages/2");
  EXPECT_EQ(message["status"], "completed");
  EXPECT_EQ(message["sender"]["type"], "Practitioner");
  EXPECT_EQ(message["sender"]["identifier"]["value"], "nurse-1");
  EXPECT_EQ(message["sender"]["display"], "Demo Nurse, Oncology nurse (clinician)");
  EXPECT_FALSE(message["sender"].contains("reference"));
  EXPECT_EQ(message["recipient"][0]["reference"], "Patient/p-1");
  EXPECT_EQ(message["sent"], kText);
  EXPECT_EQ(message["received"], "2026-01-01T01:00:00.000+00:00");
  EXPECT_EQ(message["payload"][0]["contentString"], "How long?");
  for (const char* field : {"category", "inResponseTo", "statusReason", "note", "reasonCode"}) {
    EXPECT_FALSE(message.contains(field)) << field;
  }
}

TEST_F(FhirCommunicationsTest, ThePatientIsTheSubjectAlsoAsASender) {
  const Json message = Of(By(kPatient));
  EXPECT_EQ(message["sender"]["reference"], "Patient/p-1");
  EXPECT_EQ(message["sender"]["display"], "Demo Patient (patient)");
  EXPECT_EQ(message["recipient"][0]["type"], "CareTeam");
  EXPECT_FALSE(message.contains("received"));
}

TEST_F(FhirCommunicationsTest, ACaregiverIsMarkedAsOne) {
  const Json sender = Of(By({"c-1", Role::kCaregiver, "A Friend", "Daughter"}))["sender"];
  EXPECT_EQ(sender["type"], "RelatedPerson");
  EXPECT_EQ(sender["display"], "A Friend, Daughter (caregiver)");
}

TEST_F(FhirCommunicationsTest, ASenderWithoutANameIsShownByTheirRole) {
  EXPECT_EQ(Of(By({"p_1", Role::kPatient, "", ""}))["sender"]["display"], "patient");
}

TEST_F(FhirCommunicationsTest, WhatNobodyWroteIsMarkedAndAnswersTheMessageBeforeIt) {
  Message reply = By({kAutomaticSender, Role::kService, "Oncology", ""}, "Call 112.");
  reply.automatic = AutomaticMessage();
  const Json message = Of(reply);
  EXPECT_EQ(Code(message["category"][0]), "automatic");
  EXPECT_EQ(message["inResponseTo"][0]["reference"], "Communication/thread-t1-1");
  EXPECT_EQ(message["sender"]["display"], "Oncology (automatic)");
  EXPECT_FALSE(message["sender"].contains("identifier"));
  EXPECT_EQ(message["recipient"][0]["reference"], "Patient/p-1");
}

TEST_F(FhirCommunicationsTest, APublicationIsOneTextWithItsDisclaimerAndItsSponsor) {
  Message sent = By(kNurse, "");
  sent.publications.push_back(Disclaimed<AttachedPublication>({"fatigue", 3, "Fatigue", "What helps."},
                                                              Disclaimer::Create(2, "en", "Not advice.").value(),
                                                              SponsorAcknowledgement::Create("No sponsor.").value()));
  const Json payload = Of(sent)["payload"];
  ASSERT_EQ(payload.size(), 2u);
  EXPECT_EQ(payload[0]["contentString"], "Fatigue\n\nWhat helps.\n\nNot advice.\n\nNo sponsor.");
  EXPECT_EQ(payload[1]["contentReference"]["identifier"]["value"], "publications/fatigue/revisions/3");
  EXPECT_FALSE(payload[1]["contentReference"].contains("display")) << "nothing of it without its disclaimer";
}

TEST_F(FhirCommunicationsTest, AShareIsAReferenceToTheJournalsConsent) {
  const Json reference =
      Of(OfShare({.name = "patients/p_1/shares/s1", .entry_count = 2}))["payload"][0]["contentReference"];
  EXPECT_EQ(reference["type"], "Consent");
  EXPECT_EQ(reference["identifier"]["value"], "patients/p_1/shares/s1");
  EXPECT_EQ(reference["display"], "Entries of the journal: 2");
  EXPECT_FALSE(reference.contains("reference"));
}

TEST_F(FhirCommunicationsTest, AShareOfAPeriodAndAStandingOneSayFromWhenToWhen) {
  const auto display = [&](ShareReference share) {
    return Of(OfShare(std::move(share)))["payload"][0]["contentReference"]["display"].get<std::string>();
  };
  using Scope = ShareReference::Scope;
  EXPECT_THAT(display({.name = "s", .scope = Scope::kPeriod, .start = kTime, .end = kTime + absl::Hours(24)}),
              HasSubstr("from 2026-01-01T00:00:00.000+00:00 to 2026-01-02"));
  EXPECT_THAT(display({.name = "s", .scope = Scope::kStanding, .start = kTime, .expires = kTime + absl::Hours(24)}),
              HasSubstr("from 2026-01-01T00:00:00.000+00:00 on, until 2026-01-02"));
  EXPECT_THAT(display({.name = "s", .scope = Scope::kStanding, .start = kTime, .revoked = kTime + absl::Hours(24)}),
              HasSubstr("on, revoked 2026-01-02"));
}

TEST_F(FhirCommunicationsTest, AnAlertHasItsCategoryItsSymptomAndThePriorityThatItWasSentWith) {
  Json message =
      Of(OfAlert({.name = "patients/p_1/alerts/a1", .trigger = 2, .symptom = "symptoms/nausea", .time = kTime}));
  EXPECT_EQ(Code(message["category"][0]), "alert");
  EXPECT_EQ(Code(message["reasonCode"][0]), "nausea");
  EXPECT_EQ(message["priority"], "urgent");
  EXPECT_EQ(message["payload"][0]["contentReference"]["identifier"]["value"], "patients/p_1/alerts/a1");
  EXPECT_EQ(Of(OfAlert({.name = "a", .symptom = "symptoms/pain", .can_wait = true}))["priority"], "routine");
  EXPECT_EQ(Code(Of(OfAlert({.name = "a"}))["reasonCode"][0]), "8310-5") << "the temperature";
}

TEST_F(FhirCommunicationsTest, WhatWasTakenBackSaysWhyAndHasNoText) {
  Message message = By(kNurse, "");
  message.retraction = Retraction{kNurse, kTime + absl::Hours(1), "Meant for somebody else."};
  const Json resource = Of(message);
  EXPECT_EQ(resource["status"], "entered-in-error");
  EXPECT_EQ(resource["statusReason"]["text"], "Meant for somebody else.");
  EXPECT_EQ(resource["note"][0]["time"], "2026-01-01T01:00:00.000+00:00");
  EXPECT_FALSE(resource.contains("payload"));
}

}  // namespace
}  // namespace careloop::messaging

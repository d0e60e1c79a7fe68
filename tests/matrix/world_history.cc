#include "absl/time/clock.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/strings.h"
#include "tests/fault/child.h"
#include "tests/matrix/world.h"
#include "tests/support/careloop_command.h"

// How a world comes about.
namespace careloop::matrix {
namespace {

using journal::v1::AlertDeliveryState;
using journal::v1::ShareDeliveryState;

constexpr char kTeams[] = "messaging.v1.CareTeamService/";
constexpr char kTalk[] = "messaging.v1.MessagingService/";
constexpr char kJournal[] = "journal.v1.JournalService/";
constexpr absl::Duration kExpiry = absl::Seconds(2);

}  // namespace

void World::FormTeams() {
  for (const char* team : {"team", "second_team", "other_team"}) {
    const std::string& name = names_.at(team);
    Ask(admin_, StrCat(kTeams, "CreateCareTeam"),
        StrCat("care_team_id: \"", name.substr(name.find('/') + 1), "\" display_name: \"Oncology\""));
  }
  const auto add = [this](const char* team, Relationship who) {
    Ask(admin_, StrCat(kTeams, "AddMember"),
        StrCat("care_team: \"{", team, "}\" person: \"", PersonIn(who), R"(" display_name: "Nurse" title: "Nurse")"));
  };
  add("team", Relationship::kTeam);
  add("team", Relationship::kFormerTeam);
  add("other_team", Relationship::kOtherTeam);
  // Or nobody is rerouted there. Nobody may be on the second teams of all worlds.
  Ask(admin_, StrCat(kTeams, "AddMember"),
      StrCat(R"(care_team: "{second_team}" person: "second-)", number_, R"(" display_name: "Nurse" title: "Nurse")"));
  Ask(admin_, StrCat(kTeams, "RemoveMember"),
      StrCat("care_team: \"{team}\" person: \"", PersonIn(Relationship::kFormerTeam), "\""));
  for (const char* team : {"team", "second_team"}) {
    Ask(admin_, StrCat(kTeams, "EnrolPatient"),
        StrCat("care_team: \"{", team, R"(}" patient: "{patient}" display_name: "Patient {mark}")"));
  }
}

void World::FindHelp() {
  for (const Relationship who : {Relationship::kCaregiver, Relationship::kFormerCaregiver}) {
    Ask(patient_, StrCat(kTeams, "AddCaregiver"),
        StrCat("parent: \"{patient}\" person: \"", PersonIn(who),
               R"(" display_name: "Helper of {mark}" relationship: "Daughter" scope: [1, 2, 3, 4])"));
  }
  Ask(patient_, StrCat(kTeams, "RemoveCaregiver"),
      StrCat("name: \"{patient}/caregivers/", PersonIn(Relationship::kFormerCaregiver), "\""));
}

void World::Talk() {
  for (const char* thread : {"resolved_thread", "thread"}) {
    const auto started = desk_.Do<messaging::v1::StartThreadResponse>(
        StrCat(kTalk, "StartThread"), patient_,
        Filled(R"(parent: "{patient}" care_team: "{team}" subject: "Question of {mark}" text: "I am {mark}")", names_));
    names_[thread] = started.thread().name();
    Ask(nurse_, StrCat(kTalk, "SendMessage"), StrCat("parent: \"{", thread, "}\" text: \"To {mark}\""));
  }
  names_["message"] = StrCat(names_["thread"], "/messages/1");
  Ask(nurse_, StrCat(kTalk, "ResolveThread"), R"(name: "{resolved_thread}" action: RESOLUTION_ACTION_CALLED)");
  Ask(nurse_, StrCat(kTalk, "ClaimThread"), R"(name: "{thread}")");
  Ask(nurse_, StrCat(kTalk, "SaveTemplate"), R"(name: "{template}" title: "For {mark}" text: "Please come.")");
}

void World::Keep() {
  const auto course = desk_.Do<journal::v1::StartTreatmentCourseResponse>(
      StrCat(kJournal, "StartTreatmentCourse"), patient_,
      Filled(R"(parent: "{patient}" treatment: "{treatment}" time_zone: "Europe/Berlin")", names_));
  names_["course"] = course.treatment_course().name();
  if (consent_ != Consent::kNone) {
    Ask(patient_, StrCat(kJournal, "SetAlertConsent"), R"(parent: "{patient}" agreed: true care_team: "{team}")");
  }
  const auto recorded = desk_.Do<journal::v1::RecordEntryResponse>(
      StrCat(kJournal, "RecordEntry"), patient_,
      Filled(R"(parent: "{patient}" time_zone: "Europe/Berlin" note: "I am {mark}"
                answers { symptom: "symptoms/vomiting" frequency: 4 severity: 4 })",
             names_));
  if (recorded.alerts().empty()) fault::Die("the entry raises no alert");
  names_["entry"] = recorded.entry().name();
  names_["etag"] = recorded.entry().etag();
}

std::string World::Share(const std::string& with) {
  std::string request = StrCat(R"(parent: "{patient}" entries { entries: "{entry}" } )", with);
  if (consent_ == Consent::kExpired) {
    const int64_t millis = absl::ToUnixMillis(absl::Now() + kExpiry);
    request += StrCat(" expire_time { seconds: ", millis / 1'000, " nanos: ", millis % 1'000 * 1'000'000, " }");
  }
  return desk_.Do<journal::v1::CreateShareResponse>(StrCat(kJournal, "CreateShare"), patient_, Filled(request, names_))
      .share()
      .name();
}

void World::Agree() {
  names_["share_with_caregiver"] = Share(R"(caregiver: "{caregiver}")");
  names_["share"] = Share(R"(care_team: "{team}")");
  testing::Eventually("the share and the alert are with the team", [this] { return IsDelivered(); });
}

bool World::IsDelivered() const {
  const auto entry = desk_.Do<journal::v1::GetEntryResponse>(StrCat(kJournal, "GetEntry"), patient_,
                                                             Filled(R"(name: "{entry}")", names_));
  const auto shares = desk_.Do<journal::v1::ListSharesResponse>(StrCat(kJournal, "ListShares"), patient_,
                                                                Filled(R"(parent: "{patient}")", names_));
  return entry.alerts(0).delivery().state() == AlertDeliveryState::ALERT_DELIVERY_STATE_DELIVERED &&
         shares.shares(0).delivery().state() == ShareDeliveryState::SHARE_DELIVERY_STATE_DELIVERED;
}

void World::Withdraw() {
  for (const char* share : {"share", "share_with_caregiver"}) {
    Ask(patient_, StrCat(kJournal, "RevokeShare"), StrCat("name: \"{", share, "}\""));
  }
  Ask(patient_, StrCat(kJournal, "SetAlertConsent"), R"(parent: "{patient}" agreed: false)");
}

}  // namespace careloop::matrix

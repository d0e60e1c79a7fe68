#include "tests/fault/site.h"

#include <fstream>
#include <iterator>

#include "common/base/strings.h"
#include "paths.h"

namespace careloop::fault {

Site::Site(const Stack& stack, int patients) {
  const Client admin(stack, {"admin", Role::kAdmin, "Demo Admin"});
  care_team_ = NewTeam(admin, nurse_);
  for (int i = 0; i < patients; ++i) patients_.push_back(MakePatient(stack, admin, i));
  Publish(Client(stack, {"editor", Role::kEditor, "Demo Editor"}));
}

std::string Site::NewTeam(const Client& admin, const Person& member) {
  messaging::v1::CreateCareTeamRequest create;
  create.set_display_name("Demo Care Team");
  messaging::v1::AddMemberRequest add;
  add.set_care_team(admin.Change(&CareTeamStub::CreateCareTeam, create).care_team().name());
  add.set_person(member.id);
  add.set_display_name(member.name);
  add.set_title("Oncology nurse");
  admin.Change(&CareTeamStub::AddMember, add);
  return add.care_team();
}

void Site::Enrol(const Client& admin, const std::string& care_team, const Person& patient) {
  messaging::v1::EnrolPatientRequest enrol;
  enrol.set_care_team(care_team);
  enrol.set_patient(patient.resource());
  enrol.set_display_name(patient.name);
  admin.Change(&CareTeamStub::EnrolPatient, enrol);
}

Site::Patient Site::MakePatient(const Stack& stack, const Client& admin, int number) const {
  const Person person{StrCat("patient-", number), Role::kPatient, StrCat("Demo Patient ", number)};
  Enrol(admin, care_team_, person);
  messaging::v1::StartThreadRequest start;
  start.set_parent(person.resource());
  start.set_subject("Questions about the treatment");
  start.set_text(StrCat("hello of ", person.id));
  return {person, Client(stack, person).Change(&MessagingStub::StartThread, start).thread().name()};
}

void Site::Publish(const Client& editor) {
  std::ifstream file(CARELOOP_SOURCE_DIR "/deploy/site/publications/fatigue.md");
  content::v1::ImportPublicationRequest import;
  import.set_markdown(std::string(std::istreambuf_iterator<char>(file), {}));
  const auto draft = editor.Change(&PublishingStub::ImportPublication, import).publication();
  content::v1::PublishRevisionRequest publish;
  publish.set_name(draft.name());
  publish.set_revision(draft.revision());
  editor.Change(&PublishingStub::PublishRevision, publish);
  publication_ = draft.name();
}

journal::v1::RecordEntryRequest EntryOf(const Person& patient, const std::string& note) {
  journal::v1::RecordEntryRequest request;
  request.set_parent(patient.resource());
  request.set_time_zone("Europe/Berlin");
  request.set_note(note);
  return request;
}

}  // namespace careloop::fault

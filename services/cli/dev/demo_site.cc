#include "services/cli/dev/demo_site.h"

#include <filesystem>
#include <set>

#include "common/base/strings.h"
#include "services/cli/exit_code.h"
#include "services/cli/files.h"
#include "services/cli/names.h"

namespace careloop::cli {
namespace {

struct DemoTeam {
  const char* id;
  const char* name;
  const DemoPerson& clinician;
  const char* title;
  const DemoPerson& patient;
};

const DemoTeam kTeams[] = {
    {"demo-team", "Demo Care Team", kDemoPeople[2], "Oncology nurse", kDemoPeople[0]},
    {"other-team", "Other Care Team", kDemoPeople[3], "Oncology nurse", kDemoPeople[1]},
};

// A step that was done at an earlier start is done.
template <typename Stub, typename Request, typename Response>
absl::Status Once(const Client& client, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  Request request) {
  request.set_request_id(NewRequestId());
  const absl::Status status = client.Call(method, request).status();
  return absl::IsAlreadyExists(status) ? absl::OkStatus() : status;
}

absl::Status SetUpTeam(const Client& admin, const DemoTeam& team) {
  using Stub = messaging::v1::CareTeamService::Stub;
  messaging::v1::CreateCareTeamRequest create;
  create.set_care_team_id(team.id);
  create.set_display_name(team.name);
  RETURN_IF_ERROR(Once(admin, &Stub::CreateCareTeam, create));
  messaging::v1::AddMemberRequest add;
  add.set_care_team(StrCat("careTeams/", team.id));
  add.set_person(std::string(team.clinician.id));
  add.set_display_name(std::string(team.clinician.name));
  add.set_title(team.title);
  RETURN_IF_ERROR(Once(admin, &Stub::AddMember, add));
  messaging::v1::EnrolPatientRequest enrol;
  enrol.set_care_team(add.care_team());
  enrol.set_patient(StrCat("patients/", team.patient.id));
  enrol.set_display_name(std::string(team.patient.name));
  return Once(admin, &Stub::EnrolPatient, enrol);
}

absl::Status SetUpCaregiver(const Client& patient, const std::string& patient_name) {
  const DemoPerson& caregiver = kDemoPeople[6];
  messaging::v1::AddCaregiverRequest add;
  add.set_parent(patient_name);
  add.set_person(std::string(caregiver.id));
  add.set_display_name(std::string(caregiver.name));
  add.set_relationship("Daughter");
  for (int permission = 1; permission <= messaging::v1::CaregiverPermission_MAX; ++permission) {
    add.add_scope(static_cast<messaging::v1::CaregiverPermission>(permission));
  }
  return Once(patient, &messaging::v1::CareTeamService::Stub::AddCaregiver, add);
}

absl::StatusOr<std::set<std::string>> PublishedNames(const Client& editor) {
  content::v1::ListPublicationsRequest request;
  request.set_page_size(200);
  ASSIGN_OR_RETURN(const auto answer, editor.Call(&content::v1::ContentService::Stub::ListPublications, request));
  std::set<std::string> names;
  for (const auto& publication : answer.publications()) names.insert(publication.name());
  return names;
}

absl::Status Publish(const Client& editor, const std::string& file) {
  using Stub = content::v1::PublishingService::Stub;
  content::v1::ImportPublicationRequest import;
  import.set_request_id(NewRequestId());
  ASSIGN_OR_RETURN(*import.mutable_markdown(), ReadFile(file));
  ASSIGN_OR_RETURN(const auto draft, editor.Call(&Stub::ImportPublication, import));
  content::v1::PublishRevisionRequest publish;
  publish.set_request_id(NewRequestId());
  publish.set_name(draft.publication().name());
  publish.set_revision(draft.publication().revision());
  return editor.Call(&Stub::PublishRevision, publish).status();
}

}  // namespace

absl::Status SetUpDemoSite(const DemoSite& site, const std::string& publications) {
  const Client admin = site.As("admin");
  for (const DemoTeam& team : kTeams) RETURN_IF_ERROR(SetUpTeam(admin, team));
  RETURN_IF_ERROR(SetUpCaregiver(site.As("patient"), site.patient));
  const Client editor = site.As("editor");
  ASSIGN_OR_RETURN(const std::set<std::string> published, PublishedNames(editor));
  for (const std::string& file : MarkdownFiles(publications)) {
    // A publication's file is named after its id.
    if (published.contains(StrCat("publications/", std::filesystem::path(file).stem().string()))) continue;
    if (const absl::Status status = Publish(editor, file); !status.ok()) {
      return absl::Status(status.code(), StrCat(file, ": ", ErrorLine(status)));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> DemoToken(const TokenSigner& signer, const DemoPerson& person, absl::Duration ttl) {
  TokenClaims claims;
  claims.issuer = kDemoIssuer;
  claims.subject = std::string(person.id);
  claims.role = person.role;
  claims.name = std::string(person.name);
  claims.session = NewRequestId();
  claims.token_id = NewRequestId();
  claims.issued_at = absl::Now();
  claims.expires = claims.issued_at + ttl;
  return signer.Sign(claims);
}

nlohmann::json DemoSite::ToJson() const {
  return {{"endpoints",
           {{"content", endpoints.content}, {"journal", endpoints.journal}, {"messaging", endpoints.messaging}}},
          {"tokens", tokens},
          {"patient", patient},
          {"care_team", care_team}};
}

absl::StatusOr<DemoSite> DemoSite::FromJson(const std::string& text) try {
  const auto json = nlohmann::json::parse(text);
  DemoSite site;
  site.endpoints = {json.at("endpoints").at("content"), json.at("endpoints").at("journal"),
                    json.at("endpoints").at("messaging")};
  json.at("tokens").get_to(site.tokens);
  json.at("patient").get_to(site.patient);
  json.at("care_team").get_to(site.care_team);
  for (const DemoPerson& person : kDemoPeople) json.at("tokens").at(std::string(person.key));
  return site;
} catch (const nlohmann::json::exception& error) {
  return UsageError(StrCat("this is not what `careloop dev --json` prints: ", error.what()));
}

}  // namespace careloop::cli

#include "tests/bench/community.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/base/strings.h"
#include "tests/bench/call_all.h"
#include "tests/bench/process.h"

namespace careloop::bench {
namespace {

using messaging::v1::CareTeamService;
using messaging::v1::MessagingService;

std::string Fresh(const std::string& prefix) {
  Rng rng(std::random_device{}());
  return StrCat(prefix, "-", NewRequestId(rng).substr(0, 8));
}

}  // namespace

Community::Community(const CommunitySize& size, const std::shared_ptr<grpc::Channel>& channel, const TokenSigner& key,
                     const std::string& issuer)
    : size_(size), prefix_(Fresh(size.prefix)) {
  for (size_t i = 0; i < size.teams * size.clinicians_per_team; ++i) {
    clinicians_.push_back(SignIn(key, issuer, Role::kClinician, StrCat("nurse-", i), StrCat("Demo Nurse ", i)));
  }
  for (size_t i = 0; i < size.teams * size.patients_per_team; ++i) {
    patients_.push_back(SignIn(key, issuer, Role::kPatient, StrCat("patient-", i), StrCat("Demo Patient ", i)));
  }
  const Person admin = SignIn(key, issuer, Role::kAdmin, "admin", "Demo Admin");
  SetUpTeams(channel, admin);
  SetUpPeople(channel, admin);
  StartThreads(channel);
}

Person Community::SignIn(const TokenSigner& key, const std::string& issuer, Role role, const std::string& id,
                         std::string name) const {
  return bench::SignIn(key, issuer, role, StrCat(prefix_, "-", id), std::move(name));
}

Person SignIn(const TokenSigner& key, const std::string& issuer, Role role, const std::string& id, std::string name) {
  const absl::Time now = absl::Now();
  const auto token = key.Sign({.issuer = issuer,
                               .subject = id,
                               .role = role,
                               .name = std::move(name),
                               .session = id,
                               .token_id = id,
                               .issued_at = now,
                               .expires = now + absl::Hours(2)});
  if (!token.ok()) Die(token.status().ToString());
  return {id, StrCat("Bearer ", *token)};
}

void Community::SetUpTeams(const std::shared_ptr<grpc::Channel>& channel, const Person& admin) {
  CareTeamService::Stub stub(channel);
  const auto create = [&](size_t i, grpc::ClientContext& context, messaging::v1::CreateCareTeamRequest& request) {
    admin.Authorize(context);
    request.set_care_team_id(StrCat(prefix_, "-", i));
    request.set_display_name(StrCat("Demo Care Team ", i));
  };
  CallAll(stub, &CareTeamService::Stub::CreateCareTeam, size_.teams, create, kNothing);
}

void Community::SetUpPeople(const std::shared_ptr<grpc::Channel>& channel, const Person& admin) {
  CareTeamService::Stub stub(channel);
  const auto add = [&](size_t i, grpc::ClientContext& context, messaging::v1::AddMemberRequest& request) {
    admin.Authorize(context);
    request.set_care_team(StrCat("careTeams/", prefix_, "-", i / size_.clinicians_per_team));
    request.set_person(clinicians_[i].id);
    request.set_display_name(StrCat("Demo Nurse ", i));
    request.set_title("Oncology nurse");
  };
  CallAll(stub, &CareTeamService::Stub::AddMember, clinicians_.size(), add, kNothing);
  const auto enrol = [&](size_t i, grpc::ClientContext& context, messaging::v1::EnrolPatientRequest& request) {
    admin.Authorize(context);
    request.set_care_team(StrCat("careTeams/", prefix_, "-", i / size_.patients_per_team));
    request.set_patient(StrCat("patients/", patients_[i].id));
    request.set_display_name(StrCat("Demo Patient ", i));
  };
  CallAll(stub, &CareTeamService::Stub::EnrolPatient, patients_.size(), enrol, kNothing);
}

void Community::StartThreads(const std::shared_ptr<grpc::Channel>& channel) {
  MessagingService::Stub stub(channel);
  threads_.resize(patients_.size() * size_.threads_per_patient);
  const auto start = [&](size_t i, grpc::ClientContext& context, messaging::v1::StartThreadRequest& request) {
    const Person& patient = patients_[i / size_.threads_per_patient];
    patient.Authorize(context);
    request.set_parent(StrCat("patients/", patient.id));
    request.set_subject("Questions about the treatment");
    request.set_text(std::string(kTextBytes, 'x'));
  };
  CallAll(
      stub, &MessagingService::Stub::StartThread, threads_.size(), start,
      [&](size_t i, const messaging::v1::StartThreadResponse& response) { threads_[i] = response.thread().name(); });
}

Community::Turn Community::RandomTurn(Rng& rng) const {
  const uint64_t random = rng();
  const size_t thread = (random >> 32) % threads_.size();
  const size_t patient = thread / size_.threads_per_patient;
  const size_t team = patient / size_.patients_per_team;
  const bool by_patient = random & 1;
  const size_t clinician = team * size_.clinicians_per_team + (random >> 1 & 0xffff) % size_.clinicians_per_team;
  return {threads_[thread], by_patient ? patients_[patient] : clinicians_[clinician], patient};
}

TokenSigner ReadKey(const std::string& path) {
  std::ifstream file(path);
  auto key = TokenSigner::FromPrivateJwk(std::string(std::istreambuf_iterator<char>(file), {}));
  if (!key.ok()) Die(StrCat(path, ": ", std::string(key.status().message())));
  return *std::move(key);
}

std::string NewRequestId(Rng& rng) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
  uint64_t bits = 0;
  int left = 0;
  for (char& c : id) {
    if (c != 'x') continue;
    if (left == 0) {
      bits = rng();
      left = 16;
    }
    c = kDigits[bits & 15];
    bits >>= 4;
    --left;
  }
  return id;
}

}  // namespace careloop::bench

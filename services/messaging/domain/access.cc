#include "services/messaging/domain/access.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

constexpr size_t kPeopleRemembered = 20'000;
constexpr size_t kThreadsRemembered = 200'000;

}  // namespace

Access::Access(CareTeamStore& teams, ThreadStore& threads, const Clock& clock)
    : teams_(teams),
      threads_(threads),
      clock_(clock),
      memberships_(clock, kCheckedAgainAge, kPeopleRemembered),
      cares_(clock, kCheckedAgainAge, kPeopleRemembered),
      team_of_thread_(clock, absl::InfiniteDuration(), kThreadsRemembered) {}

Task<absl::StatusOr<Access::ToThread>> Access::Thread(const Call& call, ThreadRef thread) {
  return Thread(call, std::move(thread), kDecidingAge, CaregiverPermission::kReadMessages);
}

Task<absl::StatusOr<Access::ToThread>> Access::ThreadToWriteIn(const Call& call, ThreadRef thread) {
  return Thread(call, std::move(thread), kCheckedAgainAge, CaregiverPermission::kWriteMessages);
}

Task<absl::StatusOr<Access::ToThread>> Access::ThreadToMarkIn(const Call& call, ThreadRef thread) {
  return Thread(call, std::move(thread), kCheckedAgainAge, CaregiverPermission::kReadMessages);
}

Task<absl::StatusOr<Access::ToThread>> Access::Thread(const Call& call, ThreadRef thread, absl::Duration age,
                                                      CaregiverPermission needed) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kCaregiver) co_return co_await ThreadOfCare(call, std::move(thread), age, needed);
  if (caller.role == Role::kPatient && caller.subject != thread.patient) co_return NotFound("thread");
  CO_ASSIGN_OR_RETURN(std::string team, co_await TeamOf(call, thread));
  if (caller.role == Role::kPatient) {
    co_return ToThread{std::move(team), Person{caller.subject, Role::kPatient, caller.name, ""}};
  }
  if (caller.role != Role::kClinician) co_return NotFound("thread");
  auto member = co_await MemberOf(call, team, age);
  if (absl::IsNotFound(member.status())) {  // the thread may have come to a team of the caller's
    CO_ASSIGN_OR_RETURN(team, co_await ReadTeamOf(call, std::move(thread)));
    member = co_await MemberOf(call, team, age);
  }
  if (!member.ok()) co_return member.status();
  co_return ToThread{std::move(team), Person{caller.subject, Role::kClinician, member->display_name, member->title}};
}

// The caller on the team; NOT_FOUND if they are not. Who has just joined is not refused for as long as `age`.
Task<absl::StatusOr<Member>> Access::MemberOf(const Call& call, std::string team, absl::Duration age) {
  const std::string& person = call.caller->subject;
  CO_ASSIGN_OR_RETURN(auto memberships, co_await MembershipsOf(person, call.deadline, age));
  if (!memberships->contains(team)) {
    CO_ASSIGN_OR_RETURN(memberships, co_await MembershipsOf(person, call.deadline));
  }
  const auto member = memberships->find(team);
  if (member == memberships->end()) co_return NotFound("thread");
  co_return member->second;
}

Task<absl::StatusOr<std::vector<std::string>>> Access::Patient(const Call& call, std::string patient) {
  const Caller& caller = *call.caller;
  const bool self = caller.role == Role::kPatient && caller.subject == patient;
  const bool cares = caller.role == Role::kCaregiver;
  if (!self && !cares && caller.role != Role::kClinician) co_return NotFound("patient");
  if (cares) {
    const auto care = co_await CareFor(call, patient, CaregiverPermission::kWriteMessages, "patient", kDecidingAge);
    if (!care.ok()) co_return care.status();
  }
  CO_ASSIGN_OR_RETURN(std::vector<std::string> teams, co_await teams_.TeamsOfPatient(call, std::move(patient)));
  if (self || cares) co_return teams;
  CO_ASSIGN_OR_RETURN(const auto memberships, co_await MembershipsOf(caller.subject, call.deadline));
  std::erase_if(teams, [&](const std::string& team) { return !memberships->contains(team); });
  if (teams.empty()) co_return NotFound("patient");
  co_return teams;
}

Task<absl::StatusOr<Person>> Access::SelfIn(const Call& call, std::string team, std::string patient) {
  const Caller& caller = *call.caller;
  if (caller.role == Role::kPatient) co_return Person{caller.subject, Role::kPatient, caller.name, ""};
  if (caller.role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(
        const Caregiver care,
        co_await CareFor(call, std::move(patient), CaregiverPermission::kWriteMessages, "patient", kDecidingAge));
    co_return care.AsPerson();
  }
  co_return co_await SelfIn(call, std::move(team));
}

Task<absl::StatusOr<Person>> Access::SelfIn(const Call& call, std::string team) {
  const Caller& caller = *call.caller;
  if (caller.role != Role::kClinician) co_return NotFound("care team");
  CO_ASSIGN_OR_RETURN(const auto memberships, co_await MembershipsOf(caller.subject, call.deadline));
  const auto member = memberships->find(team);
  if (member == memberships->end()) co_return NotFound("care team");
  co_return Person{caller.subject, Role::kClinician, member->second.display_name, member->second.title};
}

Task<absl::StatusOr<std::vector<Audience>>> Access::Audiences(std::shared_ptr<const Caller> caller, Deadline deadline) {
  std::vector<Audience> audiences;
  if (caller->role == Role::kPatient) {
    audiences.push_back({Audience::Kind::kPatient, caller->subject});
  } else if (caller->role == Role::kClinician) {
    CO_ASSIGN_OR_RETURN(const auto memberships, co_await MembershipsOf(caller->subject, deadline));
    for (const auto& [team, member] : *memberships) audiences.push_back({Audience::Kind::kTeam, team});
  } else if (caller->role == Role::kCaregiver) {
    CO_ASSIGN_OR_RETURN(const auto cares, co_await CaresOf(caller->subject, deadline));
    for (const auto& [patient, care] : *cares) {
      if (!care.May(CaregiverPermission::kReadMessages, clock_.Now())) continue;
      audiences.push_back({Audience::Kind::kPatient, patient});
    }
  }
  co_return audiences;
}

Task<absl::StatusOr<std::shared_ptr<const Memberships>>> Access::MembershipsOf(std::string person, Deadline deadline) {
  return MembershipsOf(std::move(person), deadline, kDecidingAge);
}

Task<absl::StatusOr<std::shared_ptr<const Memberships>>> Access::MembershipsOf(std::string person, Deadline deadline,
                                                                               absl::Duration age) {
  return Recent(memberships_, &CareTeamStore::MembershipsOf, std::move(person), deadline, age);
}

void Access::Forget(const std::string& person) {
  ++changes_;
  memberships_.Forget(person);
  cares_.Forget(person);
}

Task<absl::StatusOr<std::string>> Access::TeamOf(const Call& call, ThreadRef thread) {
  if (auto known = team_of_thread_.Get(thread)) co_return *std::move(known);
  co_return co_await ReadTeamOf(call, std::move(thread));
}

Task<absl::StatusOr<std::string>> Access::ReadTeamOf(const Call& call, ThreadRef thread) {
  CO_ASSIGN_OR_RETURN(std::string team, co_await threads_.TeamOf(call, thread));
  team_of_thread_.Put(thread, team);
  co_return team;
}

}  // namespace careloop::messaging

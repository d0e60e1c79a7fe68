#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/messaging/domain/team_settings.h"

namespace careloop::messaging {

inline constexpr int kMostMembersPerTeam = 200;
inline constexpr int kMostTeamsPerPerson = 50;
inline constexpr int kMostTeamsPerPatient = 20;

struct Member {
  std::string person;
  std::string display_name;
  std::string title;
  absl::Time joined;
};

struct CareTeam {
  std::string id;
  std::string display_name;
  absl::Time created;
  std::vector<Member> members;  // in the order of joining
  TeamSettings settings = {};
  std::optional<Availability> availability = {};  // to the caller
};

struct Enrolment {
  std::string patient;
  std::string display_name;
  absl::Time enrolled;
};

// The teams that a member of staff is on, by team id, with what they are there.
using Memberships = std::map<std::string, Member>;

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CARE_TEAM_H_

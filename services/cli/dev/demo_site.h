#ifndef CARELOOP_SERVICES_CLI_DEV_DEMO_SITE_H_
#define CARELOOP_SERVICES_CLI_DEV_DEMO_SITE_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/auth/token_signer.h"
#include "common/call/call.h"
#include "nlohmann/json.hpp"
#include "services/cli/client.h"

namespace careloop::cli {

inline constexpr char kDemoIssuer[] = "careloop-dev";

// Somebody at a demonstration site, and what they are called in its description: "patient", "other_clinician", ...
struct DemoPerson {
  std::string_view key;
  Role role;
  std::string_view id;
  std::string_view name;
};

inline constexpr DemoPerson kDemoPeople[] = {
    {"patient", Role::kPatient, "demo-patient", "Demo Patient"},
    {"other_patient", Role::kPatient, "other-patient", "Other Patient"},
    {"clinician", Role::kClinician, "demo-nurse", "Demo Nurse"},
    {"other_clinician", Role::kClinician, "other-nurse", "Other Nurse"},
    {"editor", Role::kEditor, "demo-editor", "Demo Editor"},
    {"admin", Role::kAdmin, "demo-admin", "Demo Admin"},
    {"caregiver", Role::kCaregiver, "demo-daughter", "Demo Daughter"},
};

// A running demonstration site, as `careloop dev --json` describes it.
struct DemoSite {
  Endpoints endpoints;
  std::map<std::string, std::string> tokens;  // by DemoPerson::key
  std::string patient;                        // patients/{patient} of "patient"
  std::string care_team;                      // careTeams/{id} of "patient" and "clinician"

  Client As(const std::string& key) const { return Client(endpoints, tokens.at(key)); }

  nlohmann::json ToJson() const;
  // A usage error if a member is missing or is no text.
  static absl::StatusOr<DemoSite> FromJson(const std::string& text);
};

// A token of a person or, with Role::kService, of a service.
absl::StatusOr<std::string> DemoToken(const TokenSigner& signer, const DemoPerson& person, absl::Duration ttl);

// Sets up a site by calls of its services, as far as that is not done: two care teams, each with a clinician and a
// patient that the other one does not see, a caregiver who may do everything for "patient", and the publications in a
// directory, published.
absl::Status SetUpDemoSite(const DemoSite& site, const std::string& publications);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_DEV_DEMO_SITE_H_

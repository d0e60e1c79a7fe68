#include "tests/leak/people.h"

#include "common/base/strings.h"
#include "tests/support/test_tokens.h"

namespace careloop::leak {

People::People(const fault::Stack& stack, Markers& markers) : patient_(markers.Next("the patient's id")) {
  for (const fault::Victim service : fault::kServices) channels_[service] = stack.ChannelTo(service);
  const auto add = [&](Role role, const std::string& person) { Add(role, person, person, markers.Next("claim name")); };
  Add(Role::kPatient, "patient", patient_, markers.Next("claim name"));
  add(Role::kCaregiver, "daughter");
  add(Role::kClinician, "nurse");
  add(Role::kClinician, "second-nurse");
  Add(Role::kAdmin, "admin", "admin", markers.Next("claim name of the admin"));
  Add(Role::kEditor, "editor", "editor", "Demo Editor");  // lies readable with what they have published
  Add(Role::kService, "journal", "journal", "journal");
  Add(Role::kCaregiver, "former-caregiver", "former-caregiver", "A former caregiver");
  Add(Role::kClinician, "former-nurse", "former-nurse", "A former nurse");
  Add(Role::kPatient, "other-patient", "other-patient", "Another patient");
  Add(Role::kCaregiver, "other-caregiver", "other-caregiver", "Another caregiver");
  Add(Role::kClinician, "other-nurse", "other-nurse", "Another nurse");
}

void People::Add(Role role, const std::string& person, const std::string& id, const std::string& name) {
  tokens_[person] = testing::TokenFor(role, id, name);
}

Reply People::Call(const std::string& person, fault::Victim service, const MethodDescriptor& method,
                   const std::string& request) const {
  const bool endless = method.name() == "Watch";
  return Call(service, PathOf(method), request, {{"authorization", StrCat("Bearer ", TokenOf(person))}},
              endless ? absl::Milliseconds(500) : absl::Seconds(20));
}

Reply People::Call(fault::Victim service, const std::string& path, const std::string& request, const Metadata& metadata,
                   absl::Duration limit) const {
  return CallRaw(channels_.at(service), path, request, metadata, limit);
}

}  // namespace careloop::leak

#include "services/messaging/rpc/names.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"

namespace careloop::messaging {

std::string CareTeamName(const std::string& id) { return StrCat("careTeams/", id); }

std::string PatientName(const std::string& id) { return StrCat("patients/", id); }

std::string TemplateName(const std::string& team, const std::string& id) {
  return StrCat("careTeams/", team, "/templates/", id);
}

std::string CaregiverName(const std::string& patient, const std::string& person) {
  return StrCat("patients/", patient, "/caregivers/", person);
}

std::string ThreadName(const ThreadRef& ref) { return StrCat("patients/", ref.patient, "/threads/", ref.thread); }

std::string MessageName(const ThreadRef& ref, int64_t number) { return StrCat(ThreadName(ref), "/messages/", number); }

std::string ChangeName(const ThreadRef& ref, int64_t number) { return StrCat(ThreadName(ref), "/changes/", number); }

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

std::string TeamOfTemplate(const std::string& name) {
  return std::move(rpc::NameParts(name, kTemplatePattern).front());
}

std::string PatientOfCaregiver(const std::string& name) { return rpc::NameParts(name, kCaregiverPattern)[0]; }

ThreadRef ThreadRefOf(const std::string& name) {
  std::vector<std::string> parts = rpc::NameParts(name, kThreadPattern);
  return {std::move(parts[0]), std::move(parts[1])};
}

ThreadRef ThreadRefOfMessage(const std::string& name) {
  std::vector<std::string> parts = rpc::NameParts(name, kMessagePattern);
  return {std::move(parts[0]), std::move(parts[1])};
}

int64_t NumberOfMessage(const std::string& name) {
  int32_t number = 0;
  const std::string text = LastPart(name);
  return absl::SimpleAtoi(text, &number) && number > 0 && StrCat(number) == text ? number : 0;
}

}  // namespace careloop::messaging

#include "common/call/call.h"

#include <array>
#include <utility>

namespace careloop {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 6> kRoles = {{{Role::kPatient, "patient"},
                                                                      {Role::kCaregiver, "caregiver"},
                                                                      {Role::kClinician, "clinician"},
                                                                      {Role::kEditor, "editor"},
                                                                      {Role::kAdmin, "admin"},
                                                                      {Role::kService, "service"}}};

}  // namespace

std::string_view RoleName(Role role) {
  for (const auto& [value, name] : kRoles) {
    if (value == role) return name;
  }
  return "unknown";
}

std::optional<Role> RoleFromName(std::string_view name) {
  for (const auto& [value, word] : kRoles) {
    if (word == name) return value;
  }
  return std::nullopt;
}

}  // namespace careloop

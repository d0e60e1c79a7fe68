#include "common/auth/method_policy.h"

#include <gtest/gtest.h>

namespace careloop {
namespace {

// A policy table is a constant of the program.
constexpr MethodPolicy kPolicy = {.method = "careloop.journal.v1.JournalService/RecordEntry",
                                  .roles = {Role::kPatient, Role::kCaregiver},
                                  .limit = absl::Seconds(2)};
static_assert(kPolicy.roles.Contains(Role::kPatient));
static_assert(!kPolicy.roles.Contains(Role::kClinician));

TEST(RoleSet, HoldsExactlyTheRolesItWasGiven) {
  EXPECT_EQ(kPolicy.roles, (RoleSet{Role::kCaregiver, Role::kPatient}));
  EXPECT_NE(kPolicy.roles, RoleSet{Role::kPatient});
}

TEST(RoleSet, IsEmptyUnlessSaid) {
  EXPECT_TRUE(RoleSet().empty());
  for (const Role role :
       {Role::kPatient, Role::kCaregiver, Role::kClinician, Role::kEditor, Role::kAdmin, Role::kService}) {
    EXPECT_FALSE(RoleSet().Contains(role));
  }
}

TEST(RoleSet, OfPeopleLeavesOutServices) {
  EXPECT_FALSE(RoleSet::People().Contains(Role::kService));
  EXPECT_TRUE(RoleSet::People().Contains(Role::kAdmin));
}

}  // namespace
}  // namespace careloop

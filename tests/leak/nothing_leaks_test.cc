// What people write, and who a patient is, is read by nobody but those whom it is for. Every field of every request in
// which somebody may write is filled with a marker of its own; then the markers are looked for where they must not be.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/strings.h"
#include "tests/leak/fields.h"
#include "tests/leak/places.h"
#include "tests/leak/wrong_calls.h"
#include "tests/support/site_folder.h"

namespace careloop::leak {
namespace {

using ::testing::IsEmpty;

class NothingLeaks : public ::testing::Test {
 protected:
  NothingLeaks() { std::filesystem::current_path(working_folder_.path()); }
  ~NothingLeaks() override { std::filesystem::current_path(before_); }

  const std::filesystem::path before_ = std::filesystem::current_path();
  const testing::SiteFolder working_folder_;
};

// Fields that nobody has marked though they are not exempt; RPCs that nobody has called.
std::vector<std::string> Forgotten(const Player& player) {
  std::vector<std::string> forgotten;
  for (const MethodDescriptor* method : AllMethods()) {
    const bool called =
        std::ranges::any_of(player.sent(), [method](const Sent& sent) { return sent.method == method; });
    if (!called) forgotten.push_back(StrCat(method->name(), ": add a call to a script"));
    for (const std::string& field : TextFieldsOf(*method->input_type())) {
      const std::string name = StrCat(method->name(), ".", field);
      if (ExemptionOf(name) != nullptr || player.marked().contains(name)) continue;
      forgotten.push_back(StrCat(name, ": mark it in a script, or say in fields.cc why not"));
    }
  }
  return forgotten;
}

// What fails then is logged, other than what is refused.
void CallWhileRedisIsAway(fault::Stack& stack, Player& player) {
  stack.Kill(fault::Victim::kRedis);
  player.PlayRefused(OutageScript());
  stack.Start(fault::Victim::kRedis);
  stack.WaitUntilServing();
  KeepEverything(stack);
}

TEST_F(NothingLeaks, OfWhatPeopleWriteInAnyFieldToWhereItMustNotBe) {
  fault::Stack stack;
  KeepEverything(stack);
  Markers markers;
  const People people(stack, markers);
  Player player(people, markers);
  player.Play(OthersBefore());
  player.ForgetSent();
  for (const Script& script : {TeamScript(), TalkScript(), JournalScript(), OperationScript()}) player.Play(script);
  ASSERT_FALSE(HasFailure());
  EXPECT_THAT(Forgotten(player), IsEmpty());

  player.PlayRefused(RefusedScript());
  SpoilEveryField(player, people, markers);
  SpoilWhatIsAroundRequests(player, people, markers);
  LookAsOthers(player, people);
  player.PlayAs(OthersAfter());
  EXPECT_THAT(FindingsIn(PlacesInRedis(stack), markers), IsEmpty());
  CallWhileRedisIsAway(stack, player);
  EXPECT_THAT(FindingsIn(player.heard(), markers), IsEmpty());
  EXPECT_THAT(FindingsIn(PlacesOfHealth(people), markers), IsEmpty());
  EXPECT_THAT(FindingsIn(Outputs(stack), markers), IsEmpty());
  EXPECT_THAT(FindingsIn(Files(stack, working_folder_.path()), markers), IsEmpty());
  RecordProperty("errors_and_answers_to_others", static_cast<int>(player.heard().size()));
}

}  // namespace
}  // namespace careloop::leak

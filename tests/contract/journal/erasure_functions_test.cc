#include "services/journal/store/redis_erasure_store.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::IsEmpty;
using testing::RunTask;

class ErasureFunctions : public JournalStoreTest {
 protected:
  absl::Status Erase(const std::string& patient, const Call& call) { return RunTask(erasure_.Erase(call, patient)); }
  absl::Status Get(const std::string& patient) {
    const Call call = NewCall();
    return RunTask(entries_.Get(call, patient, 1, 0)).status();
  }
  std::vector<std::string> Patients() {
    const Call call = NewCall();
    return RunTask(periods_.Patients(call, {.size = 100, .after = ""})).value().items;
  }

  RedisErasureStore erasure_{redis().client(), redis().idempotency(), redis().keys()};
};

TEST_F(ErasureFunctions, NothingOfWhoWasErasedIsReadOrListedAndOthersStay) {
  Record(Now(), NewCall(), "p-gone-1");
  Record(Now(), NewCall(), "p-1");
  ASSERT_TRUE(Erase("p-gone-1", NewCall()).ok());
  EXPECT_EQ(Get("p-gone-1").code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(Get("p-1").ok());
  EXPECT_THAT(Patients(), ::testing::ElementsAre("p-1"));
  EXPECT_EQ(RunTask(redis().keys().ForWriting("p-gone-1")).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(ErasureFunctions, GrantsOfWhoWasErasedAreGone) {
  Record(Now(), NewCall(), "p-gone-2");
  Share share = ShareOf("s-1", StandingScope{Now()});
  share.patient = "p-gone-2";
  ASSERT_TRUE(Create(share).ok());
  ASSERT_EQ(redis().server().Command({"EXISTS", KeyOf("grants", "", "p-gone-2")}).integer(), 1);
  ASSERT_TRUE(Erase("p-gone-2", NewCall()).ok());
  EXPECT_EQ(redis().server().Command({"EXISTS", KeyOf("grants", "", "p-gone-2")}).integer(), 0);
}

TEST_F(ErasureFunctions, WhatWasCutShortIsMadeWholeAlsoOfSomebodyOfWhomNothingIsKept) {
  Record(Now(), NewCall(), "p-gone-3");
  ASSERT_TRUE(RunTask(redis().keys().Destroy("p-gone-3")).ok());  // and the service ended there
  const Call call = NewCall();
  for (int i = 0; i < 2; ++i) EXPECT_TRUE(Erase("p-gone-3", call).ok()) << "the same request";
  EXPECT_TRUE(Erase("p-gone-3", NewCall()).ok());
  EXPECT_THAT(Patients(), IsEmpty());
  EXPECT_TRUE(Erase("p-gone-4", NewCall()).ok());
}

}  // namespace
}  // namespace careloop::journal

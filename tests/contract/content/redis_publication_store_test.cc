#include "services/content/store/redis_publication_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/content/store/function_library.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::content {
namespace {

using careloop::testing::CallOf;
using careloop::testing::RunTask;
using careloop::testing::ServiceRedis;
using ::testing::ElementsAre;

Manuscript ManuscriptOf(const std::string& id, const std::string& title = "Title", size_t body_bytes = 5) {
  PublicationText text;
  text.id = id;
  text.title = title;
  text.language = "en";
  text.body_markdown = std::string(body_bytes, 'x');
  return {.text = std::move(text), .sponsor = *SponsorAcknowledgement::Create("None.")};
}

Imprint ImprintOf(int second, int version = 1, std::string_view text = "For information.") {
  return {.time = absl::FromUnixSeconds(1'700'000'000 + second),
          .disclaimer = *Disclaimer::Create(version, "en", text)};
}

class RedisPublicationStoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = new ServiceRedis("content", "{c:test}", kFunctionLibrary); }
  static void TearDownTestSuite() { delete redis_; }
  void SetUp() override { redis_->Clear(); }

  // Each a request of its own, unless it says which.
  static Call NewCall(int request = 0, const std::string& bytes = "request") {
    static int last = 1000;
    return CallOf(Role::kEditor, "editor", request == 0 ? ++last : request, bytes);
  }
  absl::StatusOr<int> AddDraft(const std::string& id, Call call = NewCall()) {
    return RunTask(store_.AddDraft(call, ManuscriptOf(id)));
  }
  absl::StatusOr<Imprint> Publish(const std::string& id, int number, Imprint imprint, Call call = NewCall()) {
    return RunTask(store_.Publish(call, id, number, std::move(imprint)));
  }
  absl::StatusOr<Revision> Read(const std::string& id, int number) { return RunTask(store_.Read(id, number, Soon())); }
  absl::StatusOr<Published> After(int64_t version) { return RunTask(store_.PublishedAfter(version, Soon())); }
  int Latest(const std::string& id) { return *RunTask(store_.LatestRevision(id, Soon())); }

  static Deadline Soon() { return DeadlineAfter(absl::Seconds(20)); }

  static ServiceRedis* redis_;
  RedisPublicationStore store_{redis_->client(), redis_->idempotency()};
};

ServiceRedis* RedisPublicationStoreTest::redis_ = nullptr;

TEST_F(RedisPublicationStoreTest, NumbersDraftsOfEachPublicationFromOne) {
  EXPECT_EQ(Latest("a"), 0);
  EXPECT_EQ(*AddDraft("a"), 1);
  EXPECT_EQ(*AddDraft("a"), 2);
  EXPECT_EQ(*AddDraft("b"), 1);
  EXPECT_EQ(Latest("a"), 2);
}

TEST_F(RedisPublicationStoreTest, KeepsADraftAsItWasGiven) {
  const Manuscript manuscript = ManuscriptOf("a", "A title");
  ASSERT_TRUE(RunTask(store_.AddDraft(NewCall(), manuscript)).ok());
  const auto revision = Read("a", 1);
  ASSERT_TRUE(revision.ok()) << revision.status();
  EXPECT_EQ(revision->manuscript, manuscript);
  EXPECT_EQ(revision->number, 1);
  EXPECT_EQ(revision->imprint, std::nullopt);
}

TEST_F(RedisPublicationStoreTest, GivesARepeatedDraftItsFirstNumber) {
  EXPECT_EQ(*AddDraft("a", NewCall(7)), 1);
  EXPECT_EQ(*AddDraft("a", NewCall(8)), 2);
  EXPECT_EQ(*AddDraft("a", NewCall(7)), 1);
  EXPECT_EQ(Latest("a"), 2);
}

TEST_F(RedisPublicationStoreTest, RefusesARequestIdWithOtherValues) {
  EXPECT_TRUE(AddDraft("a", NewCall(7, "one")).ok());
  EXPECT_EQ(ReasonOf(AddDraft("a", NewCall(7, "other")).status()), reason::kRequestIdReused);
}

TEST_F(RedisPublicationStoreTest, DoesNotFindWhatIsNotThere) {
  EXPECT_EQ(Read("a", 1).status(), NotFound("publication"));
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_EQ(Read("a", 2).status(), NotFound("publication"));
  EXPECT_EQ(Publish("a", 2, ImprintOf(1)).status(), NotFound("publication"));
  EXPECT_EQ(Publish("b", 1, ImprintOf(1)).status(), NotFound("publication"));
}

TEST_F(RedisPublicationStoreTest, PublishesARevisionWithItsImprint) {
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_EQ(*Publish("a", 1, ImprintOf(1)), ImprintOf(1));
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  const auto published = After(0);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->version, 1);
  EXPECT_TRUE(published->complete);
  EXPECT_THAT(published->revisions, ElementsAre(*Read("a", 1)));
}

TEST_F(RedisPublicationStoreTest, GivesARepeatedPublishingItsFirstImprint) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_EQ(*Publish("a", 1, ImprintOf(1), NewCall(7)), ImprintOf(1));
  EXPECT_EQ(*Publish("a", 2, ImprintOf(2), NewCall(8)), ImprintOf(2));
  EXPECT_EQ(*Publish("a", 1, ImprintOf(3), NewCall(7)), ImprintOf(1));
  EXPECT_EQ(After(0)->version, 2);
}

TEST_F(RedisPublicationStoreTest, PublishingTheCurrentRevisionAgainChangesNothing) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1)).ok());
  EXPECT_EQ(*Publish("a", 1, ImprintOf(2)), ImprintOf(1));
  EXPECT_EQ(After(0)->version, 1);
}

TEST_F(RedisPublicationStoreTest, RefusesARevisionOlderThanTheCurrentOne) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 2, ImprintOf(1)).ok());
  const absl::Status status = Publish("a", 1, ImprintOf(2)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
  EXPECT_EQ(Read("a", 1)->imprint, std::nullopt);
}

TEST_F(RedisPublicationStoreTest, RefusesAnotherTextUnderAPublishedDisclaimerVersion) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("b").ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1, 1, "The first words.")).ok());
  EXPECT_EQ(ReasonOf(Publish("b", 1, ImprintOf(2, 1, "Other words.")).status()), reason::kFailedState);
  EXPECT_TRUE(Publish("b", 1, ImprintOf(2, 2, "Other words.")).ok());
  EXPECT_EQ(After(0)->version, 2);
}

TEST_F(RedisPublicationStoreTest, DoesNotRememberARefusal) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("b").ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1, 1, "The first words.")).ok());
  EXPECT_FALSE(Publish("b", 1, ImprintOf(2, 1, "Other words."), NewCall(7)).ok());
  EXPECT_TRUE(Publish("b", 1, ImprintOf(2, 1, "The first words."), NewCall(7)).ok());
}

TEST_F(RedisPublicationStoreTest, AnswersOnlyWhatWasPublishedAfterAVersion) {
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_TRUE(AddDraft(id).ok());
    ASSERT_TRUE(Publish(id, 1, ImprintOf(1)).ok());
  }
  EXPECT_THAT(After(2)->revisions, ElementsAre(*Read("c", 1)));
  EXPECT_EQ(After(3)->version, 3);
  EXPECT_TRUE(After(3)->revisions.empty());
  EXPECT_TRUE(After(3)->complete);
}

TEST_F(RedisPublicationStoreTest, AnswersAnEmptyLibrary) {
  const auto published = After(0);
  ASSERT_TRUE(published.ok());
  EXPECT_EQ(published->version, 0);
  EXPECT_TRUE(published->complete);
}

TEST_F(RedisPublicationStoreTest, StartsFromTheBeginningWhenItsVersionIsLower) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1)).ok());
  const auto published = After(10);
  ASSERT_TRUE(published.ok());
  EXPECT_EQ(published->version, 1);
  EXPECT_EQ(published->revisions.size(), 1u);
}

TEST_F(RedisPublicationStoreTest, AnswersManyAndLargeRevisionsPiecemeal) {
  constexpr int kCount = 5;
  for (int i = 0; i < kCount; ++i) {
    const std::string id = StrCat("p", i);
    ASSERT_TRUE(RunTask(store_.AddDraft(NewCall(), ManuscriptOf(id, "Title", size_t{1} << 20))).ok());
    ASSERT_TRUE(Publish(id, 1, ImprintOf(i)).ok());
  }
  const auto first = After(0);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->complete);
  EXPECT_LT(first->version, kCount);
  EXPECT_EQ(first->version, static_cast<int64_t>(first->revisions.size()));
  int64_t version = 0;
  size_t count = 0;
  for (bool complete = false; !complete;) {
    const auto more = After(version);
    ASSERT_TRUE(more.ok());
    version = more->version;
    count += more->revisions.size();
    complete = more->complete;
  }
  EXPECT_EQ(count, static_cast<size_t>(kCount));
}

TEST_F(RedisPublicationStoreTest, AnswersAtMostTwoHundredRevisionsAtOnce) {
  for (int i = 1; i <= 201; ++i) {
    ASSERT_TRUE(AddDraft("a").ok());
    ASSERT_TRUE(Publish("a", i, ImprintOf(i)).ok());
  }
  const auto first = After(0);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->revisions.size(), 200u);
  EXPECT_FALSE(first->complete);
  EXPECT_EQ(After(200)->revisions.size(), 1u);
}

TEST_F(RedisPublicationStoreTest, KeepsPublicationsThroughAKill) {
  ASSERT_TRUE(AddDraft("a", NewCall(7)).ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1), NewCall(8)).ok());
  redis_->server().Restart();
  redis_->WaitUntilReady();
  // The client may notice the old connection's end only with its next call.
  while (!After(0).ok()) redis_->WaitUntilReady();
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  EXPECT_EQ(*AddDraft("a", NewCall(7)), 1);
  EXPECT_EQ(*Publish("a", 1, ImprintOf(9), NewCall(8)), ImprintOf(1));
}

TEST_F(RedisPublicationStoreTest, TellsOfARecordThatIsDamaged) {
  ASSERT_TRUE(AddDraft("a").ok());
  redis_->server().Command({"HSET", "{c:test}:manuscript", "a:1", "damage"});
  EXPECT_EQ(Read("a", 1).status().code(), absl::StatusCode::kInternal);
  ASSERT_TRUE(AddDraft("b").ok());
  ASSERT_TRUE(Publish("b", 1, ImprintOf(1)).ok());
  redis_->server().Command({"HSET", "{c:test}:imprint", "b:1", "damage"});
  EXPECT_EQ(After(0).status().code(), absl::StatusCode::kInternal);
}

TEST_F(RedisPublicationStoreTest, FormsAllKeysUnderItsTag) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1, ImprintOf(1)).ok());
  const redis::Reply keys = redis_->server().Command({"KEYS", "*"});
  EXPECT_FALSE(keys.array().empty());
  for (const auto& key : keys.array()) EXPECT_TRUE(key.text().starts_with("{c:test}:")) << key.text();
}

}  // namespace
}  // namespace careloop::content

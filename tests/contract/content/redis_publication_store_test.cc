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
using ::testing::VariantWith;

Manuscript ManuscriptOf(const std::string& id, const std::string& title = "Title", size_t body_bytes = 5) {
  PublicationText text;
  text.id = id;
  text.title = title;
  text.language = "en";
  text.body_markdown = std::string(body_bytes, 'x');
  return {.text = std::move(text), .sponsor = *SponsorAcknowledgement::Create("None.")};
}

Act ActOf(int second) {
  return {.time = absl::FromUnixSeconds(1'700'000'000 + second), .person = "editor", .name = "Demo editor"};
}

Disclaimer DisclaimerOf(int version, std::string_view text = "For information.", std::string_view language = "en") {
  return *Disclaimer::Create(version, language, text);
}

Imprint ImprintOf(int second, int version = 1) { return {.act = ActOf(second), .disclaimer = DisclaimerOf(version)}; }

Withdrawal WithdrawalOf(int second) { return {.act = ActOf(second), .reason = "A dose was wrong."}; }

class RedisPublicationStoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = new ServiceRedis("content", "{c:test}", kFunctionLibrary); }
  static void TearDownTestSuite() { delete redis_; }
  void SetUp() override {
    redis_->Clear();
    ASSERT_TRUE(PublishDisclaimer(DisclaimerOf(1)).ok());  // the first change of each test
  }

  // Each a request of its own, unless it says which.
  static Call NewCall(int request = 0, const std::string& bytes = "request") {
    static int last = 1000;
    return CallOf(Role::kEditor, "editor", request == 0 ? ++last : request, bytes);
  }
  absl::StatusOr<int> AddDraft(const std::string& id, Call call = NewCall()) {
    const auto row = RunTask(store_.AddDraft(call, ManuscriptOf(id), ActOf(0)));
    if (!row.ok()) return row.status();
    return row->latest;
  }
  absl::Status Publish(const std::string& id, int number, int second = 1, Call call = NewCall(),
                       const std::string& etag = "") {
    return RunTask(store_.Publish(call, id, number, etag, ActOf(second)));
  }
  absl::StatusOr<int> Withdraw(const std::string& id, Call call = NewCall(), const std::string& etag = "") {
    return RunTask(store_.Withdraw(call, id, etag, WithdrawalOf(9)));
  }
  absl::Status PublishDisclaimer(Disclaimer disclaimer, Call call = NewCall()) {
    return RunTask(store_.PublishDisclaimer(call, std::move(disclaimer), ActOf(0)));
  }
  absl::Status Offer(Disclaimer disclaimer) {
    return RunTask(store_.OfferDisclaimer(std::move(disclaimer), absl::FromUnixSeconds(5), Soon()));
  }
  absl::StatusOr<Revision> Read(const std::string& id, int number) {
    auto stored = RunTask(store_.Read(id, number, Soon()));
    if (!stored.ok()) return stored.status();
    return stored->revision;
  }
  absl::StatusOr<Changes> After(int64_t version) { return RunTask(store_.ChangesAfter(version, Soon())); }
  Row RowOf(const std::string& id) { return *RunTask(store_.ReadRow(id, Soon())); }
  int Latest(const std::string& id) { return RowOf(id).latest; }
  absl::StatusOr<History> HistoryOf(const std::string& id, int before = 0, int most = 50) {
    return RunTask(store_.ReadHistory(id, before, most, Soon()));
  }

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
  ASSERT_TRUE(RunTask(store_.AddDraft(NewCall(), manuscript, ActOf(0))).ok());
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
  EXPECT_EQ(HistoryOf("a").status(), NotFound("publication"));
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_EQ(Read("a", 2).status(), NotFound("publication"));
  EXPECT_EQ(Publish("a", 2), NotFound("publication"));
  EXPECT_EQ(Publish("b", 1), NotFound("publication"));
  EXPECT_EQ(Withdraw("b").status(), NotFound("publication"));
}

TEST_F(RedisPublicationStoreTest, PublishesARevisionWithItsImprint) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1).ok());
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  EXPECT_EQ(RowOf("a").standing, Standing{.last_published = 1});
  const auto changes = After(1);
  ASSERT_TRUE(changes.ok()) << changes.status();
  EXPECT_EQ(changes->version, 2);
  EXPECT_TRUE(changes->complete);
  EXPECT_THAT(changes->changes, ElementsAre(VariantWith<Revision>(*Read("a", 1))));
}

TEST_F(RedisPublicationStoreTest, ARepeatedPublishingChangesNothing) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_TRUE(Publish("a", 1, 1, NewCall(7)).ok());
  EXPECT_TRUE(Publish("a", 2, 2, NewCall(8)).ok());
  EXPECT_TRUE(Publish("a", 1, 3, NewCall(7)).ok());
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  EXPECT_EQ(RowOf("a").standing.current(), 2);
  EXPECT_EQ(After(0)->version, 3);
}

TEST_F(RedisPublicationStoreTest, PublishingTheCurrentRevisionAgainChangesNothing) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1, 1).ok());
  EXPECT_TRUE(Publish("a", 1, 2).ok());
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  EXPECT_EQ(After(0)->version, 2);
}

TEST_F(RedisPublicationStoreTest, RefusesARevisionOlderThanTheCurrentOne) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 2).ok());
  const absl::Status status = Publish("a", 1);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(status), reason::kFailedState);
  EXPECT_EQ(Read("a", 1)->imprint, std::nullopt);
}

TEST_F(RedisPublicationStoreTest, RefusesToPublishInALanguageWithoutADisclaimer) {
  Manuscript spanish = ManuscriptOf("a");
  spanish.text.language = "ES";
  ASSERT_TRUE(RunTask(store_.AddDraft(NewCall(), spanish, ActOf(0))).ok());
  EXPECT_EQ(ReasonOf(Publish("a", 1, 1, NewCall(7))), reason::kFailedState);
  ASSERT_TRUE(PublishDisclaimer(DisclaimerOf(1, "Texto.", "es")).ok());
  EXPECT_TRUE(Publish("a", 1, 1, NewCall(7)).ok());  // a refusal is not remembered
  EXPECT_EQ(Read("a", 1)->imprint->disclaimer, DisclaimerOf(1, "Texto.", "es"));
}

TEST_F(RedisPublicationStoreTest, PublishesWithTheDisclaimerOfThatMoment) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1).ok());
  ASSERT_TRUE(PublishDisclaimer(DisclaimerOf(4, "Other words.")).ok());
  ASSERT_TRUE(Publish("a", 2).ok());
  EXPECT_EQ(Read("a", 1)->imprint->disclaimer, DisclaimerOf(1));
  EXPECT_EQ(Read("a", 2)->imprint->disclaimer, DisclaimerOf(4, "Other words."));
}

TEST_F(RedisPublicationStoreTest, RefusesAStaleEtag) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(AddDraft("a").ok());
  const std::string unpublished = EtagOf(RowOf("a").standing);
  ASSERT_TRUE(Publish("a", 1, 1, NewCall(), unpublished).ok());
  const std::string published = EtagOf(RowOf("a").standing);
  for (const std::string& stale : {unpublished, std::string("x")}) {
    EXPECT_EQ(ReasonOf(Publish("a", 2, 1, NewCall(), stale)), reason::kVersionConflict);
    EXPECT_EQ(ReasonOf(Withdraw("a", NewCall(), stale).status()), reason::kVersionConflict);
  }
  EXPECT_TRUE(Withdraw("a", NewCall(), published).ok());
  EXPECT_EQ(ReasonOf(Publish("a", 2, 1, NewCall(), published)), reason::kVersionConflict);
  EXPECT_TRUE(Publish("a", 2, 1, NewCall(), EtagOf(RowOf("a").standing)).ok());
}

TEST_F(RedisPublicationStoreTest, WithdrawsAllThatWasPublishedAndNoDraft) {
  for (int i = 1; i <= 4; ++i) ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1).ok());
  ASSERT_TRUE(Publish("a", 3).ok());
  EXPECT_EQ(*Withdraw("a", NewCall(7)), 3);
  EXPECT_EQ(*Withdraw("a", NewCall(7)), 3);
  EXPECT_EQ(RowOf("a").standing, (Standing{.last_published = 3, .withdrawn = true}));
  const auto history = HistoryOf("a");
  ASSERT_EQ(history->revisions.size(), 4u);
  std::vector<State> states;
  for (const auto& revision : history->revisions) states.push_back(StateOf(revision, history->row.standing));
  EXPECT_THAT(states, ElementsAre(State::kDraft, State::kWithdrawn, State::kDraft, State::kWithdrawn));
  EXPECT_EQ(history->revisions[3].withdrawal, WithdrawalOf(9));
  const auto withdrawn = After(3);
  ASSERT_EQ(withdrawn->changes.size(), 1u);
  const auto& change = std::get<PublicationWithdrawn>(withdrawn->changes.front());
  EXPECT_EQ(change.id, "a");
  EXPECT_EQ(change.number, 3);
  EXPECT_EQ(change.withdrawal, WithdrawalOf(9));
}

TEST_F(RedisPublicationStoreTest, WithdrawsOnlyWhatIsCurrent) {
  ASSERT_TRUE(AddDraft("a").ok());
  EXPECT_EQ(ReasonOf(Withdraw("a").status()), reason::kFailedState);
  ASSERT_TRUE(Publish("a", 1).ok());
  ASSERT_TRUE(Withdraw("a").ok());
  EXPECT_EQ(ReasonOf(Withdraw("a").status()), reason::kFailedState);
  EXPECT_EQ(ReasonOf(Publish("a", 1)), reason::kFailedState);
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 2).ok());
  EXPECT_EQ(RowOf("a").standing.current(), 2);
  EXPECT_EQ(*Withdraw("a"), 2);
}

TEST_F(RedisPublicationStoreTest, AnswersAHistoryInPieces) {
  for (int i = 1; i <= 5; ++i) ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 5, 2).ok());
  const auto first = HistoryOf("a", 0, 2);
  ASSERT_EQ(first->revisions.size(), 2u);
  EXPECT_EQ(first->row.latest, 5);
  EXPECT_EQ(first->revisions[0].imprint, ImprintOf(2));
  EXPECT_EQ(first->revisions[0].imported, ActOf(0));
  EXPECT_EQ(first->revisions[1].number, 4);
  const auto rest = HistoryOf("a", 4, 50);
  ASSERT_EQ(rest->revisions.size(), 3u);
  EXPECT_EQ(rest->revisions[2].number, 1);
  EXPECT_TRUE(HistoryOf("a", 1, 50)->revisions.empty());
}

TEST_F(RedisPublicationStoreTest, KeepsOneTextOfEachDisclaimerVersion) {
  EXPECT_TRUE(PublishDisclaimer(DisclaimerOf(1)).ok());
  EXPECT_EQ(ReasonOf(PublishDisclaimer(DisclaimerOf(1, "Other words."))), reason::kVersionConflict);
  EXPECT_TRUE(PublishDisclaimer(DisclaimerOf(5, "Other words.")).ok());
  EXPECT_EQ(ReasonOf(PublishDisclaimer(DisclaimerOf(4, "Late words."))), reason::kVersionConflict);
  EXPECT_TRUE(PublishDisclaimer(DisclaimerOf(1)).ok());
  EXPECT_THAT(After(0)->changes, ElementsAre(VariantWith<Disclaimer>(DisclaimerOf(1)),
                                             VariantWith<Disclaimer>(DisclaimerOf(5, "Other words."))));
}

TEST_F(RedisPublicationStoreTest, TakesTheDisclaimersOfASiteThatAreAheadOfItsOwn) {
  EXPECT_TRUE(Offer(DisclaimerOf(1)).ok());
  EXPECT_EQ(After(0)->version, 1);
  EXPECT_TRUE(Offer(DisclaimerOf(3, "Other words.")).ok());
  EXPECT_TRUE(Offer(DisclaimerOf(2, "Old words.")).ok());  // passed over
  EXPECT_EQ(After(0)->version, 2);
  const absl::Status status = Offer(DisclaimerOf(3, "More words."));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("disclaimers/en.md: version 3 has been published"));
}

TEST_F(RedisPublicationStoreTest, AnswersOnlyWhatChangedAfterAVersion) {
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_TRUE(AddDraft(id).ok());
    ASSERT_TRUE(Publish(id, 1).ok());
  }
  EXPECT_THAT(After(3)->changes, ElementsAre(VariantWith<Revision>(*Read("c", 1))));
  EXPECT_EQ(After(4)->version, 4);
  EXPECT_TRUE(After(4)->changes.empty());
  EXPECT_TRUE(After(4)->complete);
}

TEST_F(RedisPublicationStoreTest, AnswersAnEmptyLibrary) {
  redis_->Clear();
  const auto changes = After(0);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->version, 0);
  EXPECT_TRUE(changes->complete);
}

TEST_F(RedisPublicationStoreTest, EndsItsAnswersWhenAChangeIsMissing) {
  redis_->server().Command({"HSET", "{c:test}:library", "version", "7"});
  const auto changes = After(1);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->version, 7);
  EXPECT_TRUE(changes->complete);
}

TEST_F(RedisPublicationStoreTest, StartsFromTheBeginningWhenItsVersionIsLower) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1).ok());
  const auto changes = After(10);
  ASSERT_TRUE(changes.ok());
  EXPECT_EQ(changes->version, 2);
  EXPECT_EQ(changes->changes.size(), 2u);
}

TEST_F(RedisPublicationStoreTest, AnswersManyAndLargeRevisionsPiecemeal) {
  constexpr int kCount = 5;
  for (int i = 0; i < kCount; ++i) {
    const std::string id = StrCat("p", i);
    ASSERT_TRUE(RunTask(store_.AddDraft(NewCall(), ManuscriptOf(id, "Title", size_t{1} << 20), ActOf(0))).ok());
    ASSERT_TRUE(Publish(id, 1).ok());
  }
  const auto first = After(0);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_FALSE(first->complete);
  EXPECT_LT(first->version, kCount);
  EXPECT_EQ(first->version, static_cast<int64_t>(first->changes.size()));
  int64_t version = 0;
  size_t count = 0;
  for (bool complete = false; !complete;) {
    const auto more = After(version);
    ASSERT_TRUE(more.ok());
    version = more->version;
    count += more->changes.size();
    complete = more->complete;
  }
  EXPECT_EQ(count, static_cast<size_t>(kCount) + 1);
}

TEST_F(RedisPublicationStoreTest, AnswersAtMostTwoHundredChangesAtOnce) {
  for (int i = 1; i <= 200; ++i) {
    ASSERT_TRUE(AddDraft("a").ok());
    ASSERT_TRUE(Publish("a", i).ok());
  }
  const auto first = After(0);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->changes.size(), 200u);
  EXPECT_FALSE(first->complete);
  EXPECT_EQ(After(200)->changes.size(), 1u);
}

TEST_F(RedisPublicationStoreTest, KeepsPublicationsThroughAKill) {
  ASSERT_TRUE(AddDraft("a", NewCall(7)).ok());
  ASSERT_TRUE(Publish("a", 1, 1, NewCall(8)).ok());
  redis_->server().Restart();
  redis_->WaitUntilReady();
  // The client may notice the old connection's end only with its next call.
  while (!After(0).ok()) redis_->WaitUntilReady();
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
  EXPECT_EQ(*AddDraft("a", NewCall(7)), 1);
  EXPECT_TRUE(Publish("a", 1, 9, NewCall(8)).ok());
  EXPECT_EQ(Read("a", 1)->imprint, ImprintOf(1));
}

TEST_F(RedisPublicationStoreTest, TellsOfARecordThatIsDamaged) {
  ASSERT_TRUE(AddDraft("a").ok());
  redis_->server().Command({"HSET", "{c:test}:manuscript", "a:1", "damage"});
  EXPECT_EQ(Read("a", 1).status().code(), absl::StatusCode::kInternal);
  ASSERT_TRUE(AddDraft("b").ok());
  ASSERT_TRUE(Publish("b", 1).ok());
  redis_->server().Command({"HSET", "{c:test}:imprint", "b:1", "damage"});
  EXPECT_EQ(After(0).status().code(), absl::StatusCode::kInternal);
}

TEST_F(RedisPublicationStoreTest, FormsAllKeysUnderItsTag) {
  ASSERT_TRUE(AddDraft("a").ok());
  ASSERT_TRUE(Publish("a", 1).ok());
  const redis::Reply keys = redis_->server().Command({"KEYS", "*"});
  EXPECT_FALSE(keys.array().empty());
  for (const auto& key : keys.array()) EXPECT_TRUE(key.text().starts_with("{c:test}:")) << key.text();
}

}  // namespace
}  // namespace careloop::content

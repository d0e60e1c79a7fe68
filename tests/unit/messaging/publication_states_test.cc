#include "services/messaging/domain/publication_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::messaging {
namespace {

using testing::CallOf;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::RunTask;
using ::testing::SizeIs;

using State = PublicationState;

// Knows what became of each revision; all others were never published.
class FakeSource final : public PublicationSource {
 public:
  Task<absl::StatusOr<Disclaimed<AttachedPublication>>> Current(const Call&, std::string) override {
    co_return NotFound("publication");
  }
  Task<absl::StatusOr<State>> StateOf(const Call&, std::string id, int revision, Deadline deadline) override {
    asked.push_back(StrCat(id, "/", revision));
    last_deadline = deadline;
    if (!failure.ok() && (fails_at.empty() || fails_at == asked.back())) co_return failure;
    const auto found = states.find(asked.back());
    if (found == states.end()) co_return NotFound("publication");
    co_return found->second;
  }

  std::map<std::string, State> states = {
      {"a/1", State::kSuperseded}, {"a/2", State::kCurrent}, {"b/1", State::kWithdrawn}};
  absl::Status failure;
  std::string fails_at;  // empty: at all
  std::vector<std::string> asked;
  Deadline last_deadline;
};

class PublicationStatesTest : public ::testing::Test {
 protected:
  static Message MessageWith(int64_t number, const std::vector<std::pair<std::string, int>>& publications) {
    Message message{.number = number, .sender = {}, .sent = {}, .text = "text"};
    for (const auto& [id, revision] : publications) {
      message.publications.emplace_back(AttachedPublication{id, revision, "Title", "Summary"},
                                        Disclaimer::Create(1, "en", "text").value(),
                                        SponsorAcknowledgement::Create("none").value());
    }
    return message;
  }
  std::vector<std::optional<State>> StatesIn(std::vector<Message> messages, const Call& call) {
    std::vector<std::optional<State>> states;
    for (const Message& message : RunTask(states_.Marked(call, std::move(messages)))) {
      EXPECT_EQ(message.text, "text");
      for (const auto& sent : message.publications) {
        EXPECT_EQ(sent.content().title, "Title");
        EXPECT_EQ(sent.disclaimer().text(), "text");
        states.push_back(sent.content().state);
      }
    }
    return states;
  }
  std::vector<std::optional<State>> StatesIn(std::vector<Message> messages) {
    return StatesIn(std::move(messages), CallOf(Role::kPatient, "patient-1"));
  }
  std::vector<Message> Both() { return {MessageWith(1, {{"a", 1}, {"b", 1}}), MessageWith(2, {{"a", 2}})}; }
  std::vector<Message> Many(int count) {
    std::vector<Message> messages;
    for (int i = 0; i < count; ++i) messages.push_back(MessageWith(i + 1, {{StrCat("p", i), 1}}));
    return messages;
  }

  testing::FakeClock clock_;
  FakeSource source_;
  PublicationStates states_{source_, clock_};
};

TEST_F(PublicationStatesTest, MarkWhatWasSupersededOrWithdrawnSince) {
  EXPECT_THAT(StatesIn(Both()), ElementsAre(State::kSuperseded, State::kWithdrawn, State::kCurrent));
}

TEST_F(PublicationStatesTest, AreAskedForOnceAMinuteThoseOfTheLastMessagesFirst) {
  StatesIn(Both());
  EXPECT_THAT(source_.asked, ElementsAre("a/2", "a/1", "b/1"));
  source_.states["a/2"] = State::kWithdrawn;
  clock_.Advance(PublicationStates::kKept - absl::Milliseconds(1));
  EXPECT_EQ(StatesIn(Both()).back(), State::kCurrent);
  EXPECT_THAT(source_.asked, SizeIs(3));
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_EQ(StatesIn(Both()).back(), State::kWithdrawn);
  EXPECT_THAT(source_.asked, SizeIs(6));
}

TEST_F(PublicationStatesTest, OfOnePublicationThatWasSentOftenAreAskedForOnce) {
  StatesIn({MessageWith(1, {{"a", 1}}), MessageWith(2, {{"a", 1}}), MessageWith(3, {{"a", 1}})});
  EXPECT_THAT(source_.asked, ElementsAre("a/1"));
}

TEST_F(PublicationStatesTest, OfMessagesWithoutAnyAreAskedForNever) {
  EXPECT_THAT(StatesIn({MessageWith(1, {})}), SizeIs(0));
  EXPECT_THAT(source_.asked, SizeIs(0));
}

TEST_F(PublicationStatesTest, ThatContentDoesNotKnowAreUnknownForAMinute) {
  EXPECT_THAT(StatesIn({MessageWith(1, {{"lost", 1}})}), ElementsAre(std::nullopt));
  EXPECT_THAT(StatesIn({MessageWith(1, {{"lost", 1}})}), ElementsAre(std::nullopt));
  EXPECT_THAT(source_.asked, SizeIs(1));
}

TEST_F(PublicationStatesTest, AreUnknownWhileContentDoesNotAnswerWhichIsAskedAgainInASecond) {
  source_.failure = Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "away");
  EXPECT_THAT(StatesIn(Many(100)), Each(std::nullopt));
  EXPECT_THAT(source_.asked, SizeIs(PublicationStates::kAtOnce));
  clock_.Advance(PublicationStates::kPause - absl::Milliseconds(1));
  source_.failure = absl::OkStatus();
  EXPECT_THAT(StatesIn(Both()), Each(std::nullopt));
  clock_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(StatesIn(Both()), ElementsAre(State::kSuperseded, State::kWithdrawn, State::kCurrent));
}

TEST_F(PublicationStatesTest, OfWhomContentRefusesAreUnknownToThemAlone) {
  source_.failure = Error(absl::StatusCode::kResourceExhausted, reason::kTooManyCalls, "wait");
  EXPECT_THAT(StatesIn(Both()), Each(std::nullopt));
  source_.failure = absl::OkStatus();
  EXPECT_EQ(StatesIn(Both()).back(), State::kCurrent);
}

TEST_F(PublicationStatesTest, OfOneAtWhichContentFailsHideNoOthersAndAreAskedForAgainAfterAWhile) {
  source_.failure = WithPeersCode(Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "failed"),
                                  absl::StatusCode::kInternal);
  source_.fails_at = "a/2";
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(StatesIn(Both()), ElementsAre(State::kSuperseded, State::kWithdrawn, std::nullopt));
    EXPECT_THAT(source_.asked, SizeIs(3));
  }
  clock_.Advance(PublicationStates::kFailed);
  source_.failure = absl::OkStatus();
  EXPECT_EQ(StatesIn(Both()).back(), State::kCurrent);
}

TEST_F(PublicationStatesTest, OfOneWhoseTokenContentDoesNotTakeAreUnknownToThemAlone) {
  source_.failure = WithPeersCode(Error(absl::StatusCode::kUnavailable, reason::kPeerUnavailable, "token"),
                                  absl::StatusCode::kUnauthenticated);
  EXPECT_THAT(StatesIn(Both()), Each(std::nullopt));
  source_.failure = absl::OkStatus();
  EXPECT_EQ(StatesIn(Both()).back(), State::kCurrent);
}

TEST_F(PublicationStatesTest, GiveContentNoMoreThanTheirLimitAndNothingOfAShortCall) {
  StatesIn({MessageWith(1, {{"a", 1}})});
  EXPECT_LE(source_.last_deadline, DeadlineAfter(PublicationStates::kLimit));
  Call hurried = CallOf(Role::kPatient, "patient-1");
  hurried.deadline = DeadlineAfter(PublicationStates::kLimit);
  EXPECT_THAT(StatesIn({MessageWith(1, {{"a", 1}, {"a", 2}})}, hurried), ElementsAre(State::kSuperseded, std::nullopt));
  EXPECT_THAT(source_.asked, SizeIs(1));
}

TEST_F(PublicationStatesTest, OfManyAreAllAskedFor) {
  for (int i = 0; i < 100; ++i) source_.states[StrCat("p", i, "/1")] = State::kSuperseded;
  EXPECT_THAT(StatesIn(Many(100)), Each(State::kSuperseded));
  EXPECT_THAT(source_.asked, SizeIs(100));
}

}  // namespace
}  // namespace careloop::messaging

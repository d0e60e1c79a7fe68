#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

// A thread in which nurse-1 has sent revision 3 of a publication.
class PublicationStatesRpc : public MessagingTest {
 protected:
  void SetUp() override {
    MessagingTest::SetUp();
    thread_ = StartThread();
    v1::SendMessageRequest request = NewMessage(thread_);
    request.add_publications("publications/fatigue");
    ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, request).ok());
  }
  v1::AttachedPublicationState StateSeenBy(const User& person) {
    const auto page = Call(person, &Talk::ListMessages, Messages(thread_));
    EXPECT_TRUE(page.ok()) << page.status.error_message();
    EXPECT_EQ(page.response.messages(1).publications(0).disclaimer().version(), 2);
    return page.response.messages(1).publications(0).state();
  }

  std::string thread_;
};

TEST_F(PublicationStatesRpc, WhatIsStillCurrentSaysSo) {
  EXPECT_EQ(StateSeenBy(patient_), v1::ATTACHED_PUBLICATION_STATE_CURRENT);
}

TEST_F(PublicationStatesRpc, WhatWasSupersededSinceIsMarkedToBothSides) {
  fake_content_.SetRevision(4);
  const int before = fake_content_.asked_for();
  EXPECT_EQ(StateSeenBy(patient_), v1::ATTACHED_PUBLICATION_STATE_SUPERSEDED);
  EXPECT_EQ(StateSeenBy(nurse_), v1::ATTACHED_PUBLICATION_STATE_SUPERSEDED);
  EXPECT_EQ(fake_content_.asked_for(), before + 1) << "once in a minute, for all";
}

TEST_F(PublicationStatesRpc, WhatWasWithdrawnSinceIsMarked) {
  fake_content_.Withdraw();
  EXPECT_EQ(StateSeenBy(patient_), v1::ATTACHED_PUBLICATION_STATE_WITHDRAWN);
}

TEST_F(PublicationStatesRpc, WithoutContentTheConversationIsShownAllTheSame) {
  content_server_.server().Drain(absl::ZeroDuration());
  EXPECT_EQ(StateSeenBy(patient_), v1::ATTACHED_PUBLICATION_STATE_UNSPECIFIED);
}

TEST_F(PublicationStatesRpc, NobodyWaitsForAContentThatDoesNotAnswer) {
  fake_content_.Hold();
  EXPECT_EQ(StateSeenBy(patient_), v1::ATTACHED_PUBLICATION_STATE_UNSPECIFIED);
  fake_content_.AwaitHeld(1);
  fake_content_.LetGo();
}

}  // namespace
}  // namespace careloop::messaging

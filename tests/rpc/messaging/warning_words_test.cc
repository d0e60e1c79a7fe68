#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

class WarningWordsRpc : public MessagingTest {
 protected:
  int Attention(const std::string& thread) {
    return Call(nurse_, &Talk::GetThread, Get(thread)).response.thread().work().attention_message_number();
  }
};

TEST_F(WarningWordsRpc, AnswerThePatientAtOnceAndMarkTheThreadUntilItIsAnswered) {
  const std::string thread = StartThread();
  EXPECT_EQ(Call(patient_, &Talk::SendMessage, NewMessage(thread)).response.emergency_text(), "");
  EXPECT_EQ(Attention(thread), 0);
  EXPECT_EQ(Call(patient_, &Talk::SendMessage, NewMessage(thread, "I have chest pain")).response.emergency_text(),
            "Call 112.");
  EXPECT_EQ(Attention(thread), 3);
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread, "more chest pain")).ok());
  EXPECT_EQ(Attention(thread), 3) << "the first that waits";
  v1::ListThreadsRequest warned = Threads();
  warned.add_filters(v1::THREAD_FILTER_ATTENTION);
  const auto inbox = Call(nurse_, &Talk::ListThreads, warned).response;
  ASSERT_EQ(inbox.threads_size(), 1);
  EXPECT_EQ(inbox.threads(0).name(), thread);
  EXPECT_EQ(inbox.counts().attention(), 1);
  EXPECT_EQ(Call(nurse_, &Talk::SendMessage, NewMessage(thread, "chest pain?")).response.emergency_text(), "");
  EXPECT_EQ(Attention(thread), 0);
  EXPECT_EQ(Call(nurse_, &Talk::ListThreads, warned).response.threads_size(), 0);
}

TEST_F(WarningWordsRpc, AreSeenInTheFirstMessageToo) {
  v1::StartThreadRequest start = NewThread();
  start.set_text("Chest pain since noon.");
  const auto started = Call(patient_, &Talk::StartThread, start);
  EXPECT_EQ(started.response.emergency_text(), "Call 112.");
  EXPECT_EQ(started.response.thread().work().attention_message_number(), 1);
  EXPECT_EQ(Attention(started.response.thread().name()), 1);
}

TEST_F(WarningWordsRpc, AreSeenInTheSubjectToo) {
  v1::StartThreadRequest start = NewThread();
  start.set_subject("CHEST PAIN 😟");
  for (int i = 0; i < 2; ++i) {  // and when it is repeated
    const auto started = Call(patient_, &Talk::StartThread, start);
    EXPECT_EQ(started.response.emergency_text(), "Call 112.");
    EXPECT_EQ(started.response.thread().work().attention_message_number(), 1);
    EXPECT_EQ(Attention(started.response.thread().name()), 1);
  }
}

}  // namespace
}  // namespace careloop::messaging

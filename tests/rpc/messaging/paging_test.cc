#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using ::testing::SizeIs;

class Paging : public MessagingTest {
 protected:
  static auto IsRefused() { return FailsOnTheWireWith(StatusCode::INVALID_ARGUMENT, "PAGE_TOKEN_INVALID"); }

  std::string ThreadOfFive() {
    const std::string thread = StartThread();
    for (int i = 2; i <= 5; ++i) EXPECT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
    return thread;
  }
  std::vector<int> AllNumbers(v1::ListMessagesRequest request) {
    std::vector<int> numbers;
    do {
      const auto page = Call(patient_, &Talk::ListMessages, request);
      EXPECT_TRUE(page.ok()) << page.status.error_message();
      for (const auto& message : page.response.messages()) numbers.push_back(message.number());
      request.set_page_token(page.response.next_page_token());
    } while (!request.page_token().empty());
    return numbers;
  }
};

TEST_F(Paging, MessagesComeOnceEachInBothOrdersWhateverThePageSize) {
  v1::ListMessagesRequest request = Messages(ThreadOfFive());
  for (const int size : {1, 2, 3, 5, 200}) {
    request.set_page_size(size);
    request.set_newest_first(false);
    EXPECT_THAT(AllNumbers(request), ElementsAre(1, 2, 3, 4, 5)) << size;
    request.set_newest_first(true);
    EXPECT_THAT(AllNumbers(request), ElementsAre(5, 4, 3, 2, 1)) << size;
  }
}

TEST_F(Paging, LimitsHoldOnEveryPage) {
  v1::ListMessagesRequest request = Messages(ThreadOfFive());
  request.set_page_size(1);
  request.set_after_number(1);
  request.set_before_number(5);
  EXPECT_THAT(AllNumbers(request), ElementsAre(2, 3, 4));
  request.set_newest_first(true);
  EXPECT_THAT(AllNumbers(request), ElementsAre(4, 3, 2));
}

TEST_F(Paging, ThreadsComeOnceEach) {
  std::vector<std::string> started;
  for (int i = 0; i < 5; ++i) started.push_back(StartThread());
  std::vector<std::string> listed;
  v1::ListThreadsRequest request = Threads();
  request.set_page_size(2);
  do {
    const auto page = Call(nurse_, &Talk::ListThreads, request);
    ASSERT_TRUE(page.ok()) << page.status.error_message();
    for (const auto& thread : page.response.threads()) listed.push_back(thread.name());
    request.set_page_token(page.response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(listed, ::testing::UnorderedElementsAreArray(started));
}

TEST_F(Paging, ThePageSizeMayChangeFromPageToPage) {
  v1::ListMessagesRequest request = Messages(ThreadOfFive());
  request.set_page_size(2);
  request.set_page_token(Call(patient_, &Talk::ListMessages, request).response.next_page_token());
  request.set_page_size(200);
  EXPECT_THAT(AllNumbers(request), ElementsAre(3, 4, 5));
}

TEST_F(Paging, AForgedTokenIsRefused) {
  v1::ListMessagesRequest messages = Messages(ThreadOfFive());
  messages.set_page_size(1);
  std::string token = Call(patient_, &Talk::ListMessages, messages).response.next_page_token();
  token[token.size() / 2] = token[token.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& bad : {std::string("2"), std::string("AAAA"), std::string(8192, 'A'), token, token + "A"}) {
    messages.set_page_token(bad);
    EXPECT_THAT(Call(patient_, &Talk::ListMessages, messages).status, IsRefused());
    v1::ListThreadsRequest threads = Threads();
    threads.set_page_token(bad);
    EXPECT_THAT(Call(patient_, &Talk::ListThreads, threads).status, IsRefused());
    v1::ListTeamPatientsRequest patients;
    patients.set_care_team("careTeams/a");
    patients.set_page_token(bad);
    EXPECT_THAT(Call(nurse_, &Teams::ListTeamPatients, patients).status, IsRefused());
  }
}

TEST_F(Paging, ATokenOfAnotherPersonListOrFilterIsRefused) {
  const std::string thread = ThreadOfFive();
  v1::ListMessagesRequest request = Messages(thread);
  request.set_page_size(1);
  request.set_page_token(Call(patient_, &Talk::ListMessages, request).response.next_page_token());
  EXPECT_THAT(Call(nurse_, &Talk::ListMessages, request).status, IsRefused()) << "another person's";
  v1::ListMessagesRequest other = request;
  other.set_parent(StartThread());
  EXPECT_THAT(Call(patient_, &Talk::ListMessages, other).status, IsRefused()) << "another thread's";
  other = request;
  other.set_newest_first(true);
  EXPECT_THAT(Call(patient_, &Talk::ListMessages, other).status, IsRefused()) << "another order's";
  other = request;
  other.set_after_number(1);
  EXPECT_THAT(Call(patient_, &Talk::ListMessages, other).status, IsRefused()) << "another limit's";
  v1::ListThreadsRequest threads = Threads();
  threads.set_page_token(request.page_token());
  EXPECT_THAT(Call(patient_, &Talk::ListThreads, threads).status, IsRefused()) << "another list's";
}

TEST_F(Paging, AWatchTokenIsNoPageToken) {
  v1::ListThreadsRequest request = Threads();
  request.set_page_token(Call(patient_, &Talk::ListThreads, request).response.watch_token());
  EXPECT_THAT(Call(patient_, &Talk::ListThreads, request).status, IsRefused());
}

TEST_F(Paging, APageTokenOpensNothingThatTheCallerMayNotSeeAnyMore) {
  v1::ListMessagesRequest request = Messages(ThreadOfFive());
  request.set_page_size(1);
  request.set_page_token(Call(nurse_, &Talk::ListMessages, request).response.next_page_token());
  ASSERT_TRUE(Call(admin_, &Teams::RemoveMember, Leaving("a", "nurse-1")).ok());
  EXPECT_THAT(Call(nurse_, &Talk::ListMessages, request).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

}  // namespace
}  // namespace careloop::messaging

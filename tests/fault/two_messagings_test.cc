// Two instances of messaging on one Redis behave as one: what is done at one is told at once by the other, and is in
// its inbox as soon as the first has said that it is done; what both do at once, or one after the other has done it,
// is done once.

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <latch>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"
#include "tests/support/matchers.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

using messaging::v1::ListThreadsResponse;
using messaging::v1::WatchResponse;
using testing::Eventually;
using testing::FailsOnTheWireWith;

constexpr int kRounds = 20;

class TwoMessagings : public ::testing::Test {
 protected:
  TwoMessagings() {
    Eventually("the second one serves and has its inbox", [this] { return Inbox().has_value(); });
  }

  std::unique_ptr<grpc::ClientContext> ContextOf(const Client& person) const {
    auto context = std::make_unique<grpc::ClientContext>();
    person.Authorize(*context);
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return context;
  }
  // What the second one lists to the nurse; nothing while it cannot.
  std::optional<ListThreadsResponse> Inbox() const {
    messaging::v1::ListThreadsRequest request;
    request.set_parent("patients/-");
    ListThreadsResponse response;
    const auto context = ContextOf(nurse_);
    if (!at_second_->ListThreads(context.get(), request, &response).ok()) return std::nullopt;
    return response;
  }
  messaging::v1::SendMessageRequest Message(const std::string& text, const std::string& thread = "") const {
    messaging::v1::SendMessageRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(thread.empty() ? site_.patient().thread : thread);
    request.set_text(text);
    return request;
  }

  // Does something at both at once: `act` with the stub of each, and 0 or 1.
  void AtBoth(const std::function<void(MessagingStub&, int)>& act) const {
    std::latch start(2);
    std::vector<std::jthread> instances;
    for (const int i : {0, 1}) {
      instances.emplace_back([&, i] {
        start.arrive_and_wait();
        act(i == 0 ? *at_first_ : *at_second_, i);
      });
    }
  }
  // One call of a person at one of them.
  template <typename Request, typename Response>
  grpc::Status Call(MessagingStub& stub,
                    grpc::Status (MessagingStub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Client& person, const Request& request, Response& response) const {
    const auto context = ContextOf(person);
    return (stub.*method)(context.get(), request, &response);
  }
  template <typename Request>
  static Request OfThread(const std::string& thread) {
    Request request;
    request.set_request_id(NewRequestId());
    request.set_name(thread);
    return request;
  }
  std::vector<messaging::v1::Message> Messages(const std::string& thread) const {
    messaging::v1::ListMessagesRequest request;
    request.set_parent(thread);
    request.set_page_size(200);
    const auto page = patient_.Get(&MessagingStub::ListMessages, request);
    return {page.messages().begin(), page.messages().end()};
  }
  int AutomaticIn(const std::string& thread) const {
    int automatic = 0;
    for (const auto& message : Messages(thread)) automatic += message.has_automatic() ? 1 : 0;
    return automatic;
  }
  messaging::v1::StartThreadRequest NewThread() const {
    messaging::v1::StartThreadRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(site_.patient().person.resource());
    request.set_subject("Another matter");
    request.set_text("hello");
    return request;
  }

  // The team is not there, but for one minute of the week that is not today.
  void CloseTeam() const {
    messaging::v1::SetCareTeamSettingsRequest request;
    request.set_care_team(site_.care_team());
    request.mutable_settings()->mutable_routine_answer_time()->set_seconds(24 * 3'600);
    request.mutable_settings()->mutable_hours()->set_time_zone("UTC");
    messaging::v1::Shift& shift = *request.mutable_settings()->mutable_hours()->add_shifts();
    const absl::CivilDay later = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 3;
    shift.set_day(static_cast<messaging::v1::DayOfWeek>(static_cast<int>(absl::GetWeekday(later)) + 1));
    shift.set_opens("12:00");
    shift.set_closes("12:01");
    admin_.Change(&CareTeamStub::SetCareTeamSettings, request);
  }

  // The timer of the thread has run out, whatever it was set to.
  void RunOut(const std::string& thread) {
    const std::string timers = StrCat("{m:", kSite, "}:timers");
    const redis::Reply refs = stack_.redis().Command({"ZRANGE", timers, "0", "-1"});
    for (const redis::Reply& ref : refs.array()) {
      if (ref.text().ends_with(thread.substr(thread.rfind('/')))) {
        stack_.redis().Command({"ZADD", timers, "XX", "1", ref.text()});
      }
    }
  }
  // What the nurse is told of each thread since `token`, at the second one, until it has heard all: how often it
  // changed.
  std::map<std::string, int> ChangesUntil(const std::string& token,
                                          const std::function<bool(const std::map<std::string, int>&)>& all) const {
    messaging::v1::WatchRequest request;
    request.set_resume_token(token);
    const auto context = ContextOf(nurse_);
    const auto stream = at_second_->Watch(context.get(), request);
    std::map<std::string, int> changes;
    int end = 0;  // the message that is sent when all were told
    WatchResponse event;
    while (stream->Read(&event)) {
      if (event.has_thread_changed()) ++changes[event.thread_changed().thread().name()];
      if (end != 0 && event.message().message().number() == end) break;
      if (end == 0 && all(changes))
        end = patient_.Change(&MessagingStub::SendMessage, Message("the end")).message().number();
    }
    EXPECT_NE(end, 0) << stream->Finish().error_message();
    context->TryCancel();
    return changes;
  }

  const testing::SiteFolder folder_;
  Stack stack_;
  const Site site_{stack_, 1};
  const std::string address_ = "unix:" + folder_.path() + "/messaging";
  const Child second_{stack_.CommandOf(Victim::kMessaging, {{"listen", address_}}), folder_.path() + "/messaging.log"};
  const Client patient_{stack_, site_.patient().person};
  const Client nurse_{stack_, site_.nurse()};
  const Client admin_{stack_, {"admin", Role::kAdmin, "Demo Admin"}};
  const std::unique_ptr<MessagingStub> at_first_ =
      messaging::v1::MessagingService::NewStub(stack_.ChannelTo(Victim::kMessaging));
  const std::unique_ptr<MessagingStub> at_second_ =
      messaging::v1::MessagingService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
};

TEST_F(TwoMessagings, OneListsAtOnceWhatTheOtherHasAcknowledged) {
  int read = 0;
  for (int i = 0; i < 50; ++i) {
    const int number = patient_.Change(&MessagingStub::SendMessage, Message(StrCat("message ", i))).message().number();
    const auto inbox = Inbox();
    ASSERT_TRUE(inbox && inbox->threads_size() == 1) << i;
    ASSERT_EQ(inbox->threads(0).last_message_number(), number) << i;
    ASSERT_EQ(inbox->threads(0).unread_count(), number - read) << i;
    messaging::v1::MarkReadRequest mark;
    mark.set_thread(site_.patient().thread);
    mark.set_up_to(number);
    nurse_.Change(&MessagingStub::MarkRead, mark);
    ASSERT_EQ(Inbox()->threads(0).unread_count(), 0) << i;
    read = number;
  }
}

TEST_F(TwoMessagings, OneTellsWhatIsDoneAtTheOtherAndATokenOfOneIsGoodAtTheOther) {
  messaging::v1::WatchRequest request;
  request.set_resume_token(Inbox()->watch_token());
  int last = 1;
  for (int round = 0; round < 5; ++round) {
    const auto context = ContextOf(nurse_);
    const auto stream = at_second_->Watch(context.get(), request);
    for (int i = 0; i < 5; ++i) {
      const int number = patient_.Change(&MessagingStub::SendMessage, Message("x")).message().number();
      WatchResponse event;
      ASSERT_TRUE(stream->Read(&event) && event.has_message()) << round << " " << i;
      EXPECT_EQ(event.message().message().number(), number);
      EXPECT_EQ(number, ++last);
      request.set_resume_token(event.resume_token());
    }
    context->TryCancel();
    // A token of the first one, whose log may be ahead, is taken up by the second.
    messaging::v1::ListThreadsRequest list;
    list.set_parent("patients/-");
    request.set_resume_token(nurse_.Get(&MessagingStub::ListThreads, list).watch_token());
  }
}

TEST_F(TwoMessagings, OfTwoWhoClaimAtOnceAtBothOneHasTheThread) {
  const Person colleague{"colleague", Role::kClinician, "Demo Colleague"};
  messaging::v1::AddMemberRequest add;
  add.set_care_team(site_.care_team());
  add.set_person(colleague.id);
  add.set_display_name(colleague.name);
  add.set_title("Nurse");
  admin_.Change(&CareTeamStub::AddMember, add);
  const Client other(stack_, colleague);
  const std::string& thread = site_.patient().thread;
  for (int round = 0; round < kRounds; ++round) {
    std::array<grpc::Status, 2> claims;
    AtBoth([&](MessagingStub& stub, int i) {
      messaging::v1::ClaimThreadResponse response;
      claims.at(i) = Call(stub, &MessagingStub::ClaimThread, i == 0 ? nurse_ : other,
                          OfThread<messaging::v1::ClaimThreadRequest>(thread), response);
    });
    const size_t winner = claims[0].ok() ? 0 : 1;
    ASSERT_TRUE(claims.at(winner).ok()) << claims.at(winner).error_message();
    EXPECT_THAT(claims.at(1 - winner), FailsOnTheWireWith(grpc::StatusCode::FAILED_PRECONDITION, "THREAD_CLAIMED"));
    const auto inbox = Inbox();
    ASSERT_TRUE(inbox && inbox->threads_size() == 1);
    EXPECT_EQ(inbox->threads(0).work().assignment().person().person(), winner == 0 ? "nurse" : "colleague");
    EXPECT_EQ(inbox->counts().mine(), winner == 0 ? 1 : 0);
    messaging::v1::ReleaseThreadResponse released;
    ASSERT_TRUE(Call(*at_second_, &MessagingStub::ReleaseThread, winner == 0 ? nurse_ : other,
                     OfThread<messaging::v1::ReleaseThreadRequest>(thread), released)
                    .ok());
  }
}

TEST_F(TwoMessagings, WhatIsRepeatedAtTheOtherOrAtBothAtOnceIsDoneOnce) {
  for (int round = 0; round < kRounds; ++round) {
    const auto request = Message(StrCat("message ", round));
    std::array<messaging::v1::SendMessageResponse, 3> sent;
    AtBoth([&](MessagingStub& stub, int i) {
      const grpc::Status status = Call(stub, &MessagingStub::SendMessage, patient_, request, sent.at(i));
      EXPECT_TRUE(status.ok()) << status.error_message();
    });
    ASSERT_TRUE(Call(*at_second_, &MessagingStub::SendMessage, patient_, request, sent[2]).ok());
    EXPECT_EQ(sent[0].ShortDebugString(), sent[1].ShortDebugString());
    EXPECT_EQ(sent[0].ShortDebugString(), sent[2].ShortDebugString());
    EXPECT_EQ(sent[0].message().number(), round + 2);
  }
  EXPECT_EQ(Messages(site_.patient().thread).size(), size_t{kRounds} + 1);
  std::array<messaging::v1::StartThreadResponse, 2> started;
  const auto start = NewThread();
  AtBoth([&](MessagingStub& stub, int i) {
    EXPECT_TRUE(Call(stub, &MessagingStub::StartThread, patient_, start, started.at(i)).ok());
  });
  EXPECT_EQ(started[0].thread().name(), started[1].thread().name());
  EXPECT_EQ(Inbox()->threads_size(), 2);
}

TEST_F(TwoMessagings, AClosedTeamAnswersOnceInAThreadWhereverMessagesCome) {
  // Both have seen the team open, and remember that for a minute.
  AtBoth([&](MessagingStub& stub, int) {
    messaging::v1::SendMessageResponse response;
    EXPECT_TRUE(Call(stub, &MessagingStub::SendMessage, patient_, Message("x"), response).ok());
  });
  EXPECT_EQ(AutomaticIn(site_.patient().thread), 0);
  CloseTeam();
  std::vector<std::string> threads = {site_.patient().thread};
  for (int i = 0; i < 3; ++i) threads.push_back(patient_.Get(&MessagingStub::StartThread, NewThread()).thread().name());
  for (const std::string& thread : threads) {
    for (int round = 0; round < 5; ++round) {
      AtBoth([&](MessagingStub& stub, int) {
        messaging::v1::SendMessageResponse response;
        EXPECT_TRUE(Call(stub, &MessagingStub::SendMessage, patient_, Message("x", thread), response).ok());
      });
    }
    EXPECT_EQ(AutomaticIn(thread), 1) << thread;
  }
}

TEST_F(TwoMessagings, WhatIsLateIsToldOnceAndGoesOnOnce) {
  std::vector<std::string> threads;
  for (int i = 0; i < kRounds; ++i) {
    threads.push_back(patient_.Get(&MessagingStub::StartThread, NewThread()).thread().name());
  }
  messaging::v1::SetThreadUrgencyRequest urgent = OfThread<messaging::v1::SetThreadUrgencyRequest>(threads[0]);
  urgent.set_urgency(messaging::v1::THREAD_URGENCY_URGENT);
  nurse_.Get(&MessagingStub::SetThreadUrgency, urgent);
  const std::string token = Inbox()->watch_token();
  for (const std::string& thread : threads) RunOut(thread);
  const auto late = ChangesUntil(token, [&](const auto& changes) { return changes.size() == threads.size(); });
  for (const std::string& thread : threads) EXPECT_EQ(late.at(thread), 1) << thread;
  for (int count = 1; count <= 2; ++count) {
    const std::string before = Inbox()->watch_token();
    RunOut(threads[0]);
    EXPECT_EQ(ChangesUntil(before, [](const auto& changes) { return !changes.empty(); }),
              (std::map<std::string, int>{{threads[0], 1}}));
    messaging::v1::GetThreadRequest get;
    get.set_name(threads[0]);
    EXPECT_EQ(nurse_.Get(&MessagingStub::GetThread, get).thread().work().escalation().count(), count);
  }
}

TEST_F(TwoMessagings, ATokenOfTheSecondIsGoodAtTheFirstWhichTellsWhatIsDoneThere) {
  messaging::v1::WatchRequest request;
  request.set_resume_token(Inbox()->watch_token());
  messaging::v1::SendMessageResponse sent;
  ASSERT_TRUE(Call(*at_second_, &MessagingStub::SendMessage, patient_, Message("at the second"), sent).ok());
  const auto context = ContextOf(nurse_);
  const auto stream = at_first_->Watch(context.get(), request);
  WatchResponse event;
  ASSERT_TRUE(stream->Read(&event) && event.has_message());
  EXPECT_EQ(event.message().message().ShortDebugString(), sent.message().ShortDebugString());
  context->TryCancel();
}

}  // namespace
}  // namespace careloop::fault

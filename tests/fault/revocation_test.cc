// Somebody is signed out while they work.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <string>

#include "absl/time/clock.h"
#include "tests/fault/client.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

using grpc::StatusCode;
using testing::Eventually;

constexpr char kNurseIsSignedOut[] = "sub nurse 2100-01-01T00:00:00Z\n";

// A Watch that is open and has told of an event.
class OpenWatch {
 public:
  OpenWatch(const Client& reader, const Client& writer, const std::string& thread)
      : stub_(reader.ChannelTo(Victim::kMessaging)) {
    reader.Authorize(context_);
    end_ = std::async(std::launch::async, [this] { return ReadToTheEnd(); });
    Eventually("an event is told", [&] {
      messaging::v1::SendMessageRequest request;
      request.set_parent(thread);
      request.set_text("Hello");
      writer.Change(&MessagingStub::SendMessage, request);
      return told_.load();
    });
  }
  grpc::Status End() { return end_.get(); }

 private:
  grpc::Status ReadToTheEnd() {
    const auto reader = stub_.Watch(&context_, {});
    messaging::v1::WatchResponse event;
    while (reader->Read(&event)) told_ = true;
    return reader->Finish();
  }

  MessagingStub stub_;
  grpc::ClientContext context_;
  std::atomic<bool> told_ = false;
  std::future<grpc::Status> end_;
};

class Revocation : public ::testing::Test {
 protected:
  // What each service answers to somebody who asks for what everybody may have.
  std::vector<StatusCode> Answers(const Client& reader) const {
    content::v1::ListTopicsResponse topics;
    messaging::v1::ListThreadsRequest threads;
    threads.set_parent("patients/-");
    messaging::v1::ListThreadsResponse inbox;
    journal::v1::ListSymptomsResponse symptoms;
    return {reader.Try(&ContentStub::ListTopics, content::v1::ListTopicsRequest(), topics).error_code(),
            reader.Try(&MessagingStub::ListThreads, threads, inbox).error_code(),
            reader.Try(&JournalStub::ListSymptoms, journal::v1::ListSymptomsRequest(), symptoms).error_code()};
  }
  void EventuallyEachAnswers(const Client& reader, StatusCode code) const {
    Eventually("all services answer so", [&] {
      const auto answers = Answers(reader);
      return std::ranges::all_of(answers, [&](StatusCode answer) { return answer == code; });
    });
  }

  Stack stack_;
  const Site site_{stack_, 1};
  const Client nurse_{stack_, site_.nurse()};
  const Client patient_{stack_, site_.patient().person};
};

TEST_F(Revocation, RefusesCallsAndEndsOpenStreamsWithinASecond) {
  EventuallyEachAnswers(nurse_, StatusCode::OK);
  OpenWatch watch(nurse_, patient_, site_.patient().thread);
  const absl::Time start = absl::Now();
  stack_.Write("revoked", kNurseIsSignedOut);
  const grpc::Status end = watch.End();
  const absl::Duration took = absl::Now() - start;
  EXPECT_EQ(end.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_THAT(end.error_message(), ::testing::HasSubstr("revoked"));
  EXPECT_LT(took, absl::Seconds(1));
  RecordProperty("milliseconds_to_the_end", static_cast<int>(absl::ToInt64Milliseconds(took)));
  EventuallyEachAnswers(nurse_, StatusCode::UNAUTHENTICATED);
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  EventuallyEachAnswers(patient_, StatusCode::OK);
}

TEST_F(Revocation, StaysInForceWhileTheFileIsBrokenAndIsTakenBackByAGoodOne) {
  stack_.Write("revoked", kNurseIsSignedOut);
  EventuallyEachAnswers(nurse_, StatusCode::UNAUTHENTICATED);
  stack_.Write("revoked", "nonsense\n");
  for (const Victim service : kServices) {
    Eventually("it is an alarm in the log",
               [&] { return stack_.LogOf(service).find("revocations_not_reloaded") != std::string::npos; });
  }
  for (const StatusCode answer : Answers(nurse_)) EXPECT_EQ(answer, StatusCode::UNAUTHENTICATED);
  stack_.Write("revoked", "# nobody\n");
  EventuallyEachAnswers(nurse_, StatusCode::OK);
}

}  // namespace
}  // namespace careloop::fault

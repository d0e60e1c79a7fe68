// What becomes of Redis' disk: full, emptied, put back to an older state.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "tests/fault/checker.h"
#include "tests/fault/follower.h"
#include "tests/fault/load.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

namespace fs = std::filesystem;
using testing::Eventually;

TEST(FullDisk, EndsRedisBeforeAnythingIsAcknowledgedThatIsNotThere) {
  Stack stack;
  const Site site(stack, 2);
  Load load(stack, site);
  load.WaitForAcks(100);
  stack.redis().FillDisk();
  for (const Victim service : kServices) {
    Eventually("a service says that it is not serving", [&] { return !stack.Serving(service); });
  }
  stack.Start(Victim::kRedis);  // there is room again
  stack.WaitUntilServing();
  load.WaitForAcks(100);
  ExpectSound(stack, load.Stop());
}

TEST(FullMemory, RefusesWritesAndLetsReadsGoOnUntilThereIsRoom) {
  Stack stack;
  const Site site(stack, 1);
  const Client patient(stack, site.patient().person);
  stack.redis().Command({"CONFIG", "SET", "maxmemory", "1"});
  messaging::v1::SendMessageRequest send;
  send.set_parent(site.patient().thread);
  send.set_text("no room");
  send.set_request_id(NewRequestId());
  messaging::v1::SendMessageResponse sent;
  auto record = EntryOf(site.patient().person, "no room");
  record.set_request_id(NewRequestId());
  journal::v1::RecordEntryResponse recorded;
  EXPECT_EQ(patient.Try(&MessagingStub::SendMessage, send, sent).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(patient.Try(&JournalStub::RecordEntry, record, recorded).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  messaging::v1::GetThreadRequest get;
  get.set_name(site.patient().thread);
  messaging::v1::GetThreadResponse got;
  EXPECT_TRUE(patient.Try(&MessagingStub::GetThread, get, got).ok());
  EXPECT_EQ(got.thread().last_message_number(), 1);
  const Client nurse(stack, site.nurse());  // whose look has to be recorded, full or not
  EXPECT_TRUE(nurse.Try(&MessagingStub::GetThread, get, got).ok());
  for (const Victim service : kServices) EXPECT_TRUE(stack.Serving(service)) << NameOf(service);
  stack.redis().Command({"CONFIG", "SET", "maxmemory", "0"});
  EXPECT_EQ(patient.Get(&MessagingStub::SendMessage, send).message().number(), 2);
  EXPECT_TRUE(patient.Get(&JournalStub::RecordEntry, record).has_entry());
}

class SetBack : public ::testing::Test {
 protected:
  // Ends Redis, changes its data, and starts it again under services that go on.
  template <typename Change>
  void Exchange(const Change& change) {
    Replace(change);
    stack_.WaitUntilServing();
  }
  template <typename Change>
  void Replace(const Change& change) {
    stack_.redis().Terminate();
    for (const Victim service : kServices) {
      Eventually("a service says that it is not serving", [&] { return !stack_.Serving(service); });
    }
    change();
    stack_.Start(Victim::kRedis);
  }
  messaging::v1::SendMessageRequest Message(const std::string& text) const {
    messaging::v1::SendMessageRequest request;
    request.set_parent(site_.patient().thread);
    request.set_text(text);
    request.set_request_id(NewRequestId());
    return request;
  }
  grpc::StatusCode ReadPublication() const {
    content::v1::GetPublicationRequest request;
    request.set_name(site_.publication());
    content::v1::GetPublicationResponse response;
    return patient_.Try(&ContentStub::GetPublication, request, response).error_code();
  }

  const testing::SiteFolder copy_;
  Stack stack_;
  const Site site_{stack_, 1};
  const Client patient_{stack_, site_.patient().person};
};

TEST_F(SetBack, ToAnOlderStateTheServicesGoOnFromThere) {
  patient_.Get(&MessagingStub::SendMessage, Message("in the copy"));
  Exchange([&] { fs::copy(stack_.redis().data(), copy_.path(), fs::copy_options::recursive); });
  Follower nurse(stack_, site_.nurse());
  const auto later = Message("not in the copy");
  EXPECT_EQ(patient_.Get(&MessagingStub::SendMessage, later).message().number(), 3);
  Eventually("the nurse sees it", [&] { return nurse.count() == 1; });

  Exchange([&] {
    fs::remove_all(stack_.redis().data());
    fs::copy(copy_.path(), stack_.redis().data(), fs::copy_options::recursive);
  });
  Eventually("the nurse is told of a gap", [&] { return !nurse.troubles().empty(); });
  EXPECT_EQ(patient_.Get(&MessagingStub::SendMessage, later).message().number(), 3) << "the same request, done anew";
  Eventually("the nurse sees what is new", [&] { return nurse.count() == 2; });
  EXPECT_EQ(ReadPublication(), grpc::StatusCode::OK);
}

// Keys that open nothing any more, and new records that no key backup has, would look like a service that works.
TEST_F(SetBack, ToNothingContentGoesOnFromThereAndTheOthersOnceTheyHaveNewKeys) {
  Replace([&] { fs::remove_all(stack_.redis().data()); });
  Eventually("what is in no store is not read from memory",
             [&] { return ReadPublication() == grpc::StatusCode::NOT_FOUND; });
  for (const Victim service : {Victim::kMessaging, Victim::kJournal}) {
    const std::string folder = stack_.File(StrCat(NameOf(service), ".keys"));
    const std::string said = StrCat("the key folder ", folder, " does not belong to this Redis");
    Eventually("a service says what is wrong", [&] { return absl::StrContains(stack_.LogOf(service), said); });
    EXPECT_FALSE(stack_.Serving(service)) << NameOf(service);
    EXPECT_EQ(stack_.Terminate(service), 0);
    fs::rename(folder, folder + ".of-before");
    fs::create_directory(folder);
    fs::permissions(folder, fs::perms::owner_all);
    stack_.Start(service);
  }
  stack_.WaitUntilServing();
  messaging::v1::SendMessageResponse response;
  EXPECT_EQ(patient_.Try(&MessagingStub::SendMessage, Message("to a thread that was"), response).error_code(),
            grpc::StatusCode::NOT_FOUND);
  const Site anew(stack_, 1);
  EXPECT_EQ(ReadPublication(), grpc::StatusCode::OK);
  auto send = Message("to one that is");
  send.set_parent(anew.patient().thread);
  EXPECT_EQ(patient_.Get(&MessagingStub::SendMessage, send).message().number(), 2);
}

}  // namespace
}  // namespace careloop::fault

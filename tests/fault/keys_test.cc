// Patients' data keys under the hands of an operator: erasure and rotation.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

#include "careloop/admin/v1/admin_service.grpc.pb.h"
#include "common/base/descriptor.h"
#include "common/base/strings.h"
#include "common/crypto/pseudonym.h"
#include "tests/fault/site.h"
#include "tests/fault/steady_caller.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

namespace fs = std::filesystem;
using AdminStub = admin::v1::AdminService::Stub;
using testing::Eventually;

constexpr Victim kKeepers[] = {Victim::kJournal, Victim::kMessaging};

class Keys : public ::testing::Test {
 protected:
  template <typename Request, typename Response>
  grpc::Status TryAdmin(Victim service,
                        grpc::Status (AdminStub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request, Response& response) const {
    AdminStub stub(admin_.ChannelTo(service));
    grpc::ClientContext context;
    admin_.Authorize(context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
    context.set_wait_for_ready(true);
    return (stub.*method)(&context, request, &response);
  }
  static admin::v1::ErasePatientRequest ErasureOf(const Person& patient) {
    admin::v1::ErasePatientRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(patient.resource());
    return request;
  }
  void Erase(const Person& patient) const {
    admin::v1::ErasePatientResponse response;
    for (const Victim service : kKeepers) {
      const grpc::Status status = TryAdmin(service, &AdminStub::ErasePatient, ErasureOf(patient), response);
      EXPECT_TRUE(status.ok()) << NameOf(service) << ": " << status.error_message();
    }
  }
  admin::v1::RotateKeysResponse Rotate(Victim service, bool renew) const {
    admin::v1::RotateKeysRequest request;
    request.set_renew_data_keys(renew);
    admin::v1::RotateKeysResponse response;
    const grpc::Status status = TryAdmin(service, &AdminStub::RotateKeys, request, response);
    EXPECT_TRUE(status.ok()) << NameOf(service) << ": " << status.error_message();
    return response;
  }

  static grpc::Status TryToRecord(const Client& patient) {
    auto request = EntryOf(patient.person(), "a note");
    request.set_request_id(NewRequestId());
    journal::v1::RecordEntryResponse response;
    return patient.Try(&JournalStub::RecordEntry, request, response);
  }
  static grpc::Status TryToRead(const Client& patient) {
    journal::v1::ListEntriesRequest request;
    request.set_parent(patient.person().resource());
    journal::v1::ListEntriesResponse response;
    return patient.Try(&JournalStub::ListEntries, request, response);
  }
  static grpc::Status TryToWrite(const Client& patient, const std::string& thread) {
    messaging::v1::SendMessageRequest request;
    request.set_parent(thread);
    request.set_text("a word");
    request.set_request_id(NewRequestId());
    messaging::v1::SendMessageResponse response;
    return patient.Try(&MessagingStub::SendMessage, request, response);
  }
  static grpc::Status TryToReadMessages(const Client& patient, const std::string& thread) {
    messaging::v1::ListMessagesRequest request;
    request.set_parent(thread);
    messaging::v1::ListMessagesResponse response;
    return patient.Try(&MessagingStub::ListMessages, request, response);
  }
  // "" if all that the patient does is answered, else what was not.
  static std::string FailureOf(const Client& patient, const std::string& thread) {
    for (const grpc::Status& status :
         {TryToRecord(patient), TryToRead(patient), TryToWrite(patient, thread), TryToReadMessages(patient, thread)}) {
      if (!status.ok()) return status.error_message();
    }
    return "";
  }
  static void ExpectErased(const Client& patient, const std::string& thread) {
    EXPECT_EQ(TryToRead(patient).error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(TryToReadMessages(patient, thread).error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(TryToRecord(patient).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(TryToWrite(patient, thread).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  }
  std::string FileOf(const Person& patient, Victim service) const {
    return StrCat(stack_.KeyFolder(service), "/", Pseudonyms(Stack::Secret()).Of(patient.id), ".keys");
  }
  std::string BackupOf(Victim service) const { return stack_.File(StrCat(NameOf(service), ".backup")); }
  std::string KeysOf(const Person& patient, Victim service) const {
    std::ifstream file(FileOf(patient, service), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What is left of keys that were destroyed.
  static constexpr char kMark[] = "careloop data keys 1\ndestroyed\n";
  void AwaitThatItIsRecorded(const Person& patient, Victim service) const {
    const char letter = NameOf(service).front();
    const std::string owner = Pseudonyms(Stack::Secret()).Of(patient.id);
    Eventually("the erasure is recorded", [&] {
      const std::string key = StrCat("{", std::string(1, letter), ":", kSite, "}:erased");
      return stack_.redis().Command({"SISMEMBER", key, owner}).integer() == 1;
    });
  }
  void Restart(Victim service) {
    stack_.Kill(service);
    stack_.Start(service);
    stack_.WaitUntilServing();
  }

  Stack stack_;
  const Site site_{stack_, 2};
  const Client admin_{stack_, {"admin", Role::kAdmin, "Demo Admin"}};
  const Client one_{stack_, site_.patient(0).person};
  const Client two_{stack_, site_.patient(1).person};
  const std::string thread_of_one_ = site_.patient(0).thread;
  const std::string thread_of_two_ = site_.patient(1).thread;
};

TEST_F(Keys, ThatAreErasedLeaveNothingToReadAlsoInAnOldBackupOfTheData) {
  ASSERT_EQ(FailureOf(one_, thread_of_one_), "");
  ASSERT_EQ(FailureOf(two_, thread_of_two_), "");
  const std::string data = stack_.redis().data();
  const std::string backup = data + ".backup";
  stack_.Kill(Victim::kRedis);
  fs::copy(data, backup, fs::copy_options::recursive);
  stack_.Start(Victim::kRedis);
  stack_.WaitUntilServing();

  Erase(one_.person());
  ExpectErased(one_, thread_of_one_);
  for (const Victim service : kKeepers) {
    EXPECT_EQ(KeysOf(one_.person(), service), kMark) << NameOf(service);
  }
  EXPECT_EQ(FailureOf(two_, thread_of_two_), "");

  stack_.Kill(Victim::kRedis);
  fs::remove_all(data);
  fs::rename(backup, data);
  stack_.Start(Victim::kRedis);
  for (const Victim service : kKeepers) Restart(service);
  ExpectErased(one_, thread_of_one_);
  EXPECT_EQ(FailureOf(two_, thread_of_two_), "") << "the backup is whole";
  Erase(one_.person());
  ExpectErased(one_, thread_of_one_);
}

TEST_F(Keys, AreErasedByARepetitionWhereverTheServiceWasKilledBefore) {
  std::mt19937 random{std::random_device{}()};
  for (int round = 0; round < 12; ++round) {
    const Victim service = kKeepers[round % 2];
    const Client patient(stack_, {StrCat("leaving-", round), Role::kPatient, "Demo Leaving"});
    Site::Enrol(admin_, site_.care_team(), patient.person());
    ASSERT_TRUE(TryToRecord(patient).ok());
    const auto request = ErasureOf(patient.person());
    std::atomic<bool> erased = false;
    std::thread admin([&] {
      admin::v1::ErasePatientResponse response;
      erased = TryAdmin(service, &AdminStub::ErasePatient, request, response).ok();
    });
    absl::SleepFor(absl::Microseconds(std::uniform_int_distribution<>(0, 8'000)(random)));
    Restart(service);
    admin.join();
    admin::v1::ErasePatientResponse response;
    if (!erased) {
      EXPECT_TRUE(TryAdmin(service, &AdminStub::ErasePatient, request, response).ok()) << NameOf(service);
    }
    EXPECT_EQ(KeysOf(patient.person(), service), kMark) << NameOf(service);
    if (service == Victim::kJournal) {
      EXPECT_EQ(TryToRead(patient).error_code(), grpc::StatusCode::NOT_FOUND);
    }
  }
  EXPECT_EQ(FailureOf(one_, thread_of_one_), "");
}

// Nothing changes in a folder while somebody holds its lock.
TEST_F(Keys, AreDestroyedAtTheNextStartOfAServiceThatWasKilledBeforeItDid) {
  for (const Victim service : kKeepers) {
    ASSERT_EQ(FailureOf(one_, thread_of_one_), "");
    const Client patient(stack_, {StrCat("leaving-", NameOf(service)), Role::kPatient, "Demo Leaving"});
    Site::Enrol(admin_, site_.care_team(), patient.person());
    ASSERT_TRUE(TryToRecord(patient).ok());
    std::thread admin;
    {
      const Descriptor lock(open(StrCat(stack_.KeyFolder(service), "/lock").c_str(), O_RDWR | O_CLOEXEC));
      ASSERT_EQ(flock(lock, LOCK_EX), 0);
      admin = std::thread([&] {
        admin::v1::ErasePatientResponse response;
        EXPECT_FALSE(TryAdmin(service, &AdminStub::ErasePatient, ErasureOf(patient.person()), response).ok());
      });
      AwaitThatItIsRecorded(patient.person(), service);
      stack_.Kill(service);
    }
    admin.join();
    EXPECT_NE(KeysOf(patient.person(), service), kMark) << NameOf(service) << ": the test is of nothing";
    stack_.Start(service);
    stack_.WaitUntilServing();
    Eventually("the keys are destroyed", [&] { return KeysOf(patient.person(), service) == kMark; });
  }
  EXPECT_EQ(FailureOf(one_, thread_of_one_), "");
}

TEST_F(Keys, ThatCannotBeDestroyedAreAnErrorToWhoAsksAndInTheLog) {
  ASSERT_EQ(FailureOf(one_, thread_of_one_), "");
  ASSERT_EQ(FailureOf(two_, thread_of_two_), "");
  for (const Victim service : kKeepers) {
    const Person& patient = (service == Victim::kJournal ? one_ : two_).person();
    const std::string lock = stack_.KeyFolder(service) + "/lock";
    fs::rename(lock, lock + ".away");
    fs::create_directory(lock);
    const auto request = ErasureOf(patient);
    admin::v1::ErasePatientResponse response;
    const grpc::Status failed = TryAdmin(service, &AdminStub::ErasePatient, request, response);
    EXPECT_EQ(failed.error_code(), grpc::StatusCode::INTERNAL) << NameOf(service);
    EXPECT_THAT(stack_.LogOf(service), ::testing::HasSubstr("\"erasure_unfinished\"")) << NameOf(service);
    EXPECT_NE(KeysOf(patient, service), kMark);
    fs::remove(lock);
    fs::rename(lock + ".away", lock);
    EXPECT_TRUE(TryAdmin(service, &AdminStub::ErasePatient, request, response).ok()) << NameOf(service);
    EXPECT_EQ(KeysOf(patient, service), kMark);
  }
}

TEST_F(Keys, ThatAreLostAreNotMadeAnewAndNothingIsLostWhenTheyArePutBack) {
  ASSERT_EQ(FailureOf(one_, thread_of_one_), "");
  for (const Victim service : kKeepers) fs::rename(FileOf(one_.person(), service), BackupOf(service));
  constexpr auto kLost = grpc::StatusCode::INTERNAL;
  Eventually("it is noticed", [&] {
    return TryToRead(one_).error_code() == kLost && TryToReadMessages(one_, thread_of_one_).error_code() == kLost;
  });
  const auto expect_refused = [&] {
    EXPECT_EQ(TryToRecord(one_).error_code(), kLost);
    EXPECT_EQ(TryToWrite(one_, thread_of_one_).error_code(), kLost);
    for (const Victim service : kKeepers) {
      EXPECT_THAT(stack_.LogOf(service), ::testing::HasSubstr("\"keys_missing\"")) << NameOf(service);
      EXPECT_FALSE(fs::exists(FileOf(one_.person(), service))) << NameOf(service);
    }
  };
  expect_refused();
  for (const Victim service : kKeepers) Restart(service);
  expect_refused();
  EXPECT_EQ(FailureOf(two_, thread_of_two_), "") << "of another";
  const Client newcomer(stack_, {"newcomer", Role::kPatient, "Demo Newcomer"});
  Site::Enrol(admin_, site_.care_team(), newcomer.person());
  EXPECT_TRUE(TryToRecord(newcomer).ok());

  for (const Victim service : kKeepers) fs::rename(BackupOf(service), FileOf(one_.person(), service));
  EXPECT_EQ(FailureOf(one_, thread_of_one_), "");
  journal::v1::ListEntriesRequest request;
  request.set_parent(one_.person().resource());
  EXPECT_EQ(one_.Get(&JournalStub::ListEntries, request).entries_size(), 2) << "what was acknowledged";
}

TEST_F(Keys, AreRotatedUnderLoadWithoutAFailedCall) {
  std::atomic<int> newcomers = 0;
  const auto call = [&](Victim) -> std::string {
    const Client newcomer(stack_, {StrCat("newcomer-", ++newcomers), Role::kPatient, "Demo Newcomer"});
    const grpc::Status first = TryToRecord(newcomer);
    return first.ok() ? FailureOf(one_, thread_of_one_) : first.error_message();
  };
  {
    const SteadyCaller caller(call);
    const auto go_on = [&] {
      const int before = caller.calls();
      Eventually("calls go on", [&] { return caller.calls() > before + 20; });
    };
    go_on();
    stack_.Write("key-encryption-keys", StrCat(std::string(64, 'c'), "\n", std::string(64, 'b'), "\n"));
    for (const Victim service : kKeepers) {
      const auto rotated = Rotate(service, true);
      EXPECT_GT(rotated.rewrapped_count(), 0) << NameOf(service);
      EXPECT_GE(rotated.renewed_count(), rotated.rewrapped_count()) << NameOf(service);
    }
    go_on();
    for (const Victim service : kKeepers) {
      EXPECT_EQ(Rotate(service, false).rewrapped_count(), 0) << "the former key is needed no more";
    }
    EXPECT_EQ(caller.failures(), "");
  }
  stack_.Write("key-encryption-keys", std::string(64, 'c'));
  for (const Victim service : kKeepers) Restart(service);
  EXPECT_EQ(FailureOf(one_, thread_of_one_), "");
  EXPECT_EQ(FailureOf(two_, thread_of_two_), "");
}

}  // namespace
}  // namespace careloop::fault

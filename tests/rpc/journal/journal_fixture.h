#ifndef CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_
#define CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/journal/domain/journal_access.h"
#include "services/journal/store/function_library.h"
#include "tests/rpc/journal/fake_peers.h"
#include "tests/rpc/journal/journal_server.h"
#include "tests/support/eventually.h"
#include "tests/support/rpc_caller.h"
#include "tests/support/service_redis.h"
#include "tests/support/task_driver.h"
#include "tests/support/test_call.h"

namespace careloop::journal {

using testing::Eventually;
using Person = testing::RpcCaller;

// A journal server on an empty Redis. The patient p-1 is enrolled with t-1; the nurse n-1 is on t-1.
class JournalFixture : public ::testing::Test {
 protected:
  using Stub = v1::JournalService::Stub;

  static void SetUpTestSuite() { redis_ = new testing::ServiceRedis("journal", "{j:test}", kFunctionLibrary); }
  static void TearDownTestSuite() { delete redis_; }

  void SetUp() override {
    redis_->Clear();  // before the server, whose relay would deliver what the test before has left
    server_.emplace(*redis_, peers_.address());
    // Redis expires what it remembers of requests by its own clock.
    redis_->clock().Set(absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())));
    SetTeams(patient_, {"careTeams/t-1"});
    SetTeams(nurse_, {"careTeams/t-1"});
  }

  void SetTeams(const Person& person, std::vector<std::string> teams) {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.teams["Bearer " + person.token()] = std::move(teams);
    // A kept answer would be the old one.
    redis_->clock().Advance(JournalAccess::kKept);
  }

  // p-1 lets c-1 do this, as a caregiver who is added now or was before.
  void Let(std::vector<messaging::v1::CaregiverPermission> scope) {
    const MutexLock lock(peers_.state.mutex);
    FakeCare& care = peers_.state.cares.try_emplace("c-1", FakeCare{{}, redis_->clock().Now()}).first->second;
    care.scope = std::move(scope);
    redis_->clock().Advance(JournalAccess::kKept);
  }
  // c-1 is no caregiver any more.
  void EndCare() {
    const MutexLock lock(peers_.state.mutex);
    peers_.state.cares.clear();
    redis_->clock().Advance(JournalAccess::kKept);
  }

  static std::string NextRequestId() {
    static int last = 5000;
    return testing::RequestId(++last);
  }
  static v1::RecordEntryRequest NauseaRequest(int frequency = 2, int severity = 2) {
    v1::RecordEntryRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    request.set_time_zone("Europe/Berlin");
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/nausea");
    answer.set_frequency(frequency);
    answer.set_severity(severity);
    return request;
  }
  testing::Answer<v1::RecordEntryResponse> Record(const v1::RecordEntryRequest& request) {
    return patient_.Call(server_->stub(), &Stub::RecordEntry, request);
  }
  // The name of a new entry that occurred so long ago.
  std::string RecordAt(absl::Duration ago) {
    v1::RecordEntryRequest request = NauseaRequest();
    *request.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - ago);
    return Record(request).response.entry().name();
  }
  testing::Answer<v1::GetEntryResponse> Get(const Person& person, const std::string& name) {
    v1::GetEntryRequest request;
    request.set_name(name);
    return person.Call(server_->stub(), &Stub::GetEntry, request);
  }
  testing::Answer<v1::ListEntriesResponse> List(const Person& person, const std::string& parent = "patients/p-1") {
    v1::ListEntriesRequest request;
    request.set_parent(parent);
    return person.Call(server_->stub(), &Stub::ListEntries, request);
  }
  static v1::CreateShareRequest ShareRequest(const std::vector<std::string>& entries) {
    v1::CreateShareRequest request;
    request.set_request_id(NextRequestId());
    request.set_parent("patients/p-1");
    for (const std::string& entry : entries) request.mutable_entries()->add_entries(entry);
    return request;
  }
  testing::Answer<v1::CreateShareResponse> Share(const v1::CreateShareRequest& request) {
    return patient_.Call(server_->stub(), &Stub::CreateShare, request);
  }
  testing::Answer<v1::RevokeShareResponse> Revoke(const std::string& name) {
    v1::RevokeShareRequest request;
    request.set_request_id(NextRequestId());
    request.set_name(name);
    return patient_.Call(server_->stub(), &Stub::RevokeShare, request);
  }
  testing::Answer<v1::ListSharesResponse> ListShares(const Person& person) {
    v1::ListSharesRequest request;
    request.set_parent("patients/p-1");
    return person.Call(server_->stub(), &Stub::ListShares, request);
  }

  static inline testing::ServiceRedis* redis_ = nullptr;
  FakePeers peers_{"/tmp/careloop-peers-" + std::to_string(getpid()) + ".sock"};
  std::optional<JournalServer> server_;
  const Person patient_{Role::kPatient, "p-1"};
  const Person other_patient_{Role::kPatient, "p-2"};
  const Person nurse_{Role::kClinician, "n-1"};
  const Person daughter_{Role::kCaregiver, "c-1"};
  const Person other_nurse_{Role::kClinician, "n-2"};
};

}  // namespace careloop::journal

#endif  // CARELOOP_TESTS_RPC_JOURNAL_JOURNAL_FIXTURE_H_

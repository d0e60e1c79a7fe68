#include "services/journal/domain/alerting.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;

// How often a call goes to Redis, as Redis itself tells: each call of a function is a round trip, and a store does
// nothing else with Redis (common/redis/client.h).
class RoundTripsTest : public JournalFixture {
 protected:
  void SetUp() override {
    JournalFixture::SetUp();
    ASSERT_TRUE(testing::RunTask(redis_->keys().ForWriting("p-1")).ok());  // who has written before
    const Person& stranger = other_patient_;
    redis_->server().Command({"CONFIG", "SET", "slowlog-log-slower-than", "0"});
    ASSERT_TRUE(List(stranger, "patients/p-2").ok());  // after what the server does at its start, on one connection
  }

  // "SERVICE_NAME_VERSION" as the stores know it.
  static std::string NameOf(const std::string& full) {
    const size_t service = full.find('_') + 1;
    return full.substr(service, full.rfind('_') - service);
  }
  // The functions that Redis has run since it was asked to forget, the earliest first.
  static std::vector<std::string> FunctionsRun() {
    std::vector<std::string> functions;
    const redis::Reply log = redis_->server().Command({"SLOWLOG", "GET", "-1"});
    for (const redis::Reply& one : log.array()) {
      const redis::Reply::Array& command = one.array().at(3).array();
      if (!command.at(0).text().starts_with("FCALL")) continue;
      functions.insert(functions.begin(), NameOf(command.at(1).text()));
    }
    return functions;
  }
  template <typename Call>
  std::vector<std::string> During(const Call& call) {
    redis_->server().Command({"SLOWLOG", "RESET"});
    call();
    return FunctionsRun();
  }
  std::vector<std::string> Recording(const v1::RecordEntryRequest& request) {
    return During([&] { EXPECT_TRUE(Record(request).ok()); });
  }
  static v1::RecordEntryRequest CheckInRequest() {
    v1::RecordEntryRequest request = NauseaRequest();
    request.set_kind(v1::ENTRY_KIND_CHECK_IN);
    request.set_partial(true);
    return request;
  }
};

TEST_F(RoundTripsTest, OfRecordEntryAreTwoColdAndOneWarm) {
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("alert_basis", "entry_record"));
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record"));
  redis_->clock().Advance(Alerting::kKept - absl::Seconds(1));
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record"));
  redis_->clock().Advance(Alerting::kKept);
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("alert_basis", "entry_record")) << "forgotten";
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record"));
}

// Nothing is encrypted of who has no keys, or they are lost.
TEST_F(RoundTripsTest, OfTheFirstWriteOfAPatientAreOneMore) {
  const std::string newcomer = StrCat("p-", NextRequestId());
  const Person patient{Role::kPatient, newcomer};
  v1::RecordEntryRequest request = NauseaRequest();
  request.set_parent(StrCat("patients/", newcomer));
  const auto recording = [&] {
    request.set_request_id(NextRequestId());
    EXPECT_TRUE(patient.Call(server_->stub(), &Stub::RecordEntry, request).ok());
  };
  EXPECT_THAT(During(recording), ElementsAre("alert_basis", "records_of", "entry_record"));
  EXPECT_THAT(During(recording), ElementsAre("entry_record"));
  redis_->clock().Advance(Alerting::kKept);
  EXPECT_THAT(During(recording), ElementsAre("alert_basis", "entry_record"));
}

TEST_F(RoundTripsTest, OfRecordEntryAreOneWhateverTheEntrySaysAndPeersDo) {
  Recording(NauseaRequest());
  v1::RecordEntryRequest severe = NauseaRequest(4, 4);
  severe.set_temperature_celsius(39);
  severe.set_urgent(true);
  EXPECT_THAT(Recording(severe), ElementsAre("entry_record")) << "with the alerts that it opens";
  v1::RecordEntryRequest earlier = NauseaRequest(4, 4);
  *earlier.mutable_occurred_time() = rpc::ToTimestamp(redis_->clock().Now() - absl::Hours(24));
  EXPECT_THAT(Recording(earlier), ElementsAre("alert_basis", "entry_record")) << "as far back nothing is remembered";
  EXPECT_THAT(Recording(NauseaRequest(4, 4)), ElementsAre("entry_record")) << "which adds to one that is open";
  peers_.Stop();
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record")) << "whatever peers say";
}

TEST_F(RoundTripsTest, OfRecordEntryOfACaregiverAreOneWithTheRecordOfTheirAccess) {
  Let({messaging::v1::CAREGIVER_PERMISSION_WRITE_JOURNAL});
  Recording(NauseaRequest());
  const auto recording = [&] {
    EXPECT_TRUE(daughter_.Call(server_->stub(), &Stub::RecordEntry, NauseaRequest()).ok());
  };
  EXPECT_THAT(During(recording), ElementsAre("entry_record"));
}

// What is remembered is not believed: the function that stores looks at the version of what was decided from.
TEST_F(RoundTripsTest, OfRecordEntryAreTwoMoreWhenAnotherInstanceHasStoredSince) {
  Recording(NauseaRequest());
  {
    JournalServer other(*redis_, peers_.address());
    ASSERT_TRUE(patient_.Call(other.stub(), &Stub::RecordEntry, NauseaRequest()).ok());
  }
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record", "alert_basis", "entry_record"));
  EXPECT_THAT(Recording(NauseaRequest()), ElementsAre("entry_record"));
}

TEST_F(RoundTripsTest, OfWhatContinuesAnEntryAreOneMore) {
  Recording(NauseaRequest());
  EXPECT_THAT(Recording(CheckInRequest()), ElementsAre("check_in_of", "check_in_save"));
  EXPECT_THAT(Recording(CheckInRequest()), ElementsAre("check_in_of", "check_in_save"));
  v1::AmendEntryRequest amend;
  amend.set_request_id(NextRequestId());
  amend.set_name("patients/p-1/entries/1");
  amend.set_time_zone("UTC");
  amend.set_wellbeing(3);
  amend.set_etag(Get(patient_, amend.name()).response.entry().etag());
  const auto amending = [&] { EXPECT_TRUE(patient_.Call(server_->stub(), &Stub::AmendEntry, amend).ok()); };
  EXPECT_THAT(During(amending), ElementsAre("entry_get", "entry_amend"));
}

}  // namespace
}  // namespace careloop::journal

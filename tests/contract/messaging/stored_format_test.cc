#include "common/store/record.h"
#include "services/messaging/store/records.pb.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using testing::RunTask;

// A record of a format that this release does not know, as a newer release might leave it.
const std::string kUnknown = "\x7fsomething else";

class StoredFormat : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  static void Overwrite(const std::string& key, const std::string& field, const std::string& record = kUnknown) {
    ASSERT_EQ(Raw({"HSET", StrCat(kTag, ":", key), field, record}).integer(), 0) << "there was no such record";
  }
  static auto IsRefused() { return FailsWith(absl::StatusCode::kInternal, reason::kInternal); }
};

TEST_F(StoredFormat, AnUnknownTeamRecordIsRefused) {
  Overwrite("team:a", "r");
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")), IsRefused());
}

TEST_F(StoredFormat, AnUnknownMemberRecordIsRefused) {
  Overwrite("team:a:members", "nurse-1");
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")), IsRefused());
  EXPECT_THAT(RunTask(teams_.MembershipsOf("nurse-1", Reading().deadline)), IsRefused());
}

TEST_F(StoredFormat, AnUnknownEnrolmentRecordIsRefused) {
  Overwrite("team:a:patients", "patient-1");
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")), IsRefused());
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-1")), IsRefused());
}

TEST_F(StoredFormat, AnUnknownThreadRecordIsRefused) {
  const ThreadRef thread = StartThread("t1");
  Overwrite("thread:patient-1:t1", "r");
  EXPECT_THAT(RunTask(threads_.Get(Reading(), thread, "nurse-1")), IsRefused());
}

TEST_F(StoredFormat, AnUnknownMessageRecordIsRefused) {
  const ThreadRef thread = StartThread("t1");
  Raw({"XADD", StrCat(kTag, ":thread:patient-1:t1:m"), "0-2", "m", StrCat("nurse-1 1750000000000 ", kUnknown)});
  EXPECT_THAT(RunTask(threads_.Messages(Reading(), {.thread = thread})), IsRefused());
}

TEST_F(StoredFormat, AStoredPublicationWithoutItsDisclaimerOrSponsorIsRefused) {
  const ThreadRef thread = StartThread("t1");
  const auto read_with = [&](const std::string& number, const std::string& disclaimer, const std::string& sponsor) {
    storage::v1::MessageRecord record;
    storage::v1::PublicationRecord& publication = *record.add_publications();
    publication.set_id("fatigue");
    publication.set_disclaimer_version(1);
    publication.set_disclaimer_language("en");
    publication.set_disclaimer_text(disclaimer);
    publication.set_sponsor(sponsor);
    Raw({"XADD", StrCat(kTag, ":thread:patient-1:t1:m"), StrCat("0-", number), "m",
         StrCat("nurse-1 1750000000000 ", store::EncodeRecord(record))});
    return RunTask(threads_.Messages(Reading(), {.thread = thread, .newest_first = true, .most = 1}));
  };
  EXPECT_TRUE(read_with("2", "Not advice.", "No sponsor.").ok());
  EXPECT_THAT(read_with("3", "", "No sponsor."), IsRefused());
  EXPECT_THAT(read_with("4", "Not advice.", " "), IsRefused());
}

TEST_F(StoredFormat, ADamagedRecordIsRefused) {
  Overwrite("team:a", "r", "\x01\xff\xff\xff");
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")), IsRefused());
}

TEST_F(StoredFormat, AnEmptyRecordIsRefused) {
  Overwrite("team:a", "r", "");
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")), IsRefused());
}

}  // namespace
}  // namespace careloop::messaging

#include <filesystem>

#include "common/crypto/sodium_random.h"
#include "common/store/record.h"
#include "services/messaging/store/codec.h"
#include "services/messaging/store/records.pb.h"
#include "services/messaging/store/redis_template_store.h"
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
  static PatientKeys::Keys KeysOf(const std::string& patient) {
    return RunTask(redis().keys().ForWriting(patient)).value();
  }
  static std::string Stored(const std::string& key, const std::string& field) {
    return Raw({"HGET", StrCat(kTag, ":", key), field}).text();
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

TEST_F(StoredFormat, AnUnknownEnrolmentRecordIsRefusedAndLeftOutOfTheListOfATeam) {
  Overwrite("team:a:patients", NameOf("patient-1"));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), ::testing::IsEmpty());
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-1")), IsRefused());
}

TEST_F(StoredFormat, AnUnknownThreadRecordIsRefused) {
  const ThreadRef thread = StartThread("t1");
  Overwrite(ThreadKey("patient-1", "t1"), "r");
  EXPECT_THAT(RunTask(threads_.Get(Reading(), thread, "nurse-1")), IsRefused());
}

TEST_F(StoredFormat, AnUnknownMessageRecordIsRefused) {
  const ThreadRef thread = StartThread("t1");
  Raw({"XADD", StrCat(kTag, ":", ThreadKey("patient-1", "t1"), ":m"), "0-2", "m",
       StrCat("nurse-1 1750000000000 ", kUnknown)});
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
    Raw({"XADD", StrCat(kTag, ":", ThreadKey("patient-1", "t1"), ":m"), StrCat("0-", number), "m",
         StrCat("nurse-1 1750000000000 ",
                KeysOf("patient-1")->EncryptNamed(store::EncodeRecord(record), "message", "t1", "id"))});
    return RunTask(threads_.Messages(Reading(), {.thread = thread, .newest_first = true, .most = 1}));
  };
  EXPECT_TRUE(read_with("2", "Not advice.", "No sponsor.").ok());
  EXPECT_THAT(read_with("3", "", "No sponsor."), IsRefused());
  EXPECT_THAT(read_with("4", "Not advice.", " "), IsRefused());
}

TEST_F(StoredFormat, ARecordThatIsNotEncryptedIsRefused) {
  const ThreadRef thread = StartThread("t1");
  Raw({"XADD", StrCat(kTag, ":", ThreadKey("patient-1", "t1"), ":m"), "0-2", "m",
       StrCat("nurse-1 1750000000000 ", Encode(MessageFrom("nurse-1", "text")))});
  EXPECT_THAT(RunTask(threads_.Messages(Reading(), {.thread = thread})), IsRefused());
  Overwrite("team:a:members", "nurse-1", Encode(MemberOf("nurse-1")));
  EXPECT_THAT(RunTask(teams_.Get(Reading(), "a")), IsRefused());
}

TEST_F(StoredFormat, ARecordOfAnotherPlaceIsRefused) {
  Enrol("a", "patient-2");
  StartThread("t1");
  StartThread("t2");
  Overwrite(ThreadKey("patient-1", "t2"), "r", Stored(ThreadKey("patient-1", "t1"), "r"));
  EXPECT_THAT(RunTask(threads_.Get(Reading(), {"patient-1", "t2"}, "nurse-1")), IsRefused());
  Overwrite("team:a:patients", NameOf("patient-2"), Stored("team:a:patients", NameOf("patient-1")));
  EXPECT_THAT(RunTask(teams_.EnrolmentOf(Reading(), "a", "patient-2")), IsRefused());
}

TEST_F(StoredFormat, AMessageOfAnotherThreadIsRefused) {
  StartThread("t1");
  const ThreadRef other = StartThread("t2");
  const redis::Reply first = Raw({"XRANGE", StrCat(kTag, ":", ThreadKey("patient-1", "t1"), ":m"), "-", "+"});
  Raw({"XADD", StrCat(kTag, ":", ThreadKey("patient-1", "t2"), ":m"), "0-2", "m", first.at(0).at(1).at(1).text()});
  EXPECT_THAT(RunTask(threads_.Messages(Reading(), {.thread = other})), IsRefused());
}

TEST_F(StoredFormat, ATemplateOfAnotherPlaceOrNotEncryptedIsRefused) {
  RedisTemplateStore templates(redis().client(), redis().idempotency(), redis().site_keys());
  const MessageTemplate saved{
      .team = "a", .id = "visit", .title = "Visit", .text = "Come.", .saved_by = PersonOf("nurse-1"), .saved = now()};
  ASSERT_TRUE(RunTask(templates.Save(Changing(Role::kClinician, "nurse-1"), saved, {})).ok());
  const std::string stored = Stored("team:a:templates", "visit");
  Raw({"HSET", StrCat(kTag, ":team:a:templates"), "other", stored});
  EXPECT_THAT(RunTask(templates.Get(Reading(), "a", "other")), IsRefused());
  EXPECT_TRUE(RunTask(templates.Get(Reading(), "a", "visit")).ok());
  Overwrite("team:a:templates", "visit", StrCat("1 1750000000000 nurse-1 ", Encode(saved)));
  EXPECT_THAT(RunTask(templates.Get(Reading(), "a", "visit")), IsRefused());
}

TEST_F(StoredFormat, SettingsThatAreNotEncryptedOrAreAnotherTeamsAreRefused) {
  AddTeam("b");
  const auto set = [&](const std::string& team) {
    TeamSettings settings;
    settings.closed_text = "We are closed.";
    return RunTask(teams_.SetSettings(Changing(), team, settings, {}));
  };
  ASSERT_TRUE(set("a").ok());
  ASSERT_TRUE(set("b").ok());
  Overwrite("team:a", "s", Stored("team:b", "s"));
  EXPECT_THAT(RunTask(teams_.SettingsOf("a", Reading().deadline)), IsRefused());
  Overwrite("team:b", "s", Encode(TeamSettings{.closed_text = "We are closed."}));
  EXPECT_THAT(RunTask(teams_.SettingsOf("b", Reading().deadline)), IsRefused());
}

TEST_F(StoredFormat, OfAPatientWhoWasErasedNothingIsRead) {
  Enrol("a", "patient-erased");
  const ThreadRef thread = StartThread("t1", "a", "patient-erased");
  ASSERT_TRUE(RunTask(redis().keys().Destroy("patient-erased")).ok());
  EXPECT_EQ(RunTask(threads_.Messages(Reading(), {.thread = thread})).status(), NotFound("patient"));
  EXPECT_THAT(RunTask(teams_.Patients(Reading(), "a")).value(), ::testing::SizeIs(1));
  EXPECT_THAT(RunTask(inbox_.Threads("", 10))->rows, ::testing::IsEmpty());
  const auto refused = RunTask(threads_.Append(Changing(Role::kPatient, "patient-erased"), thread,
                                               MessageFrom("patient-erased", "text"), Received()));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StoredFormat, WhoseKeysAreLostIsLeftOutOfListsThatAreOfOthersToo) {
  Enrol("a", "patient-left-out");
  for (const char* patient : {"patient-left-out", "patient-1"}) {
    const Caregiver daughter{.patient = patient,
                             .person = "daughter",
                             .display_name = "Demo Daughter",
                             .relationship = "Daughter",
                             .scope = {CaregiverPermission::kReadMessages},
                             .added = now()};
    ASSERT_TRUE(RunTask(teams_.AddCaregiver(Changing(Role::kPatient, patient), daughter)).ok());
  }
  ASSERT_TRUE(std::filesystem::remove(StrCat(redis().key_folder(), "/", NameOf("patient-left-out"), ".keys")));
  const auto expect_left_out = [&] {
    clock().Advance(PatientKeys::kNoticed);
    const auto patients = RunTask(teams_.Patients(Reading(), "a"));
    ASSERT_TRUE(patients.ok()) << patients.status();
    EXPECT_THAT(*patients, ::testing::SizeIs(1));
    const auto cares = RunTask(teams_.CaresOf("daughter", Reading().deadline));
    ASSERT_TRUE(cares.ok()) << cares.status();
    EXPECT_THAT(*cares, ::testing::SizeIs(1));
  };
  expect_left_out();
  EXPECT_THAT(RunTask(redis().keys().ForWriting("patient-left-out")), IsRefused());
  expect_left_out();
  // As an earlier release did when they wrote next.
  SodiumRandom random;
  const SystemClock files;
  const KeyEncryptionKeys wrapping({SecretKey(SecretKey::Bytes{})});
  const auto keys = KeyStore::Open(redis().key_folder(), wrapping, random, files).value();
  ASSERT_TRUE(keys->ForWriting(NameOf("patient-left-out"), "patient-left-out").ok());
  expect_left_out();
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

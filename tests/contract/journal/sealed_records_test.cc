// What lies in Redis, and what becomes of it in another place.

#include "services/journal/store/sealed_records.h"

#include <filesystem>

#include "services/journal/store/entry_codec.h"
#include "tests/contract/journal/store_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::RunTask;

class SealedRecordsTest : public JournalStoreTest {
 protected:
  static std::string Stored(const std::string& key, const std::string& field) {
    return redis().server().Command({"HGET", key, field}).text();
  }
  static void Put(const std::string& key, const std::string& field, const std::string& value) {
    ASSERT_FALSE(redis().server().Command({"HSET", key, field, value}).is_error());
  }
  absl::Status Get(const std::string& patient, int64_t number) {
    const Call call = NewCall();
    return RunTask(entries_.Get(call, patient, number, 0)).status();
  }
  absl::Status GetShare(const std::string& id) {
    const Call call = NewCall();
    return RunTask(shares_.Get(call, "p-1", id)).status();
  }
  testing::FixedRandom random_;
  // Every test that erases has a patient of its own: that is for ever.
  static void Erase(const std::string& patient) { ASSERT_TRUE(RunTask(redis().keys().Destroy(patient)).ok()); }
};

constexpr char kFirst[] = "0000000001";

TEST_F(SealedRecordsTest, ShowNothingThatAPersonWrote) {
  Record(Now());
  const std::string stored = Stored(KeyOf("entry", "", "p-1"), kFirst);
  EXPECT_GT(stored.size(), 100u);
  for (const char* readable : {"note", "Demo Patient", "Berlin", "p-1"}) {
    EXPECT_THAT(stored, Not(HasSubstr(readable))) << readable;
  }
}

TEST_F(SealedRecordsTest, OfOnePatientDoNotOpenAsAnothers) {
  Record(Now(), NewCall(), "p-1");
  Record(Now(), NewCall(), "p-2");
  ASSERT_TRUE(Get("p-2", 1).ok());
  Put(KeyOf("entry", "", "p-2"), kFirst, Stored(KeyOf("entry", "", "p-1"), kFirst));
  EXPECT_EQ(Get("p-2", 1).code(), absl::StatusCode::kInternal);
}

TEST_F(SealedRecordsTest, DoNotOpenUnderAnotherId) {
  ASSERT_TRUE(Create(ShareOf("s-1", StandingScope{Now()})).ok());
  ASSERT_TRUE(Create(ShareOf("s-2", StandingScope{Now()})).ok());
  Put(KeyOf("share", "", "p-1"), "s-2", Stored(KeyOf("share", "", "p-1"), "s-1"));
  EXPECT_TRUE(GetShare("s-1").ok());
  EXPECT_EQ(GetShare("s-2").code(), absl::StatusCode::kInternal);
}

TEST_F(SealedRecordsTest, DoNotOpenAsAnotherKindOfRecord) {
  Record(Now());
  ASSERT_TRUE(Create(ShareOf("s-1", StandingScope{Now()})).ok());
  const std::string time = Stored(KeyOf("entry", "", "p-1"), kFirst).substr(0, 16);
  Put(KeyOf("entry", "", "p-1"), kFirst, StrCat(time, std::string("\3s-1"), Stored(KeyOf("share", "", "p-1"), "s-1")));
  EXPECT_EQ(Get("p-1", 1).code(), absl::StatusCode::kInternal);
}

TEST_F(SealedRecordsTest, ThatAreNotEncryptedAreRefused) {
  Record(Now());
  Put(KeyOf("entry", "", "p-1"), kFirst,
      StrCat(Stored(KeyOf("entry", "", "p-1"), kFirst).substr(0, 16), EncodeEntry(EntryAt(Now()))));
  EXPECT_EQ(Get("p-1", 1).code(), absl::StatusCode::kInternal);
}

TEST_F(SealedRecordsTest, OfAKeyThatIsNotThereAreRefused) {
  Record(Now(), NewCall(), "p-3");
  const OwnerKeys others(PseudonymOf("p-3"), "p-3", {{std::string(16, 'x'), SecretKey({9})}}, random_);
  Put(KeyOf("entry", "", "p-3"), kFirst,
      StrCat(Stored(KeyOf("entry", "", "p-3"), kFirst).substr(0, 16), SealEntry(EntryAt(Now()), others, "id")));
  EXPECT_EQ(Get("p-3", 1).code(), absl::StatusCode::kInternal);
}

TEST_F(SealedRecordsTest, OfAPatientWhoWasErasedAreGoneAndNoneIsAdded) {
  Record(Now(), NewCall(), "p-erased");
  ASSERT_TRUE(Get("p-erased", 1).ok());
  Erase("p-erased");
  EXPECT_EQ(Get("p-erased", 1), NotFound("patient"));
  Entry entry = EntryAt(Now());
  entry.patient = "p-erased";
  const Call call = NewCall();
  EXPECT_EQ(RunTask(entries_.Record(call, entry, {})).status().code(), absl::StatusCode::kFailedPrecondition);
  const Call dry_run = NewCall();
  Record(Now());
  EXPECT_THAT(RunTask(periods_.Patients(dry_run, {.size = 10, .after = ""}))->items, ::testing::ElementsAre("p-1"));
}

TEST_F(SealedRecordsTest, OfAPatientWhoseKeysAreLostAreNotTakenForErased) {
  Record(Now(), NewCall(), "p-lost");
  const std::string file = StrCat(redis().key_folder(), "/", PseudonymOf("p-lost"), ".keys");
  ASSERT_TRUE(std::filesystem::remove(file));
  redis().clock().Advance(PatientKeys::kNoticed);
  EXPECT_EQ(Get("p-lost", 1).code(), absl::StatusCode::kInternal);
  Entry entry = EntryAt(Now());
  entry.patient = "p-lost";
  const Call call = NewCall();
  EXPECT_EQ(RunTask(entries_.Record(call, entry, {})).status().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(std::filesystem::exists(file)) << "what is put back is put over nothing";
  Record(Now());
  const Call dry_run = NewCall();
  const auto patients = RunTask(periods_.Patients(dry_run, {.size = 10, .after = ""}));
  ASSERT_TRUE(patients.ok()) << "of everybody, for the keys of one: " << patients.status();
  EXPECT_THAT(patients->items, ::testing::ElementsAre("p-1"));
  EXPECT_EQ(patients->left_out, 1);
}

}  // namespace
}  // namespace careloop::journal

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/store/record.h"
#include "services/journal/store/course_codec.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/records.pb.h"
#include "services/journal/store/share_codec.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

const absl::Time kTime = absl::FromUnixMicros(1'750'000'000'123'456);

Entry FullEntry() {
  Entry entry{.patient = "p-1",
              .number = 7,
              .occurred = kTime,
              .recorded = kTime + absl::Hours(1),
              .revised = kTime + absl::Hours(1),
              .observed = {.time_zone = "Europe/Berlin",
                           .wellbeing = 0,
                           .temperature_celsius = 36.6,
                           .note = "note",
                           .urgent = true,
                           .questions = {"one?", "two?"},
                           .visit = true},
              .reporter = {"p-1", Role::kPatient, "Demo Patient"}};
  SymptomAnswer pain{.symptom = "pain"};
  pain.level(Attribute::kFrequency) = 0;
  pain.level(Attribute::kSeverity) = 1;
  pain.level(Attribute::kInterference) = 2;
  SymptomAnswer hair{.symptom = "hair-loss"};
  hair.level(Attribute::kAmount) = 4;
  SymptomAnswer rash{.symptom = "rash", .presence = false};
  SymptomAnswer withheld{.symptom = "cough", .withheld = {{Attribute::kSeverity, WithheldReason::kNotApplicable}}};
  entry.observed.answers = {pain, hair, rash, withheld};
  entry.grades = {{.symptom = "pain", .grade = 0, .imputed = true, .source = GradeSource::kPublishedTable},
                  {.symptom = "cough", .incomplete = true}};
  entry.severe_reasons = {SevereReason::kTemperature, SevereReason::kUrgent};
  return entry;
}

TEST(StoredEntry, ComesOutAsItWentIn) {
  EXPECT_TRUE(DecodeEntry(EncodeEntry(FullEntry()), "p-1", 7).value() == FullEntry());
  Entry bare{.patient = "p-1", .number = 1, .occurred = kTime, .recorded = kTime};
  EXPECT_TRUE(DecodeEntry(EncodeEntry(bare), "p-1", 1).value() == bare);
}

TEST(StoredEntry, IsAnErrorWhenItIsDamagedOrOfALaterFormat) {
  std::string bytes = EncodeEntry(FullEntry());
  EXPECT_FALSE(DecodeEntry("", "p-1", 1).ok());
  EXPECT_FALSE(DecodeEntry(bytes.substr(0, bytes.size() - 1), "p-1", 1).ok());
  bytes[0] = 2;
  EXPECT_FALSE(DecodeEntry(bytes, "p-1", 1).ok());
  EXPECT_FALSE(DecodeEntry(store::EncodeRecord(storage::v1::EntryRecord()), "p-1", 1).ok());  // nobody reported it
}

TEST(StoredEntry, OfAFurtherVersionOfACheckInComesOutAsItWentIn) {
  Entry entry = FullEntry();
  entry.week = absl::CivilDay(2025, 6, 9);
  entry.partial = true;
  entry.version = 3;
  entry.revised = kTime + absl::Hours(2);
  entry.earlier_reporters = {{"c-1", Role::kCaregiver, "Demo Caregiver"}};
  entry.observed.answers[1].reporter = 1;
  for (int GivenBy::* giver : {&GivenBy::wellbeing, &GivenBy::temperature, &GivenBy::note, &GivenBy::questions}) {
    entry.observed.given_by.*giver = 1;
    EXPECT_TRUE(DecodeEntry(EncodeEntry(entry), "p-1", 7).value() == entry);
    Entry damaged = entry;
    damaged.observed.given_by.*giver = 2;  // there is no second one
    EXPECT_FALSE(DecodeEntry(EncodeEntry(damaged), "p-1", 7).ok());
  }
  entry.observed.answers[1].reporter = 2;
  EXPECT_FALSE(DecodeEntry(EncodeEntry(entry), "p-1", 7).ok());
}

// As the release before caregivers amended stored it: who wrote the versions before is not known.
TEST(StoredEntry, OfAFurtherVersionWithoutAWordOnItMayBeOfSeveral) {
  Entry entry = FullEntry();
  EXPECT_TRUE(DecodeEntry(EncodeEntry(entry), "p-1", 7)->sole_reporter);
  for (const bool sole : {true, false}) {
    entry.version = 2;
    entry.sole_reporter = sole;
    EXPECT_EQ(DecodeEntry(EncodeEntry(entry), "p-1", 7)->sole_reporter, sole);
  }
  storage::v1::EntryRecord record;
  record.set_reporter("c-1");
  record.set_reporter_role("caregiver");
  record.set_version(2);
  EXPECT_FALSE(DecodeEntry(store::EncodeRecord(record), "p-1", 1)->sole_reporter);
}

// As the release before versions stored it.
TEST(StoredEntry, FromBeforeThereWereVersionsIsTheFirstOfADiaryEntry) {
  storage::v1::EntryRecord record;
  record.set_occurred_us(absl::ToUnixMicros(kTime));
  record.set_recorded_us(absl::ToUnixMicros(kTime + absl::Hours(1)));
  record.set_time_zone("Europe/Berlin");
  record.set_reporter("p-1");
  record.set_reporter_role("patient");
  record.set_wellbeing(4);
  record.add_answers()->set_symptom("pain");
  const Entry entry = DecodeEntry(store::EncodeRecord(record), "p-1", 1).value();
  EXPECT_EQ(entry.version, 1);
  EXPECT_EQ(entry.revised, kTime + absl::Hours(1));
  EXPECT_FALSE(entry.week.has_value());
  EXPECT_EQ(entry.ReporterOf(entry.observed.answers[0]).person, "p-1");
  EXPECT_EQ(entry.ReporterAt(entry.observed.given_by.wellbeing).person, "p-1");
}

TEST(StoredRetraction, ComesOutAsItWentIn) {
  const Retraction retraction{kTime, {"p-1", Role::kPatient, "Demo Patient"}};
  EXPECT_TRUE(DecodeRetraction(EncodeRetraction(retraction)).value() == retraction);
  EXPECT_FALSE(DecodeRetraction("?").ok());
  EXPECT_FALSE(DecodeRetraction(store::EncodeRecord(storage::v1::RetractionRecord())).ok());  // nobody retracted it
}

TEST(StoredShare, ComesOutAsItWentIn) {
  const std::vector<ShareScope> scopes = {EntriesScope{{1, 2}}, PeriodScope{kTime, kTime + absl::Hours(1)},
                                          StandingScope{kTime}};
  for (const ShareScope& scope : scopes) {
    Share share{.patient = "p-1", .id = "s-1", .care_team = "t-1", .scope = scope, .created = kTime};
    EXPECT_TRUE(DecodeShare(EncodeShare(share)).value() == share);
    share.expires = kTime + absl::Hours(2);
    share.view = ShareView::kSymptoms;
    EXPECT_TRUE(DecodeShare(EncodeShare(share)).value() == share);
  }
}

TEST(StoredShare, IsAnErrorWithoutAScope) {
  EXPECT_FALSE(DecodeShare(store::EncodeRecord(storage::v1::ShareRecord())).ok());
  EXPECT_FALSE(DecodeShare("?").ok());
}

TEST(StoredCourse, ComesOutAsItWentIn) {
  const TreatmentCourse course{.patient = "p-1",
                               .id = "c-1",
                               .treatment = "letrozole",
                               .started = absl::FromUnixSeconds(-1000),
                               .time_zone = "UTC",
                               .recorded = kTime};
  EXPECT_TRUE(DecodeCourse(EncodeCourse(course), "", "p-1", "c-1").value() == course);
  const CourseStop stop{kTime, "UTC", StopReason::kNotWorking};
  EXPECT_TRUE(DecodeStop(EncodeStop(stop)).value() == stop);
  EXPECT_TRUE(DecodeCourse(EncodeCourse(course), EncodeStop(stop), "p-1", "c-1").value().stop == stop);
  EXPECT_FALSE(DecodeCourse("?", "", "p-1", "c-1").ok());
  EXPECT_FALSE(DecodeCourse(EncodeCourse(course), "?", "p-1", "c-1").ok());
  EXPECT_FALSE(DecodeStop("?").ok());
  const CourseNote note{kTime, "UTC", "Dose halved", kTime + absl::Hours(1)};
  EXPECT_TRUE(DecodeNote(EncodeNote(note)).value() == note);
  EXPECT_FALSE(DecodeNote("?").ok());
}

TEST(TimeKey, IsSixteenDigitsOfMicrosecondsSince1900) {
  EXPECT_EQ(TimeKey(absl::UnixEpoch()), "2208988800000000");
  EXPECT_EQ(TimeKey(absl::FromUnixSeconds(-2'208'988'800)), "0000000000000000");
  EXPECT_EQ(TimeKey(kTime), "3958988800123456");
  EXPECT_EQ(TimeOfKey(TimeKey(kTime)).value(), kTime);
}

TEST(TimeKey, RoundsInstantsDownAndBoundsUp) {
  const absl::Time between = kTime + absl::Nanoseconds(1);
  EXPECT_EQ(TimeKey(between), TimeKey(kTime));
  EXPECT_EQ(BoundKey(between), TimeKey(kTime + absl::Microseconds(1)));
  EXPECT_EQ(BoundKey(kTime), TimeKey(kTime));
  EXPECT_EQ(TimeKey(absl::UnixEpoch() - absl::Nanoseconds(1)), TimeKey(absl::UnixEpoch() - absl::Microseconds(1)));
}

TEST(TimeKey, DrawsWhatLiesOutsideToTheEdge) {
  EXPECT_EQ(TimeKey(absl::InfinitePast()), "0000000000000000");
  EXPECT_EQ(TimeKey(absl::InfiniteFuture()), "9007199254740991");
  EXPECT_EQ(BoundKey(absl::FromUnixSeconds(253'402'300'799)), "9007199254740991");
}

TEST(TimeKey, OfAnythingElseIsAnError) {
  for (const char* key : {"", "1", "000000000000000x", "00000000000000001"}) EXPECT_FALSE(TimeOfKey(key).ok()) << key;
  EXPECT_FALSE(NumberOfKey("").ok());
  EXPECT_EQ(NumberOfKey(NumberKey(42)).value(), 42);
  EXPECT_EQ(NumberKey(42), "0000000042");
}

}  // namespace
}  // namespace careloop::journal

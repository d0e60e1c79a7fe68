#include <gtest/gtest.h>

#include "common/store/record.h"
#include "services/content/store/publication_codec.h"
#include "services/content/store/records.pb.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

Manuscript FullManuscript() {
  Manuscript manuscript = SampleManuscript("a", "Title \xC3\xA9");
  manuscript.text.kind = Kind::kBooklet;
  manuscript.text.diagnoses = {"one", "two"};
  manuscript.text.topics = {"care"};
  manuscript.text.treatments = {"letrozole"};
  manuscript.text.symptoms = {"pain"};
  manuscript.text.facts_as_of = absl::CivilDay(2012, 12, 31);
  return manuscript;
}

TEST(PublicationCodec, GivesBackTheManuscriptThatItWasGiven) {
  for (const Manuscript& manuscript : {FullManuscript(), SampleManuscript("b")}) {
    const auto decoded = DecodeManuscript(EncodeManuscript(manuscript));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, manuscript);
  }
}

TEST(PublicationCodec, GivesBackActsToTheMicrosecond) {
  const Act act{.time = absl::FromUnixMicros(1'700'000'000'123'456), .person = "editor-1", .name = "Demo editor"};
  EXPECT_EQ(*DecodeAct(EncodeAct(act)), act);
  const Withdrawal withdrawal{.act = act, .reason = "A dose was wrong."};
  EXPECT_EQ(*DecodeWithdrawal(EncodeWithdrawal(withdrawal)), withdrawal);
}

TEST(PublicationCodec, GivesBackTheDisclaimerOfItsPartsAndTheRecord) {
  const Disclaimer disclaimer = *Disclaimer::Create(3, "es-MX", "Palabras.");
  EXPECT_EQ(*DecodeDisclaimer(3, "Palabras.", EncodeDisclaimer(disclaimer, SampleAct())), disclaimer);
}

// A record with one field spoiled.
std::string Spoiled(void (*spoil)(storage::v1::ManuscriptRecord&)) {
  auto record = *store::DecodeRecord<storage::v1::ManuscriptRecord>(EncodeManuscript(FullManuscript()));
  spoil(record);
  return store::EncodeRecord(record);
}

TEST(PublicationCodec, RefusesDamagedRecords) {
  EXPECT_FALSE(DecodeManuscript("").ok());
  EXPECT_FALSE(DecodeManuscript("\x7fnothing").ok());
  EXPECT_FALSE(DecodeManuscript(Spoiled([](auto& record) { record.clear_sponsor(); })).ok());
  EXPECT_FALSE(DecodeManuscript(Spoiled([](auto& record) { record.set_kind("leaflet"); })).ok());
  EXPECT_FALSE(DecodeManuscript(Spoiled([](auto& record) { record.set_review_due("soon"); })).ok());
  EXPECT_FALSE(DecodeManuscript(Spoiled([](auto& record) { record.set_facts_as_of("once"); })).ok());
  EXPECT_FALSE(DecodeAct("").ok());
  EXPECT_FALSE(DecodeWithdrawal("").ok());
}

TEST(PublicationCodec, RefusesADisclaimerWithoutOneOfItsParts) {
  const std::string record = EncodeDisclaimer(SampleDisclaimer(), SampleAct());
  EXPECT_EQ(DecodeDisclaimer(0, "Text", record).status().code(), absl::StatusCode::kInternal);
  EXPECT_FALSE(DecodeDisclaimer(1, "", record).ok());
  EXPECT_FALSE(DecodeDisclaimer(1, "Text", "").ok());
  EXPECT_FALSE(DecodeDisclaimer(1, "Text", store::EncodeRecord(storage::v1::DisclaimerRecord())).ok());
}

}  // namespace
}  // namespace careloop::content

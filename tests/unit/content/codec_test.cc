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

TEST(PublicationCodec, GivesBackTheImprintToTheMicrosecond) {
  const Imprint imprint{.time = absl::FromUnixMicros(1'700'000'000'123'456),
                        .disclaimer = SampleDisclaimer(3, "Words.")};
  const auto decoded = DecodeImprint(EncodeImprint(imprint));
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(*decoded, imprint);
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
  EXPECT_FALSE(DecodeImprint("").ok());
}

TEST(PublicationCodec, RefusesAnImprintWithoutADisclaimer) {
  storage::v1::ImprintRecord record;
  record.set_time_us(1);
  const auto status = DecodeImprint(store::EncodeRecord(record)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace careloop::content

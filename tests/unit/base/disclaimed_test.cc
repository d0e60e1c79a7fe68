#include "common/base/disclaimed.h"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "common/base/error.h"

namespace careloop {
namespace {

// Content cannot be had without its disclaimer, nor a disclaimer or an acknowledgement without a text.
static_assert(!std::is_default_constructible_v<Disclaimer>);
static_assert(!std::is_default_constructible_v<SponsorAcknowledgement>);
static_assert(!std::is_default_constructible_v<Disclaimed<std::string>>);
static_assert(!std::is_constructible_v<Disclaimed<std::string>, std::string>);
static_assert(!std::is_constructible_v<Disclaimed<std::string>, std::string, Disclaimer>);
static_assert(!std::is_convertible_v<Disclaimed<std::string>, std::string>);
static_assert(!std::is_constructible_v<Disclaimer, int, std::string, std::string>);
static_assert(!std::is_constructible_v<SponsorAcknowledgement, std::string>);

Disclaimed<std::string> Sheet() {
  return {"sheet", Disclaimer::Create(1, "en", "For information.").value(),
          SponsorAcknowledgement::Create("No sponsor.").value()};
}

TEST(Disclaimer, HoldsVersionLanguageAndText) {
  const auto disclaimer = Disclaimer::Create(1, "en", "For information.");
  ASSERT_TRUE(disclaimer.ok());
  EXPECT_EQ(disclaimer->version(), 1);
  EXPECT_EQ(disclaimer->language(), "en");
  EXPECT_EQ(disclaimer->text(), "For information.");
}

TEST(Disclaimer, IsRefusedWithABlankPartAndEachIsNamed) {
  for (const char* blank : {"", " ", "\n\t "}) {
    const auto violations = ViolationsOf(Disclaimer::Create(0, blank, blank).status());
    ASSERT_EQ(violations.size(), 3);
    EXPECT_EQ(violations[0].field, "disclaimer.version");
    EXPECT_EQ(violations[1].field, "disclaimer.language");
    EXPECT_EQ(violations[2].field, "disclaimer.text");
  }
  EXPECT_FALSE(Disclaimer::Create(1, "en", " ").ok());
  EXPECT_FALSE(Disclaimer::Create(1, "", "For information.").ok());
  EXPECT_FALSE(Disclaimer::Create(0, "en", "For information.").ok());
}

TEST(SponsorAcknowledgement, IsRefusedWhenBlank) {
  EXPECT_EQ(SponsorAcknowledgement::Create("No sponsor.")->text(), "No sponsor.");
  EXPECT_EQ(ReasonOf(SponsorAcknowledgement::Create(" ").status()), reason::kInvalidField);
}

TEST(Disclaimed, CarriesContentDisclaimerAndAcknowledgement) {
  EXPECT_EQ(Sheet().content(), "sheet");
  EXPECT_EQ(Sheet().disclaimer().text(), "For information.");
  EXPECT_EQ(Sheet().sponsor().text(), "No sponsor.");
}

TEST(Disclaimed, KeepsTheDisclaimerInAnotherViewOfTheContent) {
  const auto length = Sheet().Map([](const std::string& content) { return content.size(); });
  static_assert(std::is_same_v<decltype(length), const Disclaimed<size_t>>);
  EXPECT_EQ(length.content(), 5);
  EXPECT_EQ(length.disclaimer(), Sheet().disclaimer());
  EXPECT_EQ(length.sponsor(), Sheet().sponsor());
}

TEST(Disclaimed, IsEqualOnlyIfAllItsPartsAre) {
  EXPECT_EQ(Sheet(), Sheet());
  const Disclaimed<std::string> newer("sheet", Disclaimer::Create(2, "en", "For information.").value(),
                                      Sheet().sponsor());
  EXPECT_NE(Sheet(), newer);
}

}  // namespace
}  // namespace careloop

#include "common/base/strings.h"

#include <gtest/gtest.h>

namespace careloop {
namespace {

TEST(StrCat, TakesEveryKindOfTextAndNumber) {
  const std::string_view view = "view";
  const std::string text = "text";
  EXPECT_EQ(StrCat(view, " ", text, " ", absl::string_view("absl"), " ", 1, " ", 2.5), "view text absl 1 2.5");
  EXPECT_EQ(StrCat(), "");
}

TEST(ForAbsl, KeepsEveryByte) {
  const std::string_view view("a\0b", 3);
  EXPECT_EQ(std::string(ForAbsl(view)), view);
}

}  // namespace
}  // namespace careloop

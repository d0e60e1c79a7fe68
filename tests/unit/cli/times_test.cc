#include "services/cli/times.h"

#include <gtest/gtest.h>

#include "common/base/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/cli/exit_code.h"

namespace careloop::cli {
namespace {

std::string Parsed(std::string_view text, std::string_view zone) {
  const auto time = ParseTime("--from", text, zone);
  return time.ok() ? google::protobuf::util::TimeUtil::ToString(*time) : ErrorLine(time.status());
}

TEST(ParseTime, TakesADateForTheFirstMomentOfThatDay) {
  EXPECT_EQ(Parsed("2026-11-01", "Europe/Berlin"), "2026-10-31T23:00:00Z");
  EXPECT_EQ(Parsed("2026-11-01", "UTC"), "2026-11-01T00:00:00Z");
}

TEST(ParseTime, FindsThatMomentWhereClocksSkipMidnight) {
  EXPECT_EQ(Parsed("2018-11-04", "America/Sao_Paulo"), "2018-11-04T03:00:00Z") << "which is 01:00 there";
}

TEST(ParseTime, TakesWhatHasAnOffsetAsItIs) {
  EXPECT_EQ(Parsed("2026-05-01T08:30:00+02:00", "Asia/Tokyo"), "2026-05-01T06:30:00Z");
  EXPECT_EQ(Parsed("2026-05-01 08:30", "Europe/Berlin"), "2026-05-01T06:30:00Z");
}

TEST(ParseTime, SaysWhichFormsThereAre) {
  for (const char* text : {"soon", "2026-13-01", "2026-02-30", "2026-11", "2026-11-01x", ""}) {
    EXPECT_EQ(Parsed(text, "UTC"), StrCat("--from: \"", text,
                                          "\" is no time such as 2026-05-01, 2026-05-01T08:30 or "
                                          "2026-05-01T08:30:00+02:00"));
  }
}

}  // namespace
}  // namespace careloop::cli

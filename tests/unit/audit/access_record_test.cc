#include "common/audit/access_record.h"

#include <gtest/gtest.h>

#include "tests/unit/audit/sample.h"

namespace careloop::audit {
namespace {

TEST(AccessRecord, IsReadAsItWasWritten) {
  const AccessRecord record = SampleRecord(7);
  EXPECT_EQ(DecodeAccess(EncodeAccess(record)), record);
}

TEST(AccessRecord, IsNotReadInAnUnknownFormatOrDamaged) {
  std::string bytes = EncodeAccess(SampleRecord(1));
  EXPECT_EQ(DecodeAccess(""), std::nullopt);
  EXPECT_EQ(DecodeAccess(bytes.substr(0, bytes.size() - 1)), std::nullopt);
  bytes[0] = 2;
  EXPECT_EQ(DecodeAccess(bytes), std::nullopt);
}

TEST(AccessRecord, HasTheActionOfItsMethod) {
  EXPECT_EQ(ActionOf("careloop.journal.v1.JournalService/GetEntry"), "R");
  EXPECT_EQ(ActionOf("careloop.journal.v1.JournalService/RecordEntry"), "C");
  EXPECT_EQ(ActionOf("careloop.journal.v1.JournalService/AmendEntry"), "U");
  EXPECT_EQ(ActionOf("careloop.journal.v1.JournalService/RetractEntry"), "D");
  EXPECT_EQ(ActionOf("careloop.journal.v1.AlertRuleService/DryRunRuleSet"), "E");
}

}  // namespace
}  // namespace careloop::audit

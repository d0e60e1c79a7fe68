#include "common/store/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/protobuf/timestamp.pb.h"
#include "tests/support/matchers.h"

namespace careloop::store {
namespace {

using google::protobuf::Timestamp;
using testing::FailsWith;

Timestamp Sample() {
  Timestamp timestamp;
  timestamp.set_seconds(1'750'000'000);
  timestamp.set_nanos(7);
  return timestamp;
}

auto IsRefused() { return FailsWith(absl::StatusCode::kInternal, "INTERNAL"); }

TEST(Record, ComesBackAsItWas) {
  EXPECT_EQ(DecodeRecord<Timestamp>(EncodeRecord(Sample()))->SerializeAsString(), Sample().SerializeAsString());
  EXPECT_EQ(DecodeRecord<Timestamp>(EncodeRecord(Timestamp()))->seconds(), 0);
}

TEST(Record, BeginsWithItsFormat) { EXPECT_EQ(EncodeRecord(Sample())[0], 1); }

TEST(Record, OfAnUnknownFormatIsRefused) {
  std::string bytes = EncodeRecord(Sample());
  for (const char format : {'\0', '\2', '\x7f', '\xff'}) {
    bytes[0] = format;
    EXPECT_THAT(DecodeRecord<Timestamp>(bytes), IsRefused());
  }
  EXPECT_THAT(DecodeRecord<Timestamp>(""), IsRefused());
}

TEST(Record, ThatIsDamagedIsRefused) {
  const std::string bytes = EncodeRecord(Sample());
  EXPECT_THAT(DecodeRecord<Timestamp>(bytes.substr(0, 3)), IsRefused());
  EXPECT_THAT(DecodeRecord<Timestamp>("\x01\xff\xff\xff"), IsRefused());
}

}  // namespace
}  // namespace careloop::store

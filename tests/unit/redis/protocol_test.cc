#include "common/redis/protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "common/base/strings.h"

namespace careloop::redis {
namespace {

using std::string_literals::operator""s;
using ::testing::Each;
using ::testing::Property;

// What every kind of reply that a function can give looks like on the wire.
constexpr char kTypicalReply[] = "*6\r\n$5\r\nnonce\r\n:-42\r\n$-1\r\n+OK\r\n*2\r\n$3\r\n\r\n\0\r\n*0\r\n-ERR no\r\n";
const std::string& TypicalReply() {
  static const std::string& reply = *new std::string(kTypicalReply, sizeof(kTypicalReply) - 1);
  return reply;
}

void ExpectTypical(const Reply& reply) {
  ASSERT_EQ(reply.array().size(), 6);
  EXPECT_EQ(reply.at(0).text(), "nonce");
  EXPECT_EQ(reply.at(1).integer(), -42);
  EXPECT_TRUE(reply.at(2).is_nil());
  EXPECT_EQ(reply.at(3).text(), "OK");
  EXPECT_EQ(reply.at(4).at(0).text(), std::string_view("\r\n\0", 3));
  EXPECT_TRUE(reply.at(4).at(1).is_array());
  EXPECT_TRUE(reply.at(5).is_error());
}

// The replies in `bytes`, all fed at once; an error if there is one.
absl::StatusOr<std::vector<Reply>> ReadAll(std::string_view bytes) {
  ReplyReader reader;
  std::vector<Reply> replies;
  if (absl::Status fed = reader.Feed(bytes); !fed.ok()) return fed;
  while (true) {
    auto reply = reader.Next();
    if (!reply.ok()) return reply.status();
    if (!reply->has_value()) return replies;
    replies.push_back(**std::move(reply));
  }
}

std::string Nested(int depth) {
  std::string bytes;
  for (int i = 0; i < depth; ++i) bytes += "*1\r\n";
  return bytes + ":1\r\n";
}

TEST(ReplyReader, DecodesEveryKindOfReply) {
  const auto replies = ReadAll(TypicalReply());
  ASSERT_TRUE(replies.ok());
  ASSERT_EQ(replies->size(), 1);
  ExpectTypical(replies->front());
}

TEST(ReplyReader, WaitsForTheRestOfAReplyThatIsCutAnywhere) {
  const std::string& bytes = TypicalReply();
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    ReplyReader reader;
    ASSERT_TRUE(reader.Feed(bytes.substr(0, cut)).ok());
    const auto early = reader.Next();
    ASSERT_TRUE(early.ok());
    EXPECT_FALSE(early->has_value()) << cut;
    ASSERT_TRUE(reader.Feed(bytes.substr(cut)).ok());
    const auto whole = reader.Next();
    ASSERT_TRUE(whole.ok() && whole->has_value()) << cut;
    ExpectTypical(**whole);
  }
}

TEST(ReplyReader, KeepsPipelinedRepliesInOrder) {
  const auto replies = ReadAll(":1\r\n:2\r\n:3\r\n*1\r\n");
  ASSERT_TRUE(replies.ok());
  ASSERT_EQ(replies->size(), 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ((*replies)[i].integer(), i + 1);
}

TEST(ReplyReader, RefusesWhatIsNoReply) {
  for (const char* bytes :
       {"hello\r\n", "!3\r\n", ":x\r\n", ":99999999999999999999\r\n", "$-7\r\n", "*-7\r\n", "*x\r\n"}) {
    EXPECT_FALSE(ReadAll(bytes).ok()) << bytes;
  }
}

TEST(ReplyReader, RefusesAnArrayThatClaimsABillionElements) {
  EXPECT_FALSE(ReadAll("*1111111111\r\n").ok());
  EXPECT_FALSE(ReadAll("*2\r\n$5\r\nnonce\r\n*1111111111\r\n").ok());
  EXPECT_FALSE(ReadAll(StrCat("*", ReplyReader::kMaxArrayElements + 1, "\r\n")).ok());
}

TEST(ReplyReader, AcceptsTheLargestArray) {
  std::string bytes = StrCat("*", ReplyReader::kMaxArrayElements, "\r\n");
  for (int i = 0; i < ReplyReader::kMaxArrayElements; ++i) bytes += ":7\r\n";
  const auto replies = ReadAll(bytes);
  ASSERT_TRUE(replies.ok());
  EXPECT_EQ(replies->front().array().size(), ReplyReader::kMaxArrayElements);
  EXPECT_THAT(replies->front().array(), Each(Property(&Reply::integer, 7)));
}

TEST(ReplyReader, RefusesManyArraysThatAreTooLargeTogether) {
  const std::string full = [] {
    std::string bytes = StrCat("*", ReplyReader::kMaxArrayElements, "\r\n");
    for (int i = 0; i < ReplyReader::kMaxArrayElements; ++i) bytes += "*0\r\n";
    return bytes;
  }();
  EXPECT_FALSE(ReadAll(StrCat("*5\r\n", full, full, full, full, full)).ok());
  EXPECT_TRUE(ReadAll(StrCat("*2\r\n", full, full)).ok());
}

TEST(ReplyReader, RefusesAReplyThatNeverEnds) {
  ReplyReader reader;
  ASSERT_TRUE(reader.Feed("$9000000000\r\n").ok());
  const std::string chunk(size_t{1} << 20, 'x');
  size_t taken = 0;
  while (reader.Feed(chunk).ok()) {
    const auto reply = reader.Next();
    ASSERT_TRUE(reply.ok());
    ASSERT_FALSE(reply->has_value());
    taken += chunk.size();
  }
  EXPECT_LE(taken, ReplyReader::kMaxReplyBytes);
}

TEST(ReplyReader, CountsEachReplyForItself) {
  ReplyReader reader;
  const std::string reply = StrCat("$", size_t{1} << 20, "\r\n", std::string(size_t{1} << 20, 'x'), "\r\n");
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(reader.Feed(reply).ok());
    const auto next = reader.Next();
    ASSERT_TRUE(next.ok() && next->has_value());
  }
}

TEST(ReplyReader, RefusesArraysNestedDeeperThanEight) {
  EXPECT_TRUE(ReadAll(Nested(8)).ok());
  EXPECT_FALSE(ReadAll(Nested(9)).ok());
  EXPECT_FALSE(ReadAll(Nested(10'000)).ok());
}

TEST(AppendCommand, KeepsArgumentsOfAnyBytesApart) {
  std::string bytes;
  AppendCommand(std::array<std::string_view, 4>{"FCALL", "", "%s %n\r\n", std::string_view("\0\xff", 2)}, bytes);
  EXPECT_EQ(bytes, "*4\r\n$5\r\nFCALL\r\n$0\r\n\r\n$7\r\n%s %n\r\n\r\n$2\r\n\0\xff\r\n"s);
}

TEST(Reply, ReadsAsEmptyWhatItIsNot) {
  EXPECT_EQ(Reply(int64_t{7}).text(), "");
  EXPECT_EQ(Reply(std::string("7")).integer(), 0);
  EXPECT_TRUE(Reply(std::string("7")).array().empty());
  EXPECT_TRUE(Reply(Reply::Array{Reply(int64_t{7})}).at(1).is_nil());
}

}  // namespace
}  // namespace careloop::redis

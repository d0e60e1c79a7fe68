#include "common/log/log.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "common/base/error.h"

namespace careloop::log {
namespace {

using nlohmann::json;

// Text that a program came by while it ran is no log value, unless it is marked as a checked word.
static_assert(!std::is_constructible_v<Field, Text, std::string>);
static_assert(!std::is_constructible_v<Field, Text, std::string_view>);
static_assert(std::is_constructible_v<Field, Text, Word>);

class LogTest : public ::testing::Test {
 protected:
  LogTest() : path_(::testing::TempDir() + "log_" + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove(path_);
    StartAt(Level::kDebug);
  }
  ~LogTest() override {
    EXPECT_TRUE(Start({.level = Level::kWarning}).ok());
    std::filesystem::remove(path_);
  }

  void StartAt(Level level) {
    const absl::Status started = Start({.service = "journal", .level = level, .file = path_});
    ASSERT_TRUE(started.ok()) << started;
  }

  // What is in the file now, without a flush of the test's own. Each line is one JSON object.
  std::vector<json> Written() const {
    std::vector<json> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) {
      lines.push_back(json::parse(line, nullptr, /*allow_exceptions=*/false));
      EXPECT_TRUE(lines.back().is_object()) << line;
    }
    return lines;
  }

  json OnlyLine() const {
    Flush();
    const std::vector<json> lines = Written();
    EXPECT_EQ(lines.size(), 1);
    return lines.empty() ? json() : lines.front();
  }

  const std::string path_;
};

TEST_F(LogTest, WritesAnEventWithItsFields) {
  LogEvent(Level::kInfo, "redis_connected",
           {{"attempts", 3},
            {"bytes", size_t{7}},
            {"ratio", 0.5},
            {"durable", true},
            {"waited", absl::Milliseconds(2)},
            {"profile", "always, no eviction"},
            {"address", Word("unix:/run/redis.sock")}});
  json line = OnlyLine();
  EXPECT_TRUE(line["time"].get<std::string>().ends_with("Z"));
  line.erase("time");
  EXPECT_EQ(line, json({{"level", "info"},
                        {"service", "journal"},
                        {"event", "redis_connected"},
                        {"attempts", 3},
                        {"bytes", 7},
                        {"ratio", 0.5},
                        {"durable", true},
                        {"waited", 2000},
                        {"profile", "always, no eviction"},
                        {"address", "unix:/run/redis.sock"}}));
}

TEST_F(LogTest, WritesTheTimeInUtcToTheMicrosecond) {
  const absl::Time before = absl::FromUnixMicros(absl::ToUnixMicros(absl::Now()));
  LogEvent(Level::kInfo, "event");
  absl::Time time;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, OnlyLine()["time"].get<std::string>(), &time, &error)) << error;
  EXPECT_GE(time, before);
  EXPECT_LE(time, absl::Now());
}

TEST_F(LogTest, WritesACallWithoutSayingWhoCalled) {
  LogCall({.method = "careloop.journal.v1.JournalService/GetEntry",
           .code = absl::StatusCode::kNotFound,
           .reason = reason::kNotFound,
           .latency = absl::Microseconds(250),
           .role = Role::kClinician,
           .trace_id = "0af7651916cd43dd8448eb211c80319c"});
  json line = OnlyLine();
  line.erase("time");
  EXPECT_EQ(line, json({{"level", "info"},
                        {"service", "journal"},
                        {"event", "call"},
                        {"method", "careloop.journal.v1.JournalService/GetEntry"},
                        {"code", "NOT_FOUND"},
                        {"reason", "NOT_FOUND"},
                        {"latency_us", 250},
                        {"role", "clinician"},
                        {"trace_id", "0af7651916cd43dd8448eb211c80319c"}}));
}

TEST_F(LogTest, WritesACallOfNobodyWithoutAReason) {
  LogCall({.method = "m", .trace_id = "t"});
  const json line = OnlyLine();
  EXPECT_EQ(line["role"], "none");
  EXPECT_EQ(line["code"], "OK");
  EXPECT_FALSE(line.contains("reason"));
}

TEST_F(LogTest, GivesFailuresThatAreOursAHigherLevel) {
  using absl::StatusCode;
  for (const StatusCode code : {StatusCode::kInternal, StatusCode::kUnknown, StatusCode::kDataLoss,
                                StatusCode::kUnavailable, StatusCode::kResourceExhausted, StatusCode::kDeadlineExceeded,
                                StatusCode::kInvalidArgument, StatusCode::kUnauthenticated}) {
    LogCall({.method = "m", .code = code, .trace_id = "t"});
  }
  Flush();
  std::vector<std::string> levels;
  for (const json& line : Written()) levels.push_back(line["level"]);
  EXPECT_EQ(levels,
            (std::vector<std::string>{"error", "error", "error", "warning", "warning", "warning", "info", "info"}));
}

TEST_F(LogTest, ShowsAStatusWithItsReasonInOneLine) {
  LogEvent(Level::kInfo, "failed",
           {{"error", Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable,
                            "first \"line\"\nsecond \\ \x01 line \xc3\xa4")},
            {"fine", absl::OkStatus()}});
  const json line = OnlyLine();
  EXPECT_EQ(line["error"], json({{"code", "UNAVAILABLE"},
                                 {"reason", "STORE_UNAVAILABLE"},
                                 {"message", "first \"line\"\nsecond \\ \x01 line ??"}}));
  EXPECT_EQ(line["fine"], json({{"code", "OK"}}));
}

TEST_F(LogTest, CutsLongMessages) {
  LogEvent(Level::kInfo, "failed", {{"error", absl::InternalError(std::string(5000, 'x'))}});
  EXPECT_EQ(OnlyLine()["error"]["message"].get<std::string>().size(), 512);
}

TEST_F(LogTest, ShowsAQuestionMarkForAWordThatIsNone) {
  const std::string longest(128, 'w');
  for (const std::string& word :
       {std::string(), std::string("two words"), std::string("line\nbreak"), std::string("quote\""),
        std::string("\xc3\xa4"), std::string("a\0b", 3), longest + "w"}) {
    EXPECT_EQ(Word(word).text(), "?") << word;
  }
  for (const std::string& word : {std::string("a"), longest, std::string("journal@host:9000/x_y.z-1")})
    EXPECT_EQ(Word(word).text(), word);
  LogCall({.method = "m", .reason = "not a reason", .trace_id = "x\"}\n{\"forged\":\"line"});
  const json line = OnlyLine();
  EXPECT_EQ(line["trace_id"], "?");
  EXPECT_EQ(line["reason"], "?");
}

TEST_F(LogTest, ShowsNumbersAtTheirLimits) {
  LogEvent(Level::kInfo, "limits",
           {{"low", std::numeric_limits<int64_t>::min()},
            {"high", std::numeric_limits<uint64_t>::max()},
            {"nan", std::nan("")},
            {"infinite", std::numeric_limits<double>::infinity()}});
  const json line = OnlyLine();
  EXPECT_EQ(line["low"], std::numeric_limits<int64_t>::min());
  EXPECT_EQ(line["high"], std::numeric_limits<uint64_t>::max());
  EXPECT_TRUE(line["nan"].is_null());
  EXPECT_TRUE(line["infinite"].is_null());
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevel) {
  StartAt(Level::kWarning);
  LogEvent(Level::kInfo, "unseen");
  LogCall({.method = "unseen", .trace_id = "t"});
  LogEvent(Level::kWarning, "seen");
  EXPECT_EQ(OnlyLine()["event"], "seen");
}

TEST_F(LogTest, WritesWarningsAtOnceAndWithThemWhatWasBefore) {
  LogEvent(Level::kInfo, "first");
  EXPECT_TRUE(Written().empty()) << "buffered";
  LogEvent(Level::kWarning, "second");
  EXPECT_EQ(Written().size(), 2);
}

TEST_F(LogTest, KeepsLinesWholeWhenManyThreadsWrite) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 1000; ++i) LogEvent(Level::kInfo, "event", {{"thread", t}, {"number", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  Flush();
  EXPECT_EQ(Written().size(), 4000);
}

TEST_F(LogTest, AppendsToTheFileOfAnEarlierRun) {
  LogEvent(Level::kInfo, "earlier");
  StartAt(Level::kInfo);
  LogEvent(Level::kWarning, "later");
  EXPECT_EQ(Written().size(), 2);
}

TEST(Log, NamesTheFileThatCannotBeOpened) {
  const absl::Status status = Start({.file = "/no/such/folder/careloop.log"});
  EXPECT_NE(status.message().find("/no/such/folder/careloop.log"), absl::string_view::npos);
}

TEST(Log, GoesOnWhenTheDiskIsFull) {
  ASSERT_TRUE(Start({.file = "/dev/full"}).ok());
  for (int i = 0; i < 1000; ++i) LogEvent(Level::kWarning, "lost");
  EXPECT_TRUE(Start({.level = Level::kWarning}).ok());
}

TEST(LogLevel, HasANameAndComesFromIt) {
  for (const Level level : {Level::kDebug, Level::kInfo, Level::kWarning, Level::kError}) {
    EXPECT_EQ(LevelFromName(LevelName(level)), level);
  }
  EXPECT_EQ(LevelFromName("INFO"), std::nullopt);
  EXPECT_EQ(LevelFromName(""), std::nullopt);
}

}  // namespace
}  // namespace careloop::log

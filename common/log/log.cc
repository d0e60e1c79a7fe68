#include "common/log/log.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>

#include "common/base/strings.h"
#include "common/log/line.h"
#include "common/log/sink.h"

namespace careloop::log {
namespace {

struct LevelRow {
  Level level;
  std::string_view name;
  spdlog::level::level_enum spdlog;
};

constexpr std::array<LevelRow, 4> kLevels = {{{Level::kDebug, "debug", spdlog::level::debug},
                                              {Level::kInfo, "info", spdlog::level::info},
                                              {Level::kWarning, "warning", spdlog::level::warn},
                                              {Level::kError, "error", spdlog::level::err}}};

const LevelRow& RowOf(Level level) { return kLevels[static_cast<size_t>(level)]; }

std::shared_ptr<spdlog::logger> MakeLogger(int fd, Level level) {
  auto logger = std::make_shared<spdlog::logger>("careloop", std::make_shared<Sink>(fd));
  logger->set_level(RowOf(level).spdlog);
  logger->flush_on(spdlog::level::warn);
  return logger;
}

struct Log {
  std::shared_ptr<spdlog::logger> logger = MakeLogger(STDERR_FILENO, Level::kWarning);
  std::string service;
};

// Never destroyed, so that the destructors of other static objects may still log.
Log& TheLog() {
  static Log& log = *new Log;
  return log;
}

void Write(Level level, Line& line) { TheLog().logger->log(RowOf(level).spdlog, line.Finish()); }

bool Enabled(Level level) { return TheLog().logger->should_log(RowOf(level).spdlog); }

void Begin(Line& line, Level level, std::string_view event) {
  line.AddText("level", RowOf(level).name);
  if (!TheLog().service.empty()) line.AddText("service", TheLog().service);
  line.AddText("event", event);
}

Level LevelOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return Level::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return Level::kWarning;
    default:
      return Level::kInfo;
  }
}

// Flushes every second from a thread of spdlog's, and once more when the process exits.
void FlushRegularly() {
  static const bool once = [] {
    spdlog::flush_every(std::chrono::seconds(1));
    return std::atexit(Flush) == 0;
  }();
  static_cast<void>(once);
}

}  // namespace

std::string_view LevelName(Level level) { return RowOf(level).name; }

std::optional<Level> LevelFromName(std::string_view name) {
  for (const LevelRow& row : kLevels) {
    if (row.name == name) return row.level;
  }
  return std::nullopt;
}

absl::Status Start(const Settings& settings) {
  int fd = STDERR_FILENO;
  if (!settings.file.empty()) fd = open(settings.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) return absl::ErrnoToStatus(errno, StrCat("log file ", settings.file, ": cannot open"));
  Flush();
  TheLog() = {.logger = MakeLogger(fd, settings.level), .service = settings.service};
  spdlog::set_default_logger(TheLog().logger);  // registers it, for the regular flush
  FlushRegularly();
  return absl::OkStatus();
}

void Flush() { TheLog().logger->flush(); }

void LogEvent(Level level, Text event, std::initializer_list<Field> fields) {
  if (!Enabled(level)) return;
  Line line;
  Begin(line, level, event.text());
  for (const Field& field : fields) line.Add(field);
  Write(level, line);
}

void LogCall(const CallRecord& record) {
  const Level level = LevelOf(record.code);
  if (!Enabled(level)) return;
  Line line;
  Begin(line, level, "call");
  line.AddText("method", record.method);
  line.AddText("code", absl::StatusCodeToString(record.code));
  if (!record.reason.empty()) line.AddText("reason", Word(record.reason).text());
  line.AddNumber("latency_us", absl::ToInt64Microseconds(record.latency));
  line.AddText("role", record.role ? RoleName(*record.role) : "none");
  line.AddText("trace_id", Word(record.trace_id).text());
  Write(level, line);
}

}  // namespace careloop::log

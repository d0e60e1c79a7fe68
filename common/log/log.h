#ifndef CARELOOP_COMMON_LOG_LOG_H_
#define CARELOOP_COMMON_LOG_LOG_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/call/call.h"
#include "common/log/field.h"

// The log of the process: one JSON object a line, on standard error or in a file. It cannot hold what a person wrote,
// since nothing converts to a field but literals, numbers, checked words and statuses; and it is always whole lines,
// since every value is escaped. Thread-safe. Lines are buffered for up to a second; warnings and errors are written at
// once.
//
//   log::LogEvent(log::Level::kInfo, "redis_connected", {{"attempts", attempts}, {"address", log::Word(address)}});
namespace careloop::log {

enum class Level { kDebug, kInfo, kWarning, kError };

std::string_view LevelName(Level level);  // "debug", "info", "warning", "error"
std::optional<Level> LevelFromName(std::string_view name);

struct Settings {
  std::string service = "";  // "journal"
  Level level = Level::kInfo;
  std::string file = "";  // appended to; empty: standard error
};

// Until this is called, warnings and errors go to standard error. Call it before other threads log. An error names the
// file.
absl::Status Start(const Settings& settings);

// Writes what is buffered. Also done when the process exits.
void Flush();

void LogEvent(Level level, Text event, std::initializer_list<Field> fields = {});

// What is logged of one call. The caller's role, not who they are: the access log says that, to those who may know.
struct CallRecord {
  std::string_view method;
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string_view reason = "";  // empty if OK
  absl::Duration latency = absl::ZeroDuration();
  std::optional<Role> role = std::nullopt;  // none: not authenticated
  std::string_view trace_id;
};

// At level error if it is our fault (INTERNAL, UNKNOWN, DATA_LOSS), warning if we are not able (UNAVAILABLE,
// RESOURCE_EXHAUSTED, DEADLINE_EXCEEDED), else info.
void LogCall(const CallRecord& record);

}  // namespace careloop::log

#endif  // CARELOOP_COMMON_LOG_LOG_H_

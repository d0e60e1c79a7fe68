#ifndef CARELOOP_COMMON_AUDIT_EXPORT_H_
#define CARELOOP_COMMON_AUDIT_EXPORT_H_

#include <optional>
#include <string>
#include <string_view>

#include "common/audit/access_log.h"

namespace careloop::audit {

// A record as a line of an export, ended by a line feed: JSON with its number, its bytes in base64, over which the
// hashes are made, and in words what the bytes say. Of one that this service did not write, its number and no more.
std::string ExportLine(const LoggedAccess& access);

// Reads such a line back. Nothing if it is none. `consistent` is whether the words are those of the bytes.
struct ExportedAccess {
  LoggedAccess access;
  bool consistent = false;
};
std::optional<ExportedAccess> ReadExportLine(std::string_view line);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_EXPORT_H_

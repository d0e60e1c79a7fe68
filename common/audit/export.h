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

// Reads such a line back, with or without its line feed. Nothing if it is none. `consistent` is whether it is, byte for
// byte, what ExportLine makes of what was read: neither other words, nor a member twice, of which others may read the
// first, nor one that was added.
struct ExportedAccess {
  LoggedAccess access;
  bool consistent = false;
};
std::optional<ExportedAccess> ReadExportLine(std::string_view line);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_EXPORT_H_

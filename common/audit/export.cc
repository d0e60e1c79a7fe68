#include "common/audit/export.h"

#include "absl/strings/escaping.h"
#include "nlohmann/json.hpp"

namespace careloop::audit {
namespace {

using Json = nlohmann::ordered_json;

// Under the names of AuditEvent (FHIR R4) where it has them. What is empty is left out.
Json WordsOf(const AccessRecord& record) {
  Json agent = {{"who", record.person}, {"role", RoleName(record.role)}, {"name", record.name}};
  if (!record.session.empty()) agent["session"] = record.session;
  if (!record.token_id.empty()) agent["token"] = record.token_id;
  Json words = {{"recorded", absl::FormatTime(absl::RFC3339_full, record.time, absl::UTCTimeZone())},
                {"source", record.service},
                {"type", record.method},
                {"action", ActionOf(record.method)},
                {"outcome", static_cast<int>(record.outcome)},
                {"agent", std::move(agent)},
                {"patients", record.patients}};
  if (!record.resource.empty()) words["entity"] = record.resource;
  if (!record.rule.empty()) words["policy"] = record.rule;
  if (!record.request_id.empty()) words["requestId"] = record.request_id;
  if (!record.trace_id.empty()) words["traceId"] = record.trace_id;
  if (record.left_out != 0) words["leftOut"] = record.left_out;
  return words;
}

Json WordsOfBytes(const std::string& bytes) {
  const auto record = DecodeAccess(bytes);
  return record ? WordsOf(*record) : Json();
}

}  // namespace

std::string ExportLine(const LoggedAccess& access) {
  Json line = {{"sequence", access.sequence}};
  if (!access.bytes.empty()) line["bytes"] = absl::Base64Escape(access.bytes);
  if (Json words = WordsOfBytes(access.bytes); !words.is_null()) line["record"] = std::move(words);
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<ExportedAccess> ReadExportLine(std::string_view line) try {
  const Json json = Json::parse(line);
  ExportedAccess read{.access = {.sequence = json.at("sequence"), .bytes = ""}};
  const std::string encoded = json.value("bytes", "");
  if (!absl::Base64Unescape(encoded, &read.access.bytes)) return std::nullopt;
  const std::string made = ExportLine(read.access);
  read.consistent = line == made || line == std::string_view(made).substr(0, made.size() - 1);
  return read;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace careloop::audit

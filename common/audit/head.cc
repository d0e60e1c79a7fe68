#include "common/audit/head.h"

#include "absl/strings/escaping.h"
#include "nlohmann/json.hpp"

namespace careloop::audit {
namespace {

using Json = nlohmann::ordered_json;

std::string Hex(const std::string& bytes) { return absl::BytesToHexString(bytes); }

std::string Unhex(const Json& json, const char* member) {
  return absl::HexStringToBytes(json.at(member).get<std::string>());
}

std::string SignedText(const Json& head) { return "careloop access log head 1\n" + head.dump(); }

Json ToJson(const Head& head) {
  Json json = {
      {"site", head.site},         {"service", head.service},
      {"sequence", head.sequence}, {"hash", Hex(head.hash)},
      {"last", Hex(head.last)},    {"time", absl::FormatTime(absl::RFC3339_full, head.time, absl::UTCTimeZone())}};
  if (!head.finding.empty()) json["finding"] = head.finding;
  return json;
}

constexpr size_t kLongestLine = 32 * 1024;

std::string LineOf(Json json, const std::string& key, const std::string& signature) {
  json["key"] = Hex(key);
  json["signature"] = Hex(signature);
  return json.dump();
}

}  // namespace

std::string SignHead(const Head& head, const SigningKey& key) {
  const Json json = ToJson(head);
  return LineOf(json, key.public_key(), key.Sign(SignedText(json)));
}

std::optional<SignedHead> ReadHead(std::string_view line) try {
  if (line.size() > kLongestLine) return std::nullopt;  // and may be nested deeper than the stack
  Json json = Json::parse(line);
  const std::string key = Unhex(json, "key");
  const std::string signature = Unhex(json, "signature");
  json.erase("key");
  json.erase("signature");
  // A member that is there twice is read as one: others may read the other.
  if (LineOf(json, key, signature) != line || !IsSignedBy(key, SignedText(json), signature)) return std::nullopt;
  Head head{.site = json.at("site"),
            .service = json.at("service"),
            .sequence = json.at("sequence"),
            .hash = Unhex(json, "hash"),
            .last = Unhex(json, "last"),
            .time = absl::InfinitePast(),
            .finding = json.value("finding", "")};
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, json.at("time").get<std::string>(), &head.time, &error)) return std::nullopt;
  return SignedHead{std::move(head), key};
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace careloop::audit

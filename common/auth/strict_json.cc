#include "common/auth/strict_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

using nlohmann::json;

// Follows a parse and sees whether an object names a member twice.
class DuplicateFinder {
 public:
  void See(json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) open_.emplace_back();
    if (event == json::parse_event_t::object_end) open_.pop_back();
    if (event == json::parse_event_t::key) found_ |= !open_.back().insert(parsed.get_ref<const std::string&>()).second;
  }
  bool found() const { return found_; }

 private:
  std::vector<std::set<std::string>> open_;  // the names so far in each object around this place
  bool found_ = false;
};

}  // namespace

json ParseStrictObject(std::string_view text) {
  // The parser would pass over a byte order mark, and over all that follows a zero byte.
  if (text.starts_with("\xef\xbb\xbf") || text.find('\0') != std::string_view::npos) return nullptr;
  DuplicateFinder duplicates;
  const auto see = [&duplicates](int, json::parse_event_t event, json& parsed) {
    duplicates.See(event, parsed);
    return true;
  };
  json value = json::parse(text, see, /*allow_exceptions=*/false);
  if (!value.is_object() || duplicates.found()) return nullptr;
  return value;
}

const std::string* TextMember(const json& object, const char* name) {
  const auto member = object.find(name);
  return member == object.end() ? nullptr : member->get_ptr<const std::string*>();
}

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ForAbsl(text), &bytes)) return std::nullopt;
  if (absl::WebSafeBase64Escape(bytes) != ForAbsl(text)) return std::nullopt;
  return bytes;
}

}  // namespace careloop

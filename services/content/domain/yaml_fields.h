#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_FIELDS_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_FIELDS_H_

#include <yaml-cpp/yaml.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "services/content/domain/faults.h"

namespace careloop::content {

// Reads the fields of one YAML mapping, each once, by key. Everything amiss is noted in `faults` and read as empty, so
// that one reading finds all faults: missing and repeated keys, wrong shapes, broken limits, and, by RefuseOthers,
// unknown keys.
class YamlFields {
 public:
  // `faults` outlives this.
  YamlFields(const YAML::Node& mapping, int first_line, Faults& faults);

  // The line of the mapping, for faults that belong to no one key.
  int line() const { return line_; }
  // The line of `key`, also after it has been read; that of the mapping if there is no such key.
  int LineOf(std::string_view key) const;

  // One line of text of 1 to `most` characters.
  std::string Text(const std::string& key, int most);
  // The same, which may be absent or "".
  std::string OptionalText(const std::string& key, int most);
  // A list of at most `most` different texts of 1 to `longest` characters; empty if it is absent.
  std::vector<std::string> Texts(const std::string& key, int most, int longest);
  // The same, of ids.
  std::vector<std::string> Ids(const std::string& key, int most);
  std::string Id(const std::string& key);
  std::string LanguageTag(const std::string& key);
  absl::CivilDay Day(const std::string& key);
  std::optional<absl::CivilDay> OptionalDay(const std::string& key);
  // The value as it stands, for what is not read by the functions above.
  std::optional<YAML::Node> Take(const std::string& key);

  void Fault(std::string_view key, std::string_view what) { faults_.Add(LineOf(key), key, what); }
  // Every key that has not been read is unknown.
  void RefuseOthers();

 private:
  void Note(const YAML::Node& key, const YAML::Node& value);
  std::string Scalar(const std::string& key, const YAML::Node& value, int most, bool may_be_empty);

  const int first_line_;
  int line_;
  Faults& faults_;
  std::map<std::string, YAML::Node> unread_;
  std::map<std::string, int, std::less<>> lines_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_FIELDS_H_

#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_WARNING_WORDS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_WARNING_WORDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

namespace careloop::messaging {

// The words and phrases by which a site wants a patient's message to be looked at at once. Never the only safeguard:
// most of what is urgent is said in other words. Immutable, thread-safe.
class WarningWords {
 public:
  // None: off.
  WarningWords() = default;
  // `lines` as of the file: one word or phrase a line; empty lines and those that begin with # do not count. `path` is
  // for the error.
  static absl::StatusOr<WarningWords> Parse(const std::string& path, const std::string& file);
  // `folder`/warning-words.txt; none if there is no such file.
  static absl::StatusOr<WarningWords> Load(const std::string& folder);

  // Whether `text` holds one of them: its words one after another, whatever separates them (PlainWords).
  bool AnyIn(std::string_view text) const;

 private:
  absl::flat_hash_map<std::string, std::vector<std::string>> phrases_;  // as of PlainWords, by their first word
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_WARNING_WORDS_H_

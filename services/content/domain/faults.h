#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_FAULTS_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_FAULTS_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "common/base/error.h"

namespace careloop::content {

// Collects everything that is wrong with one document, each fault with its line, so that an editor mends it in one go;
// of very many faults the first ones, and how many more there are. A fault names keys, limits and ids, and never
// repeats text.
class Faults {
 public:
  static constexpr int kMost = 19;  // with the line on the others, as many as an error of the contract carries

  // `document` is what the violations are said of: the request's field "markdown", or a file's name.
  explicit Faults(std::string_view document) : document_(document) {}

  // `line` counts from 1; 0 is the document as a whole.
  void Add(int line, std::string_view what);
  // Of the field `key` in that line.
  void Add(int line, std::string_view key, std::string_view what);

  bool empty() const { return violations_.empty(); }

  // OK if empty, else INVALID_ARGUMENT with reason INVALID_FIELD and one violation for each fault.
  absl::Status ToStatus() const;

 private:
  std::string document_;
  Violations violations_;
  int count_ = 0;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_FAULTS_H_

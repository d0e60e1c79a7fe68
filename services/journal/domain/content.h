#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_CONTENT_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_CONTENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/disclaimed.h"
#include "common/base/task.h"
#include "common/call/call.h"

namespace careloop::journal {

// What to find reading for. Ids as in resource names.
struct ContentQuery {
  struct Symptom {
    std::string id;
    std::optional<int> grade;
  };
  std::vector<Symptom> symptoms;
  std::vector<std::string> treatments;
  std::string language;            // BCP 47; empty: the site's default
  std::string known_library = {};  // of an earlier answer to the same; empty: there is none
};

// A publication that fits, without its text.
struct Suggestion {
  std::string publication;  // "publications/ID"
  int revision = 0;
  std::string title;
  std::string summary;
  std::vector<std::string> symptoms;  // "symptoms/ID" that were asked for and that it is about
  bool review_overdue = false;

  friend bool operator==(const Suggestion&, const Suggestion&) = default;
};

using Suggestions = std::vector<Disclaimed<Suggestion>>;

struct FoundContent {
  Suggestions suggestions;
  std::string library;     // that they were found in: another one after each withdrawal
  bool unchanged = false;  // it is the known one: the earlier answer holds, and there are no suggestions here
};

// The port to the content service. Thread-safe. A failure of the service, or between it and us, is UNAVAILABLE with
// reason PEER_UNAVAILABLE.
class Content {
 public:
  virtual ~Content() = default;

  // At most `most` publications, best first. A publication that comes without its disclaimer is left out.
  virtual Task<absl::StatusOr<FoundContent>> Find(const Call& call, ContentQuery query, int most,
                                                  Deadline deadline) = 0;

  // NOT_FOUND if the catalogue has no such treatment.
  virtual Task<absl::Status> CheckTreatment(const Call& call, std::string treatment) = 0;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_CONTENT_H_

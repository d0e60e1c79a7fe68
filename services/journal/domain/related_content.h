#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_RELATED_CONTENT_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_RELATED_CONTENT_H_

#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/call/call.h"
#include "services/journal/domain/content.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/known_library.h"
#include "services/journal/domain/recent.h"

namespace careloop::journal {

// Numbered like the API's RelatedContentState.
enum class RelatedState : uint8_t { kFresh = 1, kCached = 2, kUnavailable = 3, kNone = 4 };

struct Related {
  std::shared_ptr<const Suggestions> suggestions;  // never null
  RelatedState state = RelatedState::kNone;
};

// The symptoms of an entry that there may be self-care advice on: answered above 0, or yes, and not of grade 0. By id,
// so that the same question is asked with the same words.
std::vector<ContentQuery::Symptom> SymptomsToReadAbout(const Entry& entry);

// Finds self-care content that fits an entry. It never fails and never takes long, since what a person has recorded
// must not wait for what they may read. Thread-safe.
class RelatedContent {
 public:
  static constexpr absl::Duration kLimit = absl::Milliseconds(200);
  static constexpr absl::Duration kKept = absl::Seconds(60);
  static constexpr size_t kMostKept = 2048;
  static constexpr int kMost = 5;  // of an entry with more symptoms: one for each, as far as there is anything on it

  RelatedContent(Content& content, const Clock& clock)
      : content_(content), clock_(clock), recent_(clock, kKept, kMostKept) {}

  // From what was found for the same question within the last minute, if content's library is still the same, else from
  // the content service. While that cannot be reached, what was found last.
  Task<Related> FitFor(const Call& call, const Entry& entry, std::vector<std::string> treatments, std::string language);

 private:
  using Kept = std::shared_ptr<const FoundContent>;

  Related WithoutContent(const Kept& kept) const;

  Content& content_;
  const Clock& clock_;
  KnownLibrary library_;
  Recent<FoundContent> recent_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_RELATED_CONTENT_H_

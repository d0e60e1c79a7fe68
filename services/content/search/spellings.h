#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_SPELLINGS_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_SPELLINGS_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "common/base/mutex.h"
#include "services/content/search/words.h"

namespace careloop::content {

// How words without accents are written with them, as seen in texts. Thread-safe.
class Spellings {
 public:
  void Note(const Word& word) {
    if (word.lower == word.folded) return;
    const MutexLock lock(mutex_);
    accented_.try_emplace(word.folded, word.lower);
  }

  // The word itself if it was never seen with an accent.
  std::string Of(const std::string& folded) const {
    const MutexLock lock(mutex_);
    const auto accented = accented_.find(folded);
    return accented == accented_.end() ? folded : accented->second;
  }

 private:
  mutable Mutex mutex_;
  absl::flat_hash_map<std::string, std::string> accented_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_SPELLINGS_H_

#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_READER_POOL_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_READER_POOL_H_

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "services/content/search/scratch_directory.h"
#include "services/content/search/searcher.h"

namespace careloop::content {

// Readers of the index. Each is used by one search at a time and sees the index as it was at one commit; there are as
// many as there were searches at once. Thread-safe.
class ReaderPool {
 public:
  // A reader in use; it goes back to the pool with this object, which the pool outlives.
  class Lease {
   public:
    Lease(Lease&&) = default;
    ~Lease() {
      if (reader_.searcher != nullptr) pool_->GiveBack(std::move(reader_));
    }

    // Whether there is one: the index has been published.
    explicit operator bool() const { return reader_.searcher != nullptr; }
    Searcher& operator*() const { return *reader_.searcher; }

    // Nobody gets this reader again: it has met a change that it cannot read over.
    void Discard() { reader_.searcher.reset(); }

   private:
    friend class ReaderPool;
    struct Reader {
      std::shared_ptr<const ScratchDirectory> directory;
      std::unique_ptr<Searcher> searcher;
      int64_t commit = 0;  // that it sees
    };
    Lease(ReaderPool* pool, Reader reader) : pool_(pool), reader_(std::move(reader)) {}

    ReaderPool* pool_;
    Reader reader_;
  };

  // From now on readers see what is committed in `directory`, or with null there are none. The directory stays for as
  // long as a reader uses it.
  void Publish(std::shared_ptr<const ScratchDirectory> directory);

  // Throws Xapian::Error.
  Lease Take();

 private:
  using Reader = Lease::Reader;

  void GiveBack(Reader reader);

  Mutex mutex_;
  std::shared_ptr<const ScratchDirectory> directory_ ABSL_GUARDED_BY(mutex_);
  int64_t commit_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Reader> idle_ ABSL_GUARDED_BY(mutex_);  // of directory_
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_READER_POOL_H_

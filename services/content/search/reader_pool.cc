#include "services/content/search/reader_pool.h"

namespace careloop::content {

void ReaderPool::Publish(std::shared_ptr<const ScratchDirectory> directory) {
  std::vector<Reader> released;  // outside the lock
  const MutexLock lock(mutex_);
  if (directory != directory_) idle_.swap(released);
  directory_ = std::move(directory);
  ++commit_;
}

ReaderPool::Lease ReaderPool::Take() {
  Reader reader;
  int64_t commit = 0;
  {
    const MutexLock lock(mutex_);
    if (directory_ == nullptr) return {this, {}};
    commit = commit_;
    if (idle_.empty()) {
      reader.directory = directory_;
    } else {
      reader = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (reader.searcher == nullptr) {
    reader.searcher = std::make_unique<Searcher>(reader.directory->path());
  } else if (reader.commit != commit) {
    reader.searcher->Reopen();
  }
  reader.commit = commit;
  return {this, std::move(reader)};
}

void ReaderPool::GiveBack(Reader reader) {
  const MutexLock lock(mutex_);
  if (reader.directory == directory_) idle_.push_back(std::move(reader));
}

}  // namespace careloop::content

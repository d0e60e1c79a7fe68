#include "services/content/search/document_table.h"

#include <algorithm>
#include <utility>

namespace careloop::content {

const IndexedDocument& At(const Documents& documents, Xapian::docid number) {
  if (number < documents.size() && documents[number] != nullptr) return *documents[number];
  throw Xapian::DatabaseModifiedError("a document that has been taken out");
}

void DocumentTable::Put(Xapian::docid number, std::shared_ptr<const IndexedDocument> document) {
  next_.resize(std::max<size_t>(next_.size(), size_t{number} + 1));
  next_[number] = std::move(document);
}

void DocumentTable::TakeOut(Xapian::docid number) { out_.push_back(number); }

void DocumentTable::Commit() {
  for (const Xapian::docid number : out_before_) next_[number] = nullptr;
  out_before_ = std::exchange(out_, {});
  auto documents = std::make_shared<const Documents>(next_);
  const MutexLock lock(mutex_);
  current_.swap(documents);  // what it held is released outside the lock
}

void DocumentTable::Clear() {
  next_.clear();
  out_.clear();
  out_before_.clear();
  Commit();
}

std::shared_ptr<const Documents> DocumentTable::Current() const {
  const MutexLock lock(mutex_);
  return current_;
}

}  // namespace careloop::content

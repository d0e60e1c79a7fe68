#include "services/content/search/document_table.h"

#include <algorithm>
#include <utility>

namespace careloop::content {

Documents::Documents(std::vector<std::shared_ptr<const IndexedDocument>> documents) : documents_(std::move(documents)) {
  for (const auto& document : documents_) {
    pairs_.push_back(document == nullptr ? WordPairs() : document->words.pairs());
    if (document != nullptr) facets_.insert(facets_.end(), document->facets.begin(), document->facets.end());
    facet_ends_.push_back(static_cast<uint32_t>(facets_.size()));
  }
}

const IndexedDocument& Documents::At(Xapian::docid number) const {
  if (number < documents_.size() && documents_[number] != nullptr) return *documents_[number];
  throw Xapian::DatabaseModifiedError("a document that has been taken out");
}

std::span<const uint32_t> Documents::FacetsOf(Xapian::docid number) const {
  if (number >= documents_.size() || documents_[number] == nullptr) At(number);
  const uint32_t begin = number == 0 ? 0 : facet_ends_[number - 1];
  return std::span(facets_).subspan(begin, facet_ends_[number] - begin);
}

WordPairs Documents::PairsOf(Xapian::docid number) const {
  if (number >= documents_.size() || documents_[number] == nullptr) At(number);
  return pairs_[number];
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

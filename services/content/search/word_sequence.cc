#include "services/content/search/word_sequence.h"

#include <algorithm>
#include <cstddef>

namespace careloop::content {
namespace {

using Numbers = std::span<const StemNumber>;

// So many pairs are compared without a branch between them, which the compiler does many at a time.
constexpr size_t kBlock = 32;

bool HasPairIn(const StemNumber* words, StemNumber first, StemNumber second) {
  unsigned found = 0;
  for (size_t i = 0; i < kBlock; ++i) found |= static_cast<unsigned>(words[i] == first) & (words[i + 1] == second);
  return found != 0;
}

bool StartsWith(Numbers words, Numbers phrase) {
  return words.size() >= phrase.size() && std::equal(phrase.begin(), phrase.end(), words.begin());
}

bool Contains(Numbers words, Numbers phrase) {
  size_t at = 0;
  for (; at + kBlock < words.size(); at += kBlock) {
    if (!HasPairIn(words.data() + at, phrase[0], phrase[1])) continue;
    for (size_t i = at; i < at + kBlock; ++i) {
      if (StartsWith(words.subspan(i), phrase)) return true;
    }
  }
  for (; at < words.size(); ++at) {
    if (StartsWith(words.subspan(at), phrase)) return true;
  }
  return false;
}

// Places for each pair: fewer make long ways to a free one.
constexpr double kPlacesPerPair = 1.5;

uint32_t PairOf(StemNumber first, StemNumber second) { return static_cast<uint32_t>(first) << 16 | second; }

// The place of a pair among so many; by the upper half of a product, on which each bit of both words has an effect.
size_t PlaceOf(uint32_t pair, size_t places) {
  const uint32_t mixed = static_cast<uint32_t>(pair * 0x9E3779B97F4A7C15 >> 32);
  return static_cast<size_t>(uint64_t{mixed} * places >> 32);
}

// Where a pair is, or the free place where it would be.
template <typename Places>
auto& Probe(Places& places, uint32_t pair) {
  size_t at = PlaceOf(pair, places.size());
  while (places[at] != 0 && places[at] != pair) at = at + 1 == places.size() ? 0 : at + 1;
  return places[at];
}

// Each once. None has a border in it, so that none is 0.
std::vector<uint32_t> PairsOf(Numbers words) {
  std::vector<uint32_t> pairs;
  for (size_t i = 1; i < words.size(); ++i) {
    if (words[i - 1] == StemNumbers::kBorder || words[i] == StemNumbers::kBorder) continue;
    pairs.push_back(PairOf(words[i - 1], words[i]));
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

}  // namespace

StemNumber StemNumbers::Of(const std::string& term) {
  const MutexLock lock(mutex_);
  const auto known = numbers_.find(term);
  if (known != numbers_.end()) return known->second;
  const size_t next = numbers_.size() + 1;
  if (next >= kNone) return kNone;
  numbers_.emplace(term, static_cast<StemNumber>(next));
  return static_cast<StemNumber>(next);
}

StemNumber StemNumbers::Find(const std::string& term) const {
  const MutexLock lock(mutex_);
  const auto known = numbers_.find(term);
  return known == numbers_.end() ? kNone : known->second;
}

bool WordPairs::HasAll(Numbers phrase) const {
  if (places_.empty()) return false;
  for (size_t i = 1; i < phrase.size(); ++i) {
    if (Probe(places_, PairOf(phrase[i - 1], phrase[i])) == 0) return false;
  }
  return true;
}

void WordPairs::Announce(Numbers phrase) const {
  if (!places_.empty()) __builtin_prefetch(&places_[PlaceOf(PairOf(phrase[0], phrase[1]), places_.size())]);
}

void WordSequence::Add(SearchField field, const std::vector<StemNumber>& text) {
  words_.insert(words_.end(), text.begin(), text.end());
  words_.push_back(StemNumbers::kBorder);
  texts_.push_back({.field = field, .end = static_cast<uint32_t>(words_.size())});
}

void WordSequence::Finish() {
  words_.shrink_to_fit();
  texts_.shrink_to_fit();
  const std::vector<uint32_t> pairs = PairsOf(words_);
  pairs_.assign(static_cast<size_t>(static_cast<double>(pairs.size()) * kPlacesPerPair) + 1, 0);
  for (const uint32_t pair : pairs) Probe(pairs_, pair) = pair;
}

bool WordSequence::Has(SearchField field, std::span<const StemNumber> phrase) const {
  if (!pairs().HasAll(phrase)) return false;
  if (field == SearchField::kAnywhere && phrase.size() == 2) return true;
  const Numbers words(words_);
  if (field == SearchField::kAnywhere) return Contains(words, phrase);
  size_t begin = 0;
  for (const Text& text : texts_) {
    if (text.field == field && Contains(words.subspan(begin, text.end - begin), phrase)) return true;
    begin = text.end;
  }
  return false;
}

}  // namespace careloop::content

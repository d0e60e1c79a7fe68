#include "services/content/search/word_sequence.h"

#include <algorithm>
#include <bit>
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

// So many bits for each word leave one in six set or fewer.
constexpr size_t kBitsPerWord = 4;
constexpr int kWordBits = 64;

// The bit of a pair among as many as a power of two; by the upper half of a product, on which each bit of both has an
// effect.
size_t BitOf(StemNumber first, StemNumber second, size_t bits) {
  const uint64_t pair = static_cast<uint64_t>(first) << 16 | second;
  return (pair * 0x9E3779B97F4A7C15 >> 32) & (bits - 1);
}

}  // namespace

bool StemNumbers::empty() const {
  const MutexLock lock(mutex_);
  return numbers_.empty();
}

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

void WordSequence::Add(SearchField field, const std::vector<StemNumber>& text) {
  words_.insert(words_.end(), text.begin(), text.end());
  words_.push_back(StemNumbers::kBorder);
  texts_.push_back({.field = field, .end = static_cast<uint32_t>(words_.size())});
}

void WordSequence::Finish() {
  words_.shrink_to_fit();
  texts_.shrink_to_fit();
  if (words_.empty()) return;
  pairs_.resize(std::bit_ceil(words_.size() * kBitsPerWord / kWordBits + 1));
  for (size_t i = 1; i < words_.size(); ++i) {
    const size_t bit = BitOf(words_[i - 1], words_[i], pairs_.size() * kWordBits);
    pairs_[bit / kWordBits] |= uint64_t{1} << bit % kWordBits;
  }
}

bool WordSequence::MayHave(Numbers phrase) const {
  if (pairs_.empty()) return false;
  for (size_t i = 1; i < phrase.size(); ++i) {
    const size_t bit = BitOf(phrase[i - 1], phrase[i], pairs_.size() * kWordBits);
    if ((pairs_[bit / kWordBits] >> bit % kWordBits & 1) == 0) return false;
  }
  return true;
}

bool WordSequence::Has(SearchField field, std::span<const StemNumber> phrase) const {
  if (!MayHave(phrase)) return false;
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

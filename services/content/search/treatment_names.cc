#include "services/content/search/treatment_names.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"

namespace careloop::content {
namespace {

std::string KeyOf(std::span<const Word> words) {
  std::string key;
  for (const Word& word : words) absl::StrAppend(&key, key.empty() ? "" : " ", word.folded);
  return key;
}

}  // namespace

void TreatmentNames::Add(const std::vector<std::string>& names) {
  std::vector<Name>& group = groups_.emplace_back();
  for (const std::string& text : names) {
    Name name = WordsOf(text);
    if (name.empty() || !group_of_.try_emplace(KeyOf(name), groups_.size() - 1).second) continue;
    longest_ = std::max(longest_, name.size());
    for (const Word& word : name) words_.insert(word.folded);
    group.push_back(std::move(name));
  }
}

TreatmentNames::Match TreatmentNames::AtStartOf(std::span<const Word> words) const {
  for (size_t count = std::min(longest_, words.size()); count > 0; --count) {
    const auto found = group_of_.find(KeyOf(words.first(count)));
    if (found != group_of_.end()) return {.words = count, .names = &groups_[found->second]};
  }
  return {};
}

}  // namespace careloop::content

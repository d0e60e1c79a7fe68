#include "services/content/search/indexed_texts.h"

#include <utility>

#include "services/content/search/analyzer.h"

namespace careloop::content {

// The library hands on the texts that have not changed: the same text is the same object.
std::vector<IndexChange> IndexedTexts::ChangesTo(const Library& library) const {
  std::vector<IndexChange> changes;
  const MutexLock lock(mutex_);
  for (const auto& [position, shown] : library.by_title()) {
    const auto& text = shown->content().text;
    const auto known = texts_.find(text->id);
    if (known == texts_.end()) {
      changes.push_back({.before = nullptr, .after = text});
    } else if (known->second != text) {
      changes.push_back({.before = known->second, .after = text});
    }
  }
  for (const auto& [id, known] : texts_) {
    if (library.Current(id) == nullptr) changes.push_back({.before = known, .after = nullptr});
  }
  return changes;
}

void IndexedTexts::Put(std::shared_ptr<const PublicationText> text) {
  TakeOut(*text);
  const MutexLock lock(mutex_);
  ++languages_[BaseLanguage(text->language)];
  const std::string id = text->id;
  texts_.insert_or_assign(id, std::move(text));
}

void IndexedTexts::TakeOut(const PublicationText& text) {
  const MutexLock lock(mutex_);
  const auto known = texts_.find(text.id);
  if (known == texts_.end()) return;
  const auto language = languages_.find(BaseLanguage(known->second->language));
  if (--language->second == 0) languages_.erase(language);
  texts_.erase(known);
}

void IndexedTexts::Clear() {
  const MutexLock lock(mutex_);
  texts_.clear();
  languages_.clear();
}

std::vector<std::string> IndexedTexts::Languages() const {
  std::vector<std::string> languages;
  const MutexLock lock(mutex_);
  for (const auto& [language, count] : languages_) languages.push_back(language);
  return languages;
}

}  // namespace careloop::content

#include "services/content/search/facet_values.h"

#include <algorithm>

namespace careloop::content {
namespace {

std::vector<FacetCount>& Of(Facets& facets, FacetKind kind) {
  switch (kind) {
    case FacetKind::kDiagnosis:
      return facets.diagnoses;
    case FacetKind::kTopic:
      return facets.topics;
    case FacetKind::kTreatment:
      return facets.treatments;
    case FacetKind::kKind:
      return facets.kinds;
    case FacetKind::kLanguage:
      return facets.languages;
  }
}

void KeepMostFrequent(std::vector<FacetCount>& counts) {
  std::sort(counts.begin(), counts.end(), [](const FacetCount& a, const FacetCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  });
  if (counts.size() > Facets::kMostValues) counts.resize(Facets::kMostValues);
}

}  // namespace

uint32_t FacetValues::Number(FacetKind kind, const std::string& value) {
  const MutexLock lock(mutex_);
  const auto [entry, added] = numbers_.try_emplace({kind, value}, static_cast<uint32_t>(values_.size()));
  if (added) values_.push_back(entry->first);
  return entry->second;
}

Facets FacetValues::Resolve(const std::vector<int>& counts) const {
  Facets facets;
  {
    const MutexLock lock(mutex_);
    for (size_t number = 0; number < counts.size(); ++number) {
      if (counts[number] > 0) {
        const auto& [kind, value] = values_[number];
        Of(facets, kind).push_back({.value = value, .count = counts[number]});
      }
    }
  }
  for (auto* of : {&facets.diagnoses, &facets.topics, &facets.treatments, &facets.kinds, &facets.languages}) {
    KeepMostFrequent(*of);
  }
  return facets;
}

}  // namespace careloop::content

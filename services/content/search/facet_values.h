#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_FACET_VALUES_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_FACET_VALUES_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "services/content/domain/search_index.h"

namespace careloop::content {

enum class FacetKind { kDiagnosis, kTopic, kTreatment, kKind, kLanguage };

// Numbers the values of all facets, so that counting them is adding up in an array. A number is never taken back.
// Thread-safe.
class FacetValues {
 public:
  // The number of a value, a new one for a new value.
  uint32_t Number(FacetKind kind, const std::string& value);

  // `counts` is by number.
  Facets Resolve(const std::vector<int>& counts) const;

 private:
  using Value = std::pair<FacetKind, std::string>;

  mutable Mutex mutex_;
  std::map<Value, uint32_t> numbers_ ABSL_GUARDED_BY(mutex_);
  std::vector<Value> values_ ABSL_GUARDED_BY(mutex_);  // by number
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_FACET_VALUES_H_

#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_CATALOGUE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_CATALOGUE_H_

#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace careloop::content {

// What a list is ordered by: a label without regard to case, then the id. Also a position in that list.
inline std::string OrderKey(std::string_view label, std::string_view id) {
  return StrCat(absl::AsciiStrToLower(ForAbsl(label)), std::string_view("\0", 1), id);
}

// Things of the site's data, found by id and listed by label. Filled at start, then only read.
template <typename T>
class Catalogue {
 public:
  // False, and nothing changes, if there is one of that id. An item with a `parent` stands in the list after it and
  // before what follows the parent.
  bool Add(const std::string& id, std::string_view label, T item, const std::string& parent = "") {
    const auto above = keys_.find(parent);
    std::string key = above == keys_.end() ? OrderKey(label, id) : OrderKey(above->second, OrderKey(label, id));
    const auto [entry, added] = keys_.try_emplace(id, std::move(key));
    if (added) ordered_.emplace(entry->second, std::move(item));
    return added;
  }

  // Null if there is none. Lives as long as the catalogue.
  const T* Find(const std::string& id) const {
    const auto key = keys_.find(id);
    return key == keys_.end() ? nullptr : &ordered_.at(key->second);
  }

  // By position.
  const std::map<std::string, T>& ordered() const { return ordered_; }

 private:
  absl::flat_hash_map<std::string, std::string> keys_;
  std::map<std::string, T> ordered_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_CATALOGUE_H_

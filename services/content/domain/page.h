#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_

#include <map>
#include <string>
#include <vector>

namespace careloop::content {

// Where a page starts and how long it may be. The start is the position of the last item of the page before, so that
// what is published meanwhile neither repeats nor hides an item.
struct PageRequest {
  std::string after;  // empty: the first page
  int size = 0;
};

template <typename T>
struct Page {
  std::vector<T> items;
  std::string next;  // `after` of the next page; empty at the end of the list
};

// A page of those items of an ordered list that match.
template <typename T, typename Match>
Page<T> PageOf(const std::map<std::string, T>& ordered, const PageRequest& request, Match match) {
  Page<T> page;
  std::string last;
  for (auto item = ordered.upper_bound(request.after); item != ordered.end(); ++item) {
    if (!match(item->second)) continue;
    if (page.items.size() == static_cast<size_t>(request.size)) {
      page.next = last;
      break;
    }
    page.items.push_back(item->second);
    last = item->first;
  }
  return page;
}

template <typename T>
Page<T> PageOf(const std::map<std::string, T>& ordered, const PageRequest& request) {
  return PageOf(ordered, request, [](const T&) { return true; });
}

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_

#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_

#include <algorithm>
#include <string>
#include <string_view>
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

// A page of those items of an ordered list that match. The list holds pairs of a position and an item.
template <typename List, typename Match>
auto PageOf(const List& ordered, const PageRequest& request, Match match) {
  using Item = typename List::value_type::second_type;
  Page<Item> page;
  std::string_view last;
  const auto after = [](const std::string& position, const auto& listed) { return position < listed.first; };
  for (auto listed = std::upper_bound(ordered.begin(), ordered.end(), request.after, after); listed != ordered.end();
       ++listed) {
    if (!match(listed->second)) continue;
    if (page.items.size() == static_cast<size_t>(request.size)) {
      page.next = last;
      break;
    }
    page.items.push_back(listed->second);
    last = listed->first;
  }
  return page;
}

template <typename List>
auto PageOf(const List& ordered, const PageRequest& request) {
  return PageOf(ordered, request, [](const auto&) { return true; });
}

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PAGE_H_

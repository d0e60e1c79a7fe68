#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_PAGE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_PAGE_H_

#include <string>
#include <vector>

namespace careloop::journal {

// Which part of a list is asked for. A position is made by the store and means something to it alone.
struct PageRequest {
  int size = 0;       // items at most, 1 or more
  std::string after;  // the position where the page before ended; empty: from the start
};

// A part of a list. May be shorter than asked, even empty, before the end: only an empty `next` ends a list.
template <typename T>
struct PageOf {
  std::vector<T> items;
  std::string next;  // where to go on
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_PAGE_H_

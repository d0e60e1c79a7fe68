#include "services/content/domain/markdown.h"

#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// The packaged cmark-gfm takes time quadratic in the number of "![" that stay open: 0.4 s for 13,000, minutes for a
// full document. Nobody writes that many.
constexpr std::ptrdiff_t kMaxBrackets = 4096;

constexpr std::array<std::string_view, 4> kSchemes = {"http", "https", "mailto", "tel"};

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

// Whether `destination`, as a browser reads it, stays with the allowed schemes or has none. Browsers skip white space
// and control characters in a scheme, so anything but plain letters before the first ":" is refused.
bool IsAllowedDestination(std::string_view destination) {
  const size_t colon = destination.find(':');
  const size_t path = destination.find_first_of("/?#");
  if (colon == std::string_view::npos || path < colon) return true;
  const std::string scheme = absl::AsciiStrToLower(ForAbsl(destination.substr(0, colon)));
  return std::find(kSchemes.begin(), kSchemes.end(), scheme) != kSchemes.end();
}

// An inline node knows its own line only sometimes; its block always does.
int LineOf(cmark_node* node) {
  while (node != nullptr && cmark_node_get_start_line(node) == 0) node = cmark_node_parent(node);
  return node == nullptr ? 1 : cmark_node_get_start_line(node);
}

void CheckNode(cmark_node* node, int first_line, Faults& faults) {
  const auto at = [&] { return first_line + LineOf(node) - 1; };
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
    faults.Add(at(), "holds raw HTML; write a plain \"<\" as \"\\<\"");
  } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
    const char* url = cmark_node_get_url(node);
    if (url != nullptr && !IsAllowedDestination(url)) {
      faults.Add(at(), "holds a link whose destination is neither http, https, mailto, tel nor in the same site");
    }
  }
}

}  // namespace

void CheckMarkdown(std::string_view text, int first_line, Faults& faults) {
  if (const auto brackets = std::count(text.begin(), text.end(), '['); brackets > kMaxBrackets) {
    faults.Add(first_line,
               StrCat("the text has ", brackets, " opening brackets, at most ", kMaxBrackets, " are allowed"));
    return;
  }
  const std::unique_ptr<cmark_node, FreeNode> document(
      cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document.get()));
  for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    if (event == CMARK_EVENT_ENTER) CheckNode(cmark_iter_get_node(iterator.get()), first_line, faults);
  }
}

}  // namespace careloop::content

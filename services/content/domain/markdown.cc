#include "services/content/domain/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

// The packaged cmark-gfm takes time quadratic in the number of "![" that stay open: 0.4 s for 13,000, minutes for a
// full document. Nobody writes that many.
constexpr std::ptrdiff_t kMaxBrackets = 4096;

// Its tables take time quadratic in the number of "|" in a line, and fill up each row to the length of the first.
constexpr std::ptrdiff_t kMaxPipesInLine = 64;
constexpr std::ptrdiff_t kMaxTableCells = 20'000;

// What shows a publication walks it, often by recursion, and makes something of each link.
constexpr int kMaxDepth = 64;
constexpr int kMaxLinks = 4096;

constexpr std::array<std::string_view, 4> kSchemes = {"http", "https", "mailto", "tel"};

struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

// Refuses what no table may be, before anything is read as one. A table ends at a blank line at the latest.
bool CheckPipes(std::string_view text, int first_line, Faults& faults) {
  int number = first_line;
  std::ptrdiff_t rows = 0, most_pipes = 0;
  for (const absl::string_view line : absl::StrSplit(ForAbsl(text), '\n')) {
    const std::ptrdiff_t pipes = std::count(line.begin(), line.end(), '|');
    const bool blank = line.find_first_not_of(" \t>") == line.npos;
    rows = blank ? 0 : rows + 1;
    most_pipes = blank ? 0 : std::max(most_pipes, pipes);
    if (pipes > kMaxPipesInLine) {
      faults.Add(number, StrCat("has ", pipes, " times \"|\", at most ", kMaxPipesInLine, " are allowed in a line"));
      return false;
    }
    if (most_pipes > 0 && rows * (most_pipes + 1) > kMaxTableCells) {
      faults.Add(number, StrCat("is part of a table of more than ", kMaxTableCells, " cells; divide it"));
      return false;
    }
    ++number;
  }
  return true;
}

// An inline node knows its own line only sometimes; its block always does.
int LineOf(cmark_node* node) {
  while (node != nullptr && cmark_node_get_start_line(node) == 0) node = cmark_node_parent(node);
  return node == nullptr ? 1 : cmark_node_get_start_line(node);
}

// Looks at the nodes of a text in their order, each as it is entered and, if it holds others, as it is left.
class NodeCheck {
 public:
  NodeCheck(int first_line, Faults& faults) : first_line_(first_line), faults_(faults) {}

  void Enter(cmark_node* node) {
    const cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) {
      Fault(node, "holds raw HTML; write a plain \"<\" as \"\\<\"");
    } else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE) {
      CheckLink(node);
    } else if (const int columns = cmark_gfm_extensions_get_table_columns(node); columns > kMostTableColumns) {
      Fault(node, StrCat("holds a table of ", columns, " columns, at most ", kMostTableColumns, " are allowed"));
    }
    if (cmark_node_first_child(node) != nullptr && ++depth_ == kMaxDepth + 1 && !told_of_depth_) {
      told_of_depth_ = true;
      Fault(node, StrCat("is nested deeper than ", kMaxDepth, " levels"));
    }
  }
  void Leave(cmark_node* node) {
    if (cmark_node_first_child(node) != nullptr) --depth_;
  }

 private:
  void CheckLink(cmark_node* node) {
    const char* url = cmark_node_get_url(node);
    if (url != nullptr && !IsAllowedDestination(url)) {
      Fault(node, "holds a link whose destination is neither http, https, mailto, tel nor in the same site");
    }
    if (++links_ == kMaxLinks + 1) Fault(node, StrCat("holds a link beyond the ", kMaxLinks, " that are allowed"));
  }
  void Fault(cmark_node* node, std::string_view what) { faults_.Add(first_line_ + LineOf(node) - 1, what); }

  const int first_line_;
  Faults& faults_;
  int depth_ = 0;
  bool told_of_depth_ = false;
  int links_ = 0;
};

}  // namespace

void CheckMarkdown(std::string_view text, int first_line, Faults& faults) {
  if (const auto brackets = std::count(text.begin(), text.end(), '['); brackets > kMaxBrackets) {
    faults.Add(first_line,
               StrCat("the text has ", brackets, " opening brackets, at most ", kMaxBrackets, " are allowed"));
    return;
  }
  if (!CheckPipes(text, first_line, faults)) return;
  const MarkdownTree document = ParseMarkdown(text);
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document.get()));
  NodeCheck check(first_line, faults);
  for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (event == CMARK_EVENT_ENTER) {
      check.Enter(node);
    } else {
      check.Leave(node);
    }
  }
}

void FreeMarkdown::operator()(cmark_node* node) const { cmark_node_free(node); }

MarkdownTree ParseMarkdown(std::string_view text) {
  static std::once_flag registered;
  std::call_once(registered, &cmark_gfm_core_extensions_ensure_registered);
  const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), text.data(), text.size());
  return MarkdownTree(cmark_parser_finish(parser.get()));
}

// Browsers skip white space and control characters in a scheme, so anything but plain letters before the first ":" is
// refused.
bool IsAllowedDestination(std::string_view destination) {
  const size_t colon = destination.find(':');
  const size_t path = destination.find_first_of("/?#");
  if (colon == std::string_view::npos || path < colon) return true;
  const std::string scheme = absl::AsciiStrToLower(ForAbsl(destination.substr(0, colon)));
  return std::find(kSchemes.begin(), kSchemes.end(), scheme) != kSchemes.end();
}

}  // namespace careloop::content

#include "services/content/domain/plain_text.h"

#include <cmark-gfm.h>

#include <memory>

#include "services/content/domain/markdown.h"

namespace careloop::content {
namespace {

struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

void AppendStart(cmark_node* node, std::string& text) {
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) {
    text += cmark_node_get_literal(node);
  } else if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
    text += ' ';
  }
}

void AppendEnd(cmark_node* node, std::string& text) {
  const std::string_view type = cmark_node_get_type_string(node);  // a table's parts have no constants of their own
  if (type == "table_cell") {
    text += ' ';
  } else if (type == "paragraph" || type == "heading" || type == "table_header" || type == "table_row") {
    text += '\n';
  }
}

}  // namespace

std::string PlainText(std::string_view markdown) {
  std::string text;
  const MarkdownTree tree = ParseMarkdown(markdown);
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(tree.get()));
  for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    (event == CMARK_EVENT_ENTER ? AppendStart : AppendEnd)(cmark_iter_get_node(iterator.get()), text);
  }
  return text;
}

}  // namespace careloop::content

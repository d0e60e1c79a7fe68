#include "services/content/rendering/flow.h"

#include <cmark-gfm.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"
#include "common/base/strings.h"
#include "services/content/domain/markdown.h"

namespace careloop::content {
namespace {

constexpr int kDeepestHeading = 6;

struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

// Percent-encodes what could end the string that a URI stands in.
std::string SafeUri(std::string_view uri) {
  std::string safe;
  for (const char c : uri) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte >= 0x7f || std::string_view("'\\()<>\"").find(c) != std::string_view::npos) {
      safe += absl::StrFormat("%%%02X", byte);
    } else {
      safe += c;
    }
  }
  return safe;
}

// Whether it leads anywhere without a page that it is relative to.
bool IsAbsolute(std::string_view uri) {
  const size_t colon = uri.find(':');
  return colon != std::string_view::npos && uri.find_first_of("/?#") > colon && IsAllowedDestination(uri);
}

std::string LabelOf(cmark_node* list, int number) {
  if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) return "•";
  return StrCat(number, cmark_node_get_list_delim(list) == CMARK_PAREN_DELIM ? ")" : ".");
}

int ItemCount(cmark_node* list) {
  int count = 0;
  for (cmark_node* item = cmark_node_first_child(list); item != nullptr; item = cmark_node_next(item)) ++count;
  return count;
}

bool IsTight(cmark_node* paragraph) {
  cmark_node* item = cmark_node_parent(paragraph);
  return item != nullptr && cmark_node_get_type(item) == CMARK_NODE_ITEM &&
         cmark_node_get_list_tight(cmark_node_parent(item)) != 0;
}

class FlowReader {
 public:
  Flow Take() { return std::move(flow_); }
  void Enter(cmark_node* node);
  void Leave(cmark_node* node);

 private:
  void EnterInline(cmark_node* node, cmark_node_type type);
  void Append(std::string_view text, bool code = false);
  void Open(std::string tag, std::string label = "") {
    flow_.elements.push_back({.kind = Element::Kind::kOpen, .tag = std::move(tag), .label = std::move(label)});
  }
  void Close() { flow_.elements.push_back({.kind = Element::Kind::kClose}); }
  void AddText(std::string tag, bool tight) {
    flow_.elements.push_back({.tag = std::move(tag), .tight = tight, .cells = {std::exchange(text_, {})}});
  }
  void AddRow(bool header) {
    flow_.elements.push_back({.kind = Element::Kind::kRow, .header = header, .cells = std::exchange(cells_, {})});
  }
  std::string HeadingTag(int level) {
    heading_ = std::clamp(level, 2, std::min(heading_ + 1, kDeepestHeading));
    return StrCat("H", heading_);
  }
  int LinkTo(cmark_node* node) {
    const char* uri = cmark_node_get_url(node);
    if (uri == nullptr || !IsAbsolute(uri) || flow_.links.size() == Flow::kMostLinks) return Stretch::kNoLink;
    flow_.links.push_back(SafeUri(uri));
    return static_cast<int>(flow_.links.size()) - 1;
  }

  Flow flow_;
  RichText text_;  // of the block that is being read
  std::vector<RichText> cells_;
  std::vector<int> next_numbers_;  // of the lists that are open
  int heading_ = 1;                // the level of the last heading: the title's
  int bold_ = 0;
  int italic_ = 0;
  int link_ = Stretch::kNoLink;
};

void FlowReader::Append(std::string_view text, bool code) {
  const size_t begin = text_.text.size();
  text_.text += text;
  if (text_.text.size() == begin || (bold_ == 0 && italic_ == 0 && !code && link_ == Stretch::kNoLink)) return;
  text_.stretches.push_back({.begin = begin,
                             .end = text_.text.size(),
                             .bold = bold_ > 0,
                             .italic = italic_ > 0,
                             .code = code,
                             .link = link_});
}

void FlowReader::EnterInline(cmark_node* node, cmark_node_type type) {
  if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
    Append(cmark_node_get_literal(node), type == CMARK_NODE_CODE);
  } else if (type == CMARK_NODE_SOFTBREAK) {
    Append(" ");
  } else if (type == CMARK_NODE_LINEBREAK) {
    Append("\n");
  } else if (type == CMARK_NODE_STRONG) {
    ++bold_;
  } else if (type == CMARK_NODE_EMPH || type == CMARK_NODE_IMAGE) {  // of an image there are its words
    ++italic_;
  } else if (type == CMARK_NODE_LINK) {
    link_ = LinkTo(node);
  }
}

void FlowReader::Enter(cmark_node* node) {
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_LIST) {
    const int first = std::max(cmark_node_get_list_start(node), 0);
    Open("L", LabelOf(node, first + ItemCount(node) - 1));
    next_numbers_.push_back(first);
  } else if (type == CMARK_NODE_ITEM) {
    Open("LI", LabelOf(cmark_node_parent(node), next_numbers_.back()++));
  } else if (type == CMARK_NODE_BLOCK_QUOTE) {
    Open("BlockQuote");
  } else if (type == CMARK_NODE_THEMATIC_BREAK) {
    flow_.elements.push_back({.kind = Element::Kind::kRule});
  } else if (type == CMARK_NODE_CODE_BLOCK) {
    Append(std::string(absl::StripTrailingAsciiWhitespace(cmark_node_get_literal(node))), /*code=*/true);
    AddText("P", /*tight=*/false);
  } else if (std::string_view(cmark_node_get_type_string(node)) == "table") {
    Open("Table");  // its parts have no constants of their own
  } else {
    EnterInline(node, type);
  }
}

void FlowReader::Leave(cmark_node* node) {
  const cmark_node_type type = cmark_node_get_type(node);
  const std::string_view name = cmark_node_get_type_string(node);
  if (type == CMARK_NODE_PARAGRAPH) {
    AddText("P", IsTight(node));
  } else if (type == CMARK_NODE_HEADING) {
    AddText(HeadingTag(cmark_node_get_heading_level(node)), /*tight=*/false);
  } else if (type == CMARK_NODE_LIST) {
    next_numbers_.pop_back();
    Close();
  } else if (type == CMARK_NODE_ITEM || type == CMARK_NODE_BLOCK_QUOTE || name == "table") {
    Close();
  } else if (type == CMARK_NODE_STRONG) {
    --bold_;
  } else if (type == CMARK_NODE_EMPH || type == CMARK_NODE_IMAGE) {
    --italic_;
  } else if (type == CMARK_NODE_LINK) {
    link_ = Stretch::kNoLink;
  } else if (name == "table_cell") {
    cells_.push_back(std::exchange(text_, {}));
  } else if (name == "table_header" || name == "table_row") {
    AddRow(name == "table_header");
  }
}

}  // namespace

Flow ReadFlow(std::string_view markdown) {
  const MarkdownTree tree = ParseMarkdown(markdown);
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(tree.get()));
  FlowReader reader;
  for (cmark_event_type event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
       event = cmark_iter_next(iterator.get())) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (event == CMARK_EVENT_ENTER) {
      reader.Enter(node);
    } else {
      reader.Leave(node);
    }
  }
  return reader.Take();
}

}  // namespace careloop::content

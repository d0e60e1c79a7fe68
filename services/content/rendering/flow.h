#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_FLOW_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_FLOW_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace careloop::content {

// Of a text the bytes from `begin` to `end`, which look other than the rest.
struct Stretch {
  static constexpr int kNoLink = -1;

  size_t begin = 0;
  size_t end = 0;
  bool bold = false;
  bool italic = false;
  bool code = false;
  int link = kNoLink;  // where it leads: an index into Flow::links
};

struct RichText {
  std::string text;                // lines end in a line feed
  std::vector<Stretch> stretches;  // in their order, none over another
};

// What follows each other in a document. A kOpen ... kClose pair holds what is between.
struct Element {
  enum class Kind { kOpen, kClose, kText, kRow, kRule };

  Kind kind = Kind::kText;
  // Its type in the structure of a PDF: "H2" to "H6", "P" of a text; "L", "LI", "BlockQuote" or "Table" of kOpen.
  std::string tag = {};
  std::string label = {};            // of an "LI": "3."; of an "L": the widest that any of its items has
  bool tight = false;                // a text close to the one before
  bool header = false;               // a row of headings
  std::vector<RichText> cells = {};  // of a row; of a text there is one
};

struct Flow {
  // A reader's program is slow with more, so that only the first are live.
  static constexpr size_t kMostLinks = 2000;

  std::vector<Element> elements;
  std::vector<std::string> links;  // URIs that are safe between quotes
};

// What a Markdown text that CheckMarkdown accepts is made of. Headings begin at H2, for the title is above them, and
// skip no level. A link within the site, which leads nowhere from a file, is plain text.
Flow ReadFlow(std::string_view markdown);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_FLOW_H_

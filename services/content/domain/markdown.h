#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_

#include <memory>
#include <string_view>

#include "services/content/domain/faults.h"

struct cmark_node;

namespace careloop::content {

// As many columns fit beside each other on a page.
inline constexpr int kMostTableColumns = 12;

// Notes a fault, with its line, for each piece of raw HTML in a Markdown text, for each link and image that leads
// elsewhere than to http, https, mailto, tel or a place in the same site (what is published is shown in other people's
// browsers), and for each table that is too wide or too long. Also for more than 4,096 opening brackets, 4,096 links or
// 64 levels of nesting. `first_line` is the line of the document on which the text begins. Takes time linear in the
// text's length.
void CheckMarkdown(std::string_view text, int first_line, Faults& faults);

struct FreeMarkdown {
  void operator()(cmark_node* node) const;
};
using MarkdownTree = std::unique_ptr<cmark_node, FreeMarkdown>;

// The tree of a text: CommonMark with pipe tables. The one way in which texts are read, for a text that is read in two
// ways hides from one what the other shows. Of a text that CheckMarkdown refuses it may take very long.
MarkdownTree ParseMarkdown(std::string_view text);

// Whether a link may lead there, as a browser reads it: with one of the allowed schemes, or with none.
bool IsAllowedDestination(std::string_view destination);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_

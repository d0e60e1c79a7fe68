#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PLAIN_TEXT_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PLAIN_TEXT_H_

#include <string>
#include <string_view>

namespace careloop::content {

// What a Markdown text that CheckMarkdown accepts says, without its marks: a line for each block and for each row of a
// table, links by their words alone. For searching in.
std::string PlainText(std::string_view markdown);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PLAIN_TEXT_H_

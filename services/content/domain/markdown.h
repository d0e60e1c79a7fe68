#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_

#include <string_view>

#include "services/content/domain/faults.h"

namespace careloop::content {

// Notes a fault, with its line, for each piece of raw HTML in a CommonMark text, and for each link and image that leads
// elsewhere than to http, https, mailto, tel or a place in the same site: what is published is shown in other people's
// browsers. `first_line` is the line of the document on which the text begins. Takes time linear in the text's length.
void CheckMarkdown(std::string_view text, int first_line, Faults& faults);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_MARKDOWN_H_

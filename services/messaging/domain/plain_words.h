#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_PLAIN_WORDS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_PLAIN_WORDS_H_

#include <string>
#include <string_view>

namespace careloop::messaging {

// The words of `text`, UTF-8, with a blank after each, so that texts are compared by their words alone: what separates
// words is all that Unicode calls neither letter, mark nor digit. Without regard to case, to how a character is encoded
// (composed or not, full-width, a ligature) and to what is not seen (soft hyphens, joiners, variation selectors). Each
// letter of a script that is written without blanks, with its marks, is a word of its own: a phrase of such letters is
// found wherever it stands. In time proportional to the text's length.
std::string PlainWords(std::string_view text);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_PLAIN_WORDS_H_

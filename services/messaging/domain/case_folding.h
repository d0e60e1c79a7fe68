#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_CASE_FOLDING_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_CASE_FOLDING_H_

#include <string>
#include <string_view>

namespace careloop::messaging {

// `text`, UTF-8, with its capital letters small, so that texts are compared without regard to case: the letters of
// European languages and of Vietnamese in Latin, Greek, Cyrillic and Armenian script, whole ones and not those made of
// a letter and a combining mark. A small letter that has two forms has one (ſ is s, ς is σ). A letter stays one letter:
// ß is not ss. All other bytes stay as they are.
std::string FoldCase(std::string_view text);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_CASE_FOLDING_H_

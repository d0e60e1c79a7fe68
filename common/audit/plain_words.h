#ifndef CARELOOP_COMMON_AUDIT_PLAIN_WORDS_H_
#define CARELOOP_COMMON_AUDIT_PLAIN_WORDS_H_

#include <string>
#include <string_view>

#include "common/call/call.h"

namespace careloop::audit {

// What a call of a method by somebody of this role was, told to the patient: "read entries of your journal". Goes on
// from a name: "Ana Nurse ...". For a method that this release does not know, its own name.
std::string PlainWords(std::string_view method, Role role);

// Whether the words are known.
bool HasPlainWords(std::string_view method, Role role);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_PLAIN_WORDS_H_

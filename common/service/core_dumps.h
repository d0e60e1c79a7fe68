#ifndef CARELOOP_COMMON_SERVICE_CORE_DUMPS_H_
#define CARELOOP_COMMON_SERVICE_CORE_DUMPS_H_

namespace careloop::service {

// From now on a crash of this process leaves no copy of its memory behind, in a file or with a collector, and no other
// process of the same user may look into it: there are keys in it, and what patients write. With a sanitizer, which has
// to look, only the former.
void TurnOffCoreDumps();

}  // namespace careloop::service

#endif  // CARELOOP_COMMON_SERVICE_CORE_DUMPS_H_

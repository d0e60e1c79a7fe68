#include "common/service/core_dumps.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace careloop::service {

void TurnOffCoreDumps() {
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
  prctl(PR_SET_DUMPABLE, 0);  // the limit alone does not stop a kernel that hands dumps to a program
#endif
}

}  // namespace careloop::service

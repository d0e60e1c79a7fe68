#ifndef CARELOOP_SERVICES_JOURNAL_STORE_DELIVERED_THREAD_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_DELIVERED_THREAD_H_

#include <string>
#include <string_view>

#include "common/base/strings.h"

namespace careloop::journal {

// A thread in Redis, where its name "patients/PATIENT/threads/THREAD" must not say whose it is: THREAD. Empty for none.
inline std::string KeyOfThread(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

inline std::string ThreadOfKey(std::string_view patient, std::string_view key) {
  return key.empty() ? "" : StrCat("patients/", patient, "/threads/", key);
}

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_DELIVERED_THREAD_H_

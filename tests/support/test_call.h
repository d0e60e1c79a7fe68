#ifndef CARELOOP_TESTS_SUPPORT_TEST_CALL_H_
#define CARELOOP_TESTS_SUPPORT_TEST_CALL_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "common/base/strings.h"
#include "common/call/call.h"

namespace careloop::testing {

// A UUID of its own for each number.
inline std::string RequestId(int number) {
  return StrCat("00000000-0000-4000-8000-", absl::Dec(number, absl::kZeroPad12));
}

// A call as the call runner would hand it on. Of a changing call, `request` numbers the request id and `bytes` stands
// for its values.
inline Call CallOf(Role role, const std::string& subject, int request = 0, const std::string& bytes = "") {
  Call call;
  call.caller = std::make_shared<const Caller>(Caller{.subject = subject,
                                                      .role = role,
                                                      .name = StrCat("Demo ", RoleName(role)),
                                                      .session = "session",
                                                      .token_id = "token",
                                                      .expires = absl::InfiniteFuture(),
                                                      .token = ""});
  call.method = "careloop.test.v1.TestService/Test";
  call.request_id = request == 0 ? "" : RequestId(request);
  call.request_bytes = bytes;
  call.trace_id = "test";
  call.deadline = DeadlineAfter(absl::Seconds(20));
  return call;
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_TEST_CALL_H_

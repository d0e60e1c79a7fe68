#ifndef CARELOOP_TESTS_UNIT_AUDIT_SAMPLE_H_
#define CARELOOP_TESTS_UNIT_AUDIT_SAMPLE_H_

#include "common/audit/access_record.h"
#include "common/base/strings.h"

namespace careloop::audit {

// A record in which every field is set, different for each number.
inline AccessRecord SampleRecord(int number) {
  return {.time = absl::FromUnixSeconds(1'800'000'000 + number),
          .service = "journal",
          .method = "careloop.journal.v1.JournalService/GetEntry",
          .person = "n-1",
          .role = Role::kClinician,
          .name = "Demo Nurse",
          .session = "session",
          .token_id = "token",
          .patients = {"p-1", "p-2"},
          .resource = StrCat("patients/p-1/entries/", number),
          .rule = "share",
          .outcome = Outcome::kSuccess,
          .request_id = "request",
          .trace_id = "trace",
          .left_out = 3,
          .nonce = "nonce"};
}

}  // namespace careloop::audit

#endif  // CARELOOP_TESTS_UNIT_AUDIT_SAMPLE_H_

#ifndef CARELOOP_COMMON_AUDIT_ACCESS_RECORD_H_
#define CARELOOP_COMMON_AUDIT_ACCESS_RECORD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "common/call/call.h"

namespace careloop::audit {

// As AuditEvent.outcome of FHIR R4; stored: never renumber.
enum class Outcome { kSuccess = 0, kDenied = 4 };

// One access to what is a patient's, with what an AuditEvent of FHIR R4 says of it: who (agent), what (entity), how
// (type, action), when (recorded), by which rule, and with what result. Nothing that anybody wrote is in it.
struct AccessRecord {
  absl::Time time;
  std::string service;  // the observer (source)
  std::string method;   // "careloop.journal.v1.JournalService/GetEntry"
  std::string person;   // who: the `sub`, role, name, `sid` and `jti` of the token
  Role role = Role::kPatient;
  std::string name;
  std::string session;
  std::string token_id;
  std::vector<std::string> patients;  // whose it is; each once
  std::string resource;               // what was asked for: "patients/p-1/entries/3"
  std::string rule;                   // what allowed it: "share"; of a denial none
  Outcome outcome = Outcome::kSuccess;
  std::string request_id;  // of a change
  std::string trace_id;
  int64_t left_out = 0;  // denials before this one that the limit of their log kept out
  std::string nonce;     // made at random by the log: no two accesses have the same bytes, also at the same moment

  friend bool operator==(const AccessRecord&, const AccessRecord&) = default;
};

// The stored bytes: a format byte, then a message of records.proto. Hashes are made over these.
std::string EncodeAccess(AccessRecord record);
// Nothing if the bytes are no record of this release.
std::optional<AccessRecord> DecodeAccess(std::string_view bytes);

// "C", "R", "U", "D" or "E" (execute): AuditEvent.action, which follows from the method.
std::string_view ActionOf(std::string_view method);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_ACCESS_RECORD_H_

#ifndef CARELOOP_COMMON_BASE_ERROR_H_
#define CARELOOP_COMMON_BASE_ERROR_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace careloop {

// Stable reasons, one per ErrorReason of protos/careloop/common/v1/errors.proto; what a client may branch on.
namespace reason {
inline constexpr std::string_view kTokenMissing = "TOKEN_MISSING";
inline constexpr std::string_view kTokenInvalid = "TOKEN_INVALID";
inline constexpr std::string_view kTokenExpired = "TOKEN_EXPIRED";
inline constexpr std::string_view kRoleNotAllowed = "ROLE_NOT_ALLOWED";
inline constexpr std::string_view kInvalidField = "INVALID_FIELD";
inline constexpr std::string_view kRequestIdReused = "REQUEST_ID_REUSED";
inline constexpr std::string_view kNotFound = "NOT_FOUND";
inline constexpr std::string_view kAlreadyExists = "ALREADY_EXISTS";
inline constexpr std::string_view kVersionConflict = "VERSION_CONFLICT";
inline constexpr std::string_view kFailedState = "FAILED_STATE";
inline constexpr std::string_view kTooManyCalls = "TOO_MANY_CALLS";
inline constexpr std::string_view kStoreUnavailable = "STORE_UNAVAILABLE";
inline constexpr std::string_view kStoreFull = "STORE_FULL";
inline constexpr std::string_view kPeerUnavailable = "PEER_UNAVAILABLE";
inline constexpr std::string_view kDeadlineExceeded = "DEADLINE_EXCEEDED";
inline constexpr std::string_view kDisclaimerMissing = "DISCLAIMER_MISSING";
inline constexpr std::string_view kMessageTooLarge = "MESSAGE_TOO_LARGE";
inline constexpr std::string_view kResumeTokenInvalid = "RESUME_TOKEN_INVALID";
inline constexpr std::string_view kPageTokenInvalid = "PAGE_TOKEN_INVALID";
inline constexpr std::string_view kStreamTooSlow = "STREAM_TOO_SLOW";
inline constexpr std::string_view kInternal = "INTERNAL";
inline constexpr std::string_view kThreadClaimed = "THREAD_CLAIMED";
inline constexpr std::string_view kThreadResolved = "THREAD_RESOLVED";
inline constexpr std::string_view kInboxNotReady = "INBOX_NOT_READY";
inline constexpr std::string_view kCaregiverScopeTooNarrow = "CAREGIVER_SCOPE_TOO_NARROW";
// For the log alone: the caller is not there to be told.
inline constexpr std::string_view kCancelled = "CANCELLED";
}  // namespace reason

// The only way to make an error that reaches a caller. `message` names field, value and limit; it never holds another
// person's data or text that a person wrote, since it is logged and sent.
absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message);

// "Absent" and "not yours" must be the same answer, so both are made here and carry nothing but the kind of resource.
absl::Status NotFound(std::string_view resource_kind);

// UNAVAILABLE with STORE_UNAVAILABLE: what is stored cannot be had at this moment.
absl::Status StoreUnavailable(std::string_view message);

// The reason given to Error(); INTERNAL for a status that was made without one.
std::string ReasonOf(const absl::Status& status);

// Whether `status` was made by Error(): only then is its text fit to be sent.
bool HasReason(const absl::Status& status);

// A text that the person has to read whatever became of their call: whom to call now. It goes with any error, and
// comes before its message.
struct PersonsText {
  std::string language;  // BCP 47
  std::string text;

  friend bool operator==(const PersonsText&, const PersonsText&) = default;
};
absl::Status WithPersonsText(absl::Status error, const PersonsText& text);
std::optional<PersonsText> PersonsTextOf(const absl::Status& status);

// Of an error that says only that a peer was of no use (PEER_UNAVAILABLE): the code with which it answered, if it did.
// Then it is there, and another question, or another caller, may fare better.
absl::Status WithPeersCode(absl::Status error, absl::StatusCode code);
std::optional<absl::StatusCode> PeersCodeOf(const absl::Status& status);

struct FieldViolation {
  std::string field;        // path in the request, e.g. "entry.answers[2].severity"
  std::string description;  // what was given and what is allowed
};

// Collects everything that is wrong with a request, so that a caller mends it in one go.
class Violations {
 public:
  void Add(std::string_view field, std::string_view description);
  bool empty() const { return violations_.empty(); }

  // OK if empty, else INVALID_ARGUMENT with reason INVALID_FIELD and all violations.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> violations_;
};

// The violations that a status made by Violations::ToStatus() carries; empty for any other.
std::vector<FieldViolation> ViolationsOf(const absl::Status& status);

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_ERROR_H_

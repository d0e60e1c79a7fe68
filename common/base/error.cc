#include "common/base/error.h"

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

constexpr char kReasonPayload[] = "careloop/reason";
constexpr char kViolationsPayload[] = "careloop/violations";
constexpr char kPersonsTextPayload[] = "careloop/persons-text";
constexpr char kPeersCodePayload[] = "careloop/peers-code";
constexpr char kFieldEnd[] = "\x1f";
constexpr char kViolationEnd[] = "\x1e";

}  // namespace

absl::Status Error(absl::StatusCode code, std::string_view reason, std::string_view message) {
  absl::Status status(code, ForAbsl(message));
  status.SetPayload(kReasonPayload, absl::Cord(ForAbsl(reason)));
  return status;
}

absl::Status NotFound(std::string_view resource_kind) {
  return Error(absl::StatusCode::kNotFound, reason::kNotFound, StrCat(resource_kind, " not found"));
}

absl::Status StoreUnavailable(std::string_view message) {
  return Error(absl::StatusCode::kUnavailable, reason::kStoreUnavailable, message);
}

std::string ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kReasonPayload);
  return payload ? std::string(*payload) : std::string(reason::kInternal);
}

bool HasReason(const absl::Status& status) { return status.GetPayload(kReasonPayload).has_value(); }

absl::Status WithPersonsText(absl::Status error, const PersonsText& text) {
  error.SetPayload(kPersonsTextPayload, absl::Cord(ForAbsl(StrCat(text.language, kFieldEnd, text.text))));
  return error;
}

std::optional<PersonsText> PersonsTextOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPersonsTextPayload);
  if (!payload) return std::nullopt;
  const std::string bytes(*payload);
  const std::pair<std::string, std::string> parts = absl::StrSplit(bytes, absl::MaxSplits(kFieldEnd, 1));
  return PersonsText{parts.first, parts.second};
}

absl::Status WithPeersCode(absl::Status error, absl::StatusCode code) {
  error.SetPayload(kPeersCodePayload, absl::Cord(ForAbsl(StrCat(static_cast<int>(code)))));
  return error;
}

std::optional<absl::StatusCode> PeersCodeOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kPeersCodePayload);
  int code = 0;
  if (!payload || !absl::SimpleAtoi(std::string(*payload), &code)) return std::nullopt;
  return static_cast<absl::StatusCode>(code);
}

void Violations::Add(std::string_view field, std::string_view description) {
  violations_.push_back({std::string(field), std::string(description)});
}

absl::Status Violations::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const auto sentence = [](std::string* out, const FieldViolation& v) {
    absl::StrAppend(out, v.field, ": ", v.description);
  };
  absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, reason::kInvalidField, absl::StrJoin(violations_, "; ", sentence));
  std::string payload;
  for (const auto& v : violations_) payload += StrCat(v.field, kFieldEnd, v.description, kViolationEnd);
  status.SetPayload(kViolationsPayload, absl::Cord(ForAbsl(payload)));
  return status;
}

std::vector<FieldViolation> ViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  const auto payload = status.GetPayload(kViolationsPayload);
  if (!payload) return violations;
  const std::string bytes(*payload);
  for (absl::string_view row : absl::StrSplit(bytes, kViolationEnd, absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(row, absl::MaxSplits(kFieldEnd, 1));
    violations.push_back({parts.first, parts.second});
  }
  return violations;
}

}  // namespace careloop

#include "common/base/disclaimed.h"

#include "absl/strings/ascii.h"
#include "common/base/error.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

bool Blank(std::string_view text) { return absl::StripAsciiWhitespace(ForAbsl(text)).empty(); }

}  // namespace

absl::StatusOr<Disclaimer> Disclaimer::Create(int version, std::string_view language, std::string_view text) {
  Violations violations;
  if (version < 1) violations.Add("disclaimer.version", "is missing; versions count from 1");
  if (Blank(language)) violations.Add("disclaimer.language", "is blank");
  if (Blank(text)) violations.Add("disclaimer.text", "is blank");
  if (!violations.empty()) return violations.ToStatus();
  return Disclaimer(version, std::string(language), std::string(text));
}

absl::StatusOr<SponsorAcknowledgement> SponsorAcknowledgement::Create(std::string_view text) {
  if (!Blank(text)) return SponsorAcknowledgement(std::string(text));
  Violations violations;
  violations.Add("sponsor_acknowledgement", "is blank; content without a sponsor says so");
  return violations.ToStatus();
}

}  // namespace careloop

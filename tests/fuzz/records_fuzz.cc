// Damaged records and replies of the store: no crash, and a record that is read is written as it was read.

#include <google/protobuf/stubs/logging.h>

#include <string>
#include <string_view>

#include "common/audit/access_record.h"
#include "common/base/error.h"
#include "services/content/store/publication_codec.h"
#include "services/journal/store/alert_codec.h"
#include "services/journal/store/course_codec.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/rule_set_codec.h"
#include "services/journal/store/share_codec.h"
#include "services/messaging/store/codec.h"
#include "tests/fuzz/check.h"

namespace careloop::fuzz {
namespace {

using Codec = void (*)(std::string_view bytes);

template <typename Decode, typename Encode>
void Try(std::string_view bytes, Decode decode, Encode encode) {
  const auto value = decode(bytes);
  if (!value.ok()) return Check(value.status().code() == absl::StatusCode::kInternal);
  const std::string kept = encode(*value);
  const auto again = decode(kept);
  Check(again.ok() && encode(*again) == kept);
}

constexpr Codec kCodecs[] = {
    [](std::string_view bytes) { Try(bytes, &content::DecodeManuscript, &content::EncodeManuscript); },
    [](std::string_view bytes) { Try(bytes, &content::DecodeAct, &content::EncodeAct); },
    [](std::string_view bytes) { Try(bytes, &content::DecodeWithdrawal, &content::EncodeWithdrawal); },
    [](std::string_view bytes) { (void)content::DecodeDisclaimer(1, "For information.", bytes); },
    [](std::string_view bytes) {
      Try(bytes, [](std::string_view b) { return journal::DecodeEntry(b, "p", 1); }, &journal::EncodeEntry);
    },
    [](std::string_view bytes) { Try(bytes, &journal::DecodeRetraction, &journal::EncodeRetraction); },
    [](std::string_view bytes) { Try(bytes, &journal::DecodeShare, &journal::EncodeShare); },
    [](std::string_view bytes) { Try(bytes, &journal::DecodeStop, &journal::EncodeStop); },
    [](std::string_view bytes) { Try(bytes, &journal::DecodeNote, &journal::EncodeNote); },
    [](std::string_view bytes) {
      Try(bytes, [](std::string_view b) { return journal::DecodeCourse(b, "", "p", "c"); }, &journal::EncodeCourse);
    },
    [](std::string_view bytes) {
      Try(
          bytes, [](std::string_view b) { return messaging::DecodeTeam(b, "t"); },
          [](const messaging::CareTeam& team) { return messaging::Encode(team); });
    },
    [](std::string_view bytes) {
      Try(
          bytes, [](std::string_view b) { return messaging::DecodeMember(b, "m"); },
          [](const messaging::Member& member) { return messaging::Encode(member); });
    },
    [](std::string_view bytes) {
      Try(
          bytes, [](std::string_view b) { return messaging::DecodeEnrolment(b, "p"); },
          [](const messaging::Enrolment& enrolment) { return messaging::Encode(enrolment); });
    },
    [](std::string_view bytes) {
      messaging::Thread thread;
      const absl::Status read = messaging::DecodeThread(bytes, thread);
      if (read.ok()) Check(messaging::DecodeThread(messaging::Encode(thread, "starter"), thread).ok());
    },
    [](std::string_view bytes) {
      Try(
          bytes, [](std::string_view b) { return messaging::DecodeMessage(b, 1, "s", absl::UnixEpoch()); },
          [](const messaging::Message& message) { return messaging::Encode(message); });
    },
    [](std::string_view bytes) {
      Try(bytes, &messaging::DecodeSettings,
          [](const messaging::TeamSettings& settings) { return messaging::Encode(settings); });
    },
    [](std::string_view bytes) { (void)messaging::DecodeChange(bytes, "p"); },
    [](std::string_view bytes) { Try(bytes, &journal::DecodeRuleSetActivation, &journal::EncodeRuleSetActivation); },
    [](std::string_view bytes) {
      Try(bytes, [](std::string_view b) { return journal::DecodeAlert(b, "p", "a"); }, &journal::EncodeAlert);
    },
    [](std::string_view bytes) {
      Try(bytes, [](std::string_view b) { return journal::DecodeConsent(b, 1); }, &journal::EncodeConsent);
    },
    [](std::string_view bytes) {
      const auto record = audit::DecodeAccess(bytes);
      if (record) Check(audit::DecodeAccess(audit::EncodeAccess(*record)) == record);
    },
};

}  // namespace
}  // namespace careloop::fuzz

// protobuf has a line to say for each input that it cannot read, which is most of them.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::fuzz;
  const Input input(data, size);
  kCodecs[input.kind % std::size(kCodecs)](input.rest);
  return 0;
}

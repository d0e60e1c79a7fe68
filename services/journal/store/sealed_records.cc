#include "services/journal/store/sealed_records.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/store/alert_codec.h"
#include "services/journal/store/course_codec.h"
#include "services/journal/store/entry_codec.h"
#include "services/journal/store/rule_set_codec.h"
#include "services/journal/store/share_codec.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

// Stored, in what each record is bound to: never changed.
constexpr char kEntry[] = "entry";
constexpr char kRetraction[] = "retraction";
constexpr char kShare[] = "share";
constexpr char kCourse[] = "course";
constexpr char kStop[] = "course stop";
constexpr char kTreatment[] = "treatment";
constexpr char kNote[] = "course note";
constexpr char kAlert[] = "alert";
constexpr char kConsent[] = "alert consent";
constexpr char kRuleSet[] = "rule set";

}  // namespace

std::string SealEntry(const Entry& entry, const OwnerKeys& keys, std::string_view id) {
  return keys.EncryptNamed(EncodeEntry(entry), kEntry, "", id);
}

absl::StatusOr<Entry> OpenEntry(std::string_view bytes, const OwnerKeys& keys, int64_t number) {
  ASSIGN_OR_RETURN(const std::string record, keys.DecryptNamed(bytes, kEntry, ""));
  return DecodeEntry(record, keys.person(), number);
}

std::string SealRetraction(const Retraction& retraction, const OwnerKeys& keys, int64_t number) {
  const std::string entry = NumberKey(number);
  return keys.Encrypt(EncodeRetraction(retraction), {.type = kRetraction, .parent = entry, .id = ""});
}

absl::StatusOr<Retraction> OpenRetraction(std::string_view bytes, const OwnerKeys& keys, int64_t number) {
  const std::string entry = NumberKey(number);
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, {.type = kRetraction, .parent = entry, .id = ""}));
  return DecodeRetraction(record);
}

std::string SealShare(const Share& share, const OwnerKeys& keys) {
  return keys.Encrypt(EncodeShare(share), {.type = kShare, .parent = "", .id = share.id});
}

absl::StatusOr<Share> OpenShare(std::string_view bytes, const OwnerKeys& keys, std::string_view id) {
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, {.type = kShare, .parent = "", .id = id}));
  return DecodeShare(record);
}

std::string SealCourse(const TreatmentCourse& course, const OwnerKeys& keys) {
  return keys.Encrypt(EncodeCourse(course), {.type = kCourse, .parent = "", .id = course.id});
}

std::string SealStop(const CourseStop& stop, const OwnerKeys& keys, std::string_view course) {
  return keys.Encrypt(EncodeStop(stop), {.type = kStop, .parent = course, .id = ""});
}

absl::StatusOr<TreatmentCourse> OpenCourse(std::string_view bytes, std::string_view stop, const OwnerKeys& keys,
                                           std::string id) {
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, {.type = kCourse, .parent = "", .id = id}));
  std::string stopped;
  if (!stop.empty()) {
    ASSIGN_OR_RETURN(stopped, keys.Decrypt(stop, {.type = kStop, .parent = id, .id = ""}));
  }
  return DecodeCourse(record, stopped, keys.person(), std::move(id));
}

std::string SealTreatment(const TreatmentCourse& course, const OwnerKeys& keys) {
  return absl::WebSafeBase64Escape(ForAbsl(keys.EncryptNamed(course.treatment, kTreatment, "", course.id)));
}

absl::StatusOr<std::string> OpenTreatment(std::string_view word, const OwnerKeys& keys) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ForAbsl(word), &bytes)) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored treatment is damaged");
  }
  return keys.DecryptNamed(bytes, kTreatment, "");
}

std::string SealNote(const CourseNote& note, const OwnerKeys& keys, std::string_view course, std::string_view id) {
  return keys.EncryptNamed(EncodeNote(note), kNote, course, id);
}

absl::StatusOr<CourseNote> OpenNote(std::string_view bytes, const OwnerKeys& keys, std::string_view course) {
  ASSIGN_OR_RETURN(const std::string record, keys.DecryptNamed(bytes, kNote, course));
  return DecodeNote(record);
}

std::string SealAlert(const Alert& alert, const OwnerKeys& keys) {
  return keys.Encrypt(EncodeAlert(alert), {.type = kAlert, .parent = "", .id = alert.id});
}

absl::StatusOr<Alert> OpenAlert(std::string_view bytes, const OwnerKeys& keys, std::string id) {
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, {.type = kAlert, .parent = "", .id = id}));
  return DecodeAlert(record, keys.person(), std::move(id));
}

std::string SealConsent(const AlertConsent& consent, const OwnerKeys& keys, std::string_view id) {
  return keys.EncryptNamed(EncodeConsent(consent), kConsent, "", id);
}

absl::StatusOr<AlertConsent> OpenConsent(std::string_view bytes, const OwnerKeys& keys, int version) {
  ASSIGN_OR_RETURN(const std::string record, keys.DecryptNamed(bytes, kConsent, ""));
  return DecodeConsent(record, version);
}

std::string SealRuleSet(const RuleSetActivation& activation, const OwnerKeys& site) {
  return site.EncryptNamed(EncodeRuleSetActivation(activation), kRuleSet, "", activation.rule_set.version);
}

absl::StatusOr<RuleSetActivation> OpenRuleSet(std::string_view bytes, const OwnerKeys& site) {
  ASSIGN_OR_RETURN(const std::string record, site.DecryptNamed(bytes, kRuleSet, ""));
  return DecodeRuleSetActivation(record);
}

}  // namespace careloop::journal

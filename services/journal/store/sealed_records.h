#ifndef CARELOOP_SERVICES_JOURNAL_STORE_SEALED_RECORDS_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_SEALED_RECORDS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/owner_keys.h"
#include "services/journal/domain/alert.h"
#include "services/journal/domain/alert_rule.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/share.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// The only ways of what a person wrote into Redis and out of it: encoded, then encrypted with the patient's key for its
// own place. Whose it is comes from the keys. `id`, where there is one, is that of the request, since the number of the
// record is given only as it is stored. Opening gives INTERNAL for anything that was not sealed for that place.
std::string SealEntry(const Entry& entry, const OwnerKeys& keys, std::string_view id);
absl::StatusOr<Entry> OpenEntry(std::string_view bytes, const OwnerKeys& keys, int64_t number);

std::string SealRetraction(const Retraction& retraction, const OwnerKeys& keys, int64_t number);
absl::StatusOr<Retraction> OpenRetraction(std::string_view bytes, const OwnerKeys& keys, int64_t number);

// Also as the payload of the share's outbox item.
std::string SealShare(const Share& share, const OwnerKeys& keys);
absl::StatusOr<Share> OpenShare(std::string_view bytes, const OwnerKeys& keys, std::string_view id);

// `stop` is empty while the course goes on.
std::string SealCourse(const TreatmentCourse& course, const OwnerKeys& keys);
std::string SealStop(const CourseStop& stop, const OwnerKeys& keys, std::string_view course);
absl::StatusOr<TreatmentCourse> OpenCourse(std::string_view bytes, std::string_view stop, const OwnerKeys& keys,
                                           std::string id);

// What a course treats with, as a word without blanks.
std::string SealTreatment(const TreatmentCourse& course, const OwnerKeys& keys);
absl::StatusOr<std::string> OpenTreatment(std::string_view word, const OwnerKeys& keys);

std::string SealNote(const CourseNote& note, const OwnerKeys& keys, std::string_view course, std::string_view id);
absl::StatusOr<CourseNote> OpenNote(std::string_view bytes, const OwnerKeys& keys, std::string_view course);

std::string SealAlert(const Alert& alert, const OwnerKeys& keys);
absl::StatusOr<Alert> OpenAlert(std::string_view bytes, const OwnerKeys& keys, std::string id);

std::string SealConsent(const AlertConsent& consent, const OwnerKeys& keys, std::string_view id);
absl::StatusOr<AlertConsent> OpenConsent(std::string_view bytes, const OwnerKeys& keys, int version);

// With the site's keys.
std::string SealRuleSet(const RuleSetActivation& activation, const OwnerKeys& site);
absl::StatusOr<RuleSetActivation> OpenRuleSet(std::string_view bytes, const OwnerKeys& site);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_SEALED_RECORDS_H_

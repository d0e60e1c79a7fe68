#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ALERT_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ALERT_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/domain/alert.h"

namespace careloop::journal {

// The only ways of an alert and of a decision about alerts into the store and out of it. Patient, id and version are
// not in the bytes: they are the keys; nor is what became of an alert. Decoding gives INTERNAL for bytes that are
// damaged or of a later format.
std::string EncodeAlert(const Alert& alert);
std::string EncodeConsent(const AlertConsent& consent);

absl::StatusOr<Alert> DecodeAlert(std::string_view bytes, std::string patient, std::string id);
absl::StatusOr<AlertConsent> DecodeConsent(std::string_view bytes, int version);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ALERT_CODEC_H_

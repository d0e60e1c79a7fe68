#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/symptom.h"
#include "services/journal/store/records.pb.h"

namespace careloop::journal {

// Answers, and who gave them, within a stored record. INTERNAL for a reporter of no known role.
void EncodeAnswer(const SymptomAnswer& answer, storage::v1::AnswerRecord& record);
absl::Status NoReporter();
void EncodeReporter(const Reporter& reporter, storage::v1::ReporterRecord& record);
absl::StatusOr<Reporter> DecodeReporter(const storage::v1::ReporterRecord& record);
SymptomAnswer DecodeAnswer(const storage::v1::AnswerRecord& record);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_

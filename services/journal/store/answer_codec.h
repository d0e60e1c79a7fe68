#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_

#include "services/journal/domain/symptom.h"
#include "services/journal/store/records.pb.h"

namespace careloop::journal {

// Answers within a stored record.
void EncodeAnswer(const SymptomAnswer& answer, storage::v1::AnswerRecord& record);
SymptomAnswer DecodeAnswer(const storage::v1::AnswerRecord& record);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ANSWER_CODEC_H_

#ifndef CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_

#include <string>

#include "common/fhir/resource.h"
#include "services/journal/domain/share.h"
#include "services/journal/domain/treatment_course.h"

namespace careloop::journal {

// A treatment course, with its notes.
fhir::Json MedicationStatementOf(const TreatmentCourse& course);

// A share: who may read what until when. It is inactive once it is revoked or has expired at `now`, and while messaging
// refuses to tell of it.
fhir::Json ConsentOf(const Share& share, absl::Time now);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_

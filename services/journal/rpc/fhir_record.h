#ifndef CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_

#include <string>

#include "services/journal/domain/share.h"
#include "services/journal/domain/treatment_course.h"
#include "services/journal/rpc/fhir_resource.h"

namespace careloop::journal::fhir {

// The patient, as far as the journal knows them.
Json PatientResource(const std::string& patient);

// A treatment course, with its notes.
Json MedicationStatementOf(const TreatmentCourse& course);

// A share: who may read what until when. It is inactive once it is revoked or has expired at `now`, and while messaging
// refuses to tell of it.
Json ConsentOf(const Share& share, absl::Time now);

}  // namespace careloop::journal::fhir

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_FHIR_RECORD_H_

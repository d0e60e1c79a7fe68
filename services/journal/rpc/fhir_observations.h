#ifndef CARELOOP_SERVICES_JOURNAL_RPC_FHIR_OBSERVATIONS_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_FHIR_OBSERVATIONS_H_

#include <string>
#include <vector>

#include "common/fhir/resource.h"
#include "services/journal/domain/entry.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// An entry as Observations: one of the entry itself, which names the others; one for each answer, with a component for
// each attribute; one for each grade, with a component for each mark that it carries (derived, imputed, incomplete);
// wellbeing; temperature. Retracted entries are "entered-in-error", partial ones "preliminary".
std::vector<fhir::Json> ObservationsOf(const Entry& entry, const Vocabulary& vocabulary);

// The id of the Observation of the entry itself.
std::string EntryId(int64_t number);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_FHIR_OBSERVATIONS_H_

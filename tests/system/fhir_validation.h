#ifndef CARELOOP_TESTS_SYSTEM_FHIR_VALIDATION_H_
#define CARELOOP_TESTS_SYSTEM_FHIR_VALIDATION_H_

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

// Exports as files in a folder, and what validators that others wrote say of them.
namespace careloop::testing {

// Whether tests/npm/install fhir has been run.
bool HasFhirValidators();

// Exports into the folder, by the verb of `group` ("journal", "messages"), once as lines and once as a Bundle.
void ExportTo(const SiteFolder& folder, const RunningStack& stack, const std::string& person, const std::string& group,
              const std::vector<std::string>& more = {});
std::string LinesIn(const SiteFolder& folder);

// What tests/fhir/validate.mjs says of the export in the folder, and its exit code.
CommandResult Validate(const SiteFolder& folder);

// The control: what is spoilt, one part for another, is found.
void ExpectFound(const SiteFolder& folder, const std::vector<std::pair<std::string, std::string>>& spoilers);

// What is in the lines of an export: the path of each value, "Observation.component.valueInteger", and of one that is a
// code, a word of ours or a yes or no, that value too, "Observation.status=final".
std::set<std::string> FactsIn(const std::string& lines);

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SYSTEM_FHIR_VALIDATION_H_

#ifndef CARELOOP_COMMON_FHIR_RESOURCE_H_
#define CARELOOP_COMMON_FHIR_RESOURCE_H_

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "nlohmann/json.hpp"

namespace careloop::fhir {

// What FHIR R4 resources (http://hl7.org/fhir/R4/) are made of. A field is set only where there is something to say:
// FHIR has no empty arrays and objects.
using Json = nlohmann::ordered_json;

// The code systems that are careloop's own: "urn:careloop:symptom".
std::string OwnSystem(std::string_view name);

// A CodeableConcept of one coding; `display` may be empty.
Json Concept(std::string_view system, std::string_view code, std::string_view display = "");
Json OwnConcept(std::string_view system, std::string_view code, std::string_view display = "");

// A Reference within the export.
Json ReferenceTo(std::string_view type, std::string_view id);

// A dateTime or instant with the offset of `zone`, of UTC if this machine does not know it.
std::string DateTime(absl::Time time, const std::string& zone = "UTC");

// 1-64 of A-Z a-z 0-9 - . as FHIR wants it; what else an id of ours may hold becomes "-".
std::string FhirId(std::string_view id);

// The one patient that everything in an export is about, as far as a service of careloop knows them, and the reference
// to them.
Json PatientResource(const std::string& patient);
Json SubjectReference(const std::string& patient);

// The resource as a line of NDJSON.
std::string Line(const Json& resource);

}  // namespace careloop::fhir

#endif  // CARELOOP_COMMON_FHIR_RESOURCE_H_

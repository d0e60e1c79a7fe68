#include "common/fhir/resource.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace careloop::fhir {
namespace {

constexpr size_t kLongestId = 64;
constexpr char kPatientType[] = "Patient";

}  // namespace

std::string OwnSystem(std::string_view name) { return StrCat("urn:careloop:", name); }

Json Concept(std::string_view system, std::string_view code, std::string_view display) {
  Json coding = {{"system", system}, {"code", code}};
  if (!display.empty()) coding["display"] = display;
  return {{"coding", Json::array({std::move(coding)})}};
}

Json OwnConcept(std::string_view system, std::string_view code, std::string_view display) {
  return Concept(OwnSystem(system), code, display);
}

Json ReferenceTo(std::string_view type, std::string_view id) { return {{"reference", StrCat(type, "/", id)}}; }

std::string DateTime(absl::Time time, const std::string& zone) {
  absl::TimeZone place;
  if (!absl::LoadTimeZone(zone, &place)) place = absl::UTCTimeZone();
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3S%Ez", time, place);
}

std::string FhirId(std::string_view id) {
  std::string kept(id.substr(0, kLongestId));
  const auto is_odd = [](unsigned char c) { return !absl::ascii_isalnum(c) && c != '-' && c != '.'; };
  std::replace_if(kept.begin(), kept.end(), is_odd, '-');
  return kept;
}

Json PatientResource(const std::string& patient) {
  return {{"resourceType", kPatientType},
          {"id", FhirId(patient)},
          {"identifier", Json::array({{{"system", OwnSystem("patient")}, {"value", patient}}})}};
}

Json SubjectReference(const std::string& patient) { return ReferenceTo(kPatientType, FhirId(patient)); }

std::string Line(const Json& resource) { return resource.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace careloop::fhir

#include "services/cli/session.h"

#include "absl/strings/match.h"
#include "common/base/strings.h"
#include "google/protobuf/util/json_util.h"

namespace careloop::cli {

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  // Fails only for an Any of an unknown type, which no response holds.
  (void)google::protobuf::util::MessageToJsonString(message, &json, options);
  return json;
}

absl::StatusOr<std::string> Session::Patient() const {
  std::string patient = ResourceName("patients", options_.patient);
  if (patient.empty()) patient = client_.OwnPatient();
  if (patient.empty()) return UsageError("whose? Give --patient, or sign in as a patient");
  return patient;
}

absl::StatusOr<std::string> Session::PatientsResource(std::string_view collection, const std::string& typed) const {
  if (absl::StrContains(typed, '/')) return typed;
  ASSIGN_OR_RETURN(const std::string patient, Patient());
  return StrCat(patient, "/", collection, "/", typed);
}

}  // namespace careloop::cli

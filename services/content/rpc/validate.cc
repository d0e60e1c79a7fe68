#include "services/content/rpc/validate.h"

#include <set>
#include <string>
#include <string_view>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "common/rpc/field.h"
#include "services/content/domain/document.h"
#include "services/content/domain/publication.h"

namespace careloop::content {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kMostSymptoms = 60;
constexpr int kMostTreatments = 50;
constexpr int kMostDiagnoses = 50;
constexpr int kHighestGrade = 3;

// `collection` ends in "/": the name is an id after it.
void CheckResource(Violations& violations, std::string_view field, std::string_view name, std::string_view collection) {
  if (!name.starts_with(collection) || !IsId(name.substr(collection.size()))) {
    violations.Add(field, StrCat("needs the form ", collection, "{id} with an id of 1 to 64 of a-z 0-9 -"));
  }
}

void CheckFilter(Violations& violations, std::string_view field, std::string_view name, std::string_view collection) {
  if (!name.empty()) CheckResource(violations, field, name, collection);
}

void CheckLanguage(Violations& violations, std::string_view language) {
  if (!language.empty() && !IsLanguageTag(language)) violations.Add("language", "needs a BCP 47 tag such as en");
}

void CheckCount(Violations& violations, std::string_view field, int count, int most) {
  if (count > most) violations.Add(field, StrCat("has ", count, " elements, at most ", most, " are allowed"));
}

void CheckNames(Violations& violations, std::string_view field, const Strings& names, int most,
                std::string_view collection) {
  CheckCount(violations, field, names.size(), most);
  for (int i = 0; i < names.size() && i < most; ++i) {
    CheckResource(violations, StrCat(field, "[", i, "]"), names[i], collection);
  }
}

void CheckSymptoms(Violations& violations, const v1::FindRelatedPublicationsRequest& request) {
  CheckCount(violations, "symptoms", request.symptoms_size(), kMostSymptoms);
  std::set<std::string_view> seen;
  for (int i = 0; i < request.symptoms_size() && i < kMostSymptoms; ++i) {
    const v1::SymptomQuery& query = request.symptoms(i);
    const std::string field = StrCat("symptoms[", i, "]");
    CheckResource(violations, StrCat(field, ".symptom"), query.symptom(), "symptoms/");
    if (!seen.insert(query.symptom()).second) violations.Add(StrCat(field, ".symptom"), "is given twice");
    if (query.has_grade()) rpc::CheckRange(violations, StrCat(field, ".grade"), query.grade(), 0, kHighestGrade);
  }
}

// Of a revision that a request may leave 0.
void CheckRevision(Violations& violations, int revision, int least) {
  if (revision < least) violations.Add("revision", StrCat(revision, " is too low, at least ", least, " is needed"));
}

template <typename Request>
absl::Status ValidatePage(const Request& request) {
  Violations violations;
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

}  // namespace

absl::Status Validate(const v1::ListPublicationsRequest& request) {
  Violations violations;
  CheckFilter(violations, "diagnosis", request.diagnosis(), "diagnoses/");
  CheckFilter(violations, "topic", request.topic(), "topics/");
  CheckFilter(violations, "treatment", request.treatment(), "treatments/");
  CheckFilter(violations, "symptom", request.symptom(), "symptoms/");
  CheckLanguage(violations, request.language());
  if (!v1::PublicationKind_IsValid(request.kind())) violations.Add("kind", "is not a kind of publication");
  if (!v1::PublicationOrder_IsValid(request.order())) violations.Add("order", "is not an order of publications");
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetPublicationRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "publications/");
  CheckRevision(violations, request.revision(), 0);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListDiagnosesRequest& request) { return ValidatePage(request); }

absl::Status Validate(const v1::ListTopicsRequest& request) { return ValidatePage(request); }

absl::Status Validate(const v1::ListTreatmentsRequest& request) { return ValidatePage(request); }

absl::Status Validate(const v1::GetTreatmentRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "treatments/");
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDisclaimerRequest& request) {
  Violations violations;
  CheckLanguage(violations, request.language());
  return violations.ToStatus();
}

absl::Status Validate(const v1::FindRelatedPublicationsRequest& request) {
  Violations violations;
  CheckNames(violations, "treatments", request.treatments(), kMostTreatments, "treatments/");
  CheckSymptoms(violations, request);
  CheckNames(violations, "diagnoses", request.diagnoses(), kMostDiagnoses, "diagnoses/");
  if (request.treatments().empty() && request.symptoms().empty() && request.diagnoses().empty()) {
    violations.Add("symptoms", "at least one treatment, symptom or diagnosis is required");
  }
  CheckLanguage(violations, request.language());
  if (request.limit() < 0) violations.Add("limit", StrCat(request.limit(), " is negative; 0 means 5, at most 20"));
  return violations.ToStatus();
}

absl::Status Validate(const v1::ImportPublicationRequest& request) {
  Violations violations;
  const size_t bytes = request.markdown().size();
  if (bytes == 0) violations.Add("markdown", "is empty");
  if (bytes > Document::kMaxBytes) {
    violations.Add("markdown", StrCat("has ", bytes, " bytes, at most ", Document::kMaxBytes, " are allowed"));
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::PublishRevisionRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "publications/");
  CheckRevision(violations, request.revision(), 1);
  return violations.ToStatus();
}

}  // namespace careloop::content

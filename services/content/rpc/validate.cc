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
#include "services/content/rpc/convert_search.h"

namespace careloop::content {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kLongestLibrary = 64;
constexpr int kMostSymptoms = 60;
constexpr int kMostTreatments = 50;
constexpr int kMostDiagnoses = 50;
constexpr int kHighestGrade = 3;
constexpr int kMostFallbacks = 5;
constexpr int kLongestEtag = 64;
constexpr size_t kSha256Digits = 64;
constexpr rpc::TextLimits kReasonLimits{.min = 1, .max = 1000, .lines = true};
constexpr rpc::TextLimits kNamePartLimits{.min = 0, .max = 200};
constexpr int kMostFilterValues = 20;
constexpr rpc::TextLimits kQueryLimits{.min = 1, .max = 500, .lines = true};

// `collection` ends in "/": the name is an id after it.
void CheckResource(Violations& violations, std::string_view field, std::string_view name, std::string_view collection) {
  if (!name.starts_with(collection) || !IsId(name.substr(collection.size()))) {
    violations.Add(field, StrCat("needs the form ", collection, "{id} with an id of 1 to 64 of a-z 0-9 -"));
  }
}

void CheckFilter(Violations& violations, std::string_view field, std::string_view name, std::string_view collection) {
  if (!name.empty()) CheckResource(violations, field, name, collection);
}

void CheckCount(Violations& violations, std::string_view field, int count, int most) {
  if (count > most) violations.Add(field, StrCat("has ", count, " elements, at most ", most, " are allowed"));
}

void CheckLanguage(Violations& violations, std::string_view language) {
  if (!language.empty() && !IsLanguageTag(language)) violations.Add("language", "needs a BCP 47 tag such as en");
}

// Of a request with a language and what to fall back on.
template <typename Request>
void CheckLanguages(Violations& violations, const Request& request) {
  CheckLanguage(violations, request.language());
  CheckCount(violations, "fallback_languages", request.fallback_languages_size(), kMostFallbacks);
  if (request.language().empty() && !request.fallback_languages().empty()) {
    violations.Add("fallback_languages", "needs a language to fall back from");
  }
  for (int i = 0; i < request.fallback_languages_size() && i < kMostFallbacks; ++i) {
    if (!IsLanguageTag(request.fallback_languages(i))) {
      violations.Add(StrCat("fallback_languages[", i, "]"), "needs a BCP 47 tag such as en");
    }
  }
}

void CheckDay(Violations& violations, std::string_view field, const std::string& day) {
  if (!day.empty() && !ParseDay(day)) violations.Add(field, "needs a day that exists, as YYYY-MM-DD");
}

void CheckEtag(Violations& violations, std::string_view etag) {
  rpc::CheckText(violations, "etag", etag, {.min = 0, .max = kLongestEtag});
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

bool IsSha256(std::string_view text) {
  return text.size() == kSha256Digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

template <typename Request>
absl::Status ValidateCategories(const Request& request) {
  Violations violations;
  CheckLanguage(violations, request.language());
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
  CheckLanguages(violations, request);
  CheckDay(violations, "review_due_before", request.review_due_before());
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

absl::Status Validate(const v1::SearchPublicationsRequest& request) {
  Violations violations;
  rpc::CheckText(violations, "query", request.query(), kQueryLimits);
  CheckNames(violations, "diagnoses", request.diagnoses(), kMostFilterValues, "diagnoses/");
  CheckNames(violations, "topics", request.topics(), kMostFilterValues, "topics/");
  CheckNames(violations, "treatments", request.treatments(), kMostFilterValues, "treatments/");
  CheckCount(violations, "kinds", request.kinds_size(), kMostFilterValues);
  for (int i = 0; i < request.kinds_size() && i < kMostFilterValues; ++i) {
    if (!v1::PublicationKind_IsValid(request.kinds(i)) || request.kinds(i) == v1::PUBLICATION_KIND_UNSPECIFIED)
      violations.Add(StrCat("kinds[", i, "]"), "is not a kind of publication");
  }
  CheckCount(violations, "languages", request.languages_size(), kMostFilterValues);
  for (int i = 0; i < request.languages_size() && i < kMostFilterValues; ++i) {
    if (!IsLanguageTag(request.languages(i)))
      violations.Add(StrCat("languages[", i, "]"), "needs a BCP 47 tag such as en");
  }
  rpc::CheckPageSize(violations, request.page_size(), kSearchPages);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListDiagnosesRequest& request) { return ValidateCategories(request); }

absl::Status Validate(const v1::ListTopicsRequest& request) { return ValidateCategories(request); }

absl::Status Validate(const v1::ListTreatmentsRequest& request) {
  Violations violations;
  rpc::CheckText(violations, "name_part", request.name_part(), kNamePartLimits);
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetTreatmentRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "treatments/");
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetDisclaimerRequest& request) {
  Violations violations;
  CheckLanguage(violations, request.language());
  if (request.version() < 0) violations.Add("version", StrCat(request.version(), " is negative; 0 is the current one"));
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
  CheckLanguages(violations, request);
  if (request.limit() < 0) violations.Add("limit", StrCat(request.limit(), " is negative; 0 means 5, at most 60"));
  rpc::CheckText(violations, "known_library", request.known_library(), {.min = 0, .max = kLongestLibrary});
  return violations.ToStatus();
}

absl::Status Validate(const v1::DownloadRenditionRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "publications/");
  CheckRevision(violations, request.revision(), 0);
  if (!v1::RenditionKind_IsValid(request.kind()) || request.kind() == v1::RENDITION_KIND_UNSPECIFIED) {
    violations.Add("kind", "needs to be a kind of rendition");
  }
  if (request.offset() < 0) violations.Add("offset", StrCat(request.offset(), " is negative"));
  if (!request.sha256().empty() && !IsSha256(request.sha256())) {
    violations.Add("sha256", StrCat("needs ", kSha256Digits, " hexadecimal digits in lower case"));
  }
  if (request.offset() > 0 && request.sha256().empty()) {
    violations.Add("sha256", "is needed with an offset: that of the file whose first part is there");
  }
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
  CheckEtag(violations, request.etag());
  return violations.ToStatus();
}

absl::Status Validate(const v1::WithdrawPublicationRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "publications/");
  rpc::CheckText(violations, "reason", request.reason(), kReasonLimits);
  CheckEtag(violations, request.etag());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListRevisionsRequest& request) {
  Violations violations;
  CheckResource(violations, "name", request.name(), "publications/");
  rpc::CheckPageSize(violations, request.page_size());
  return violations.ToStatus();
}

absl::Status Validate(const v1::PublishDisclaimerRequest& request) {
  Violations violations;
  if (!IsLanguageTag(request.language())) violations.Add("language", "needs a BCP 47 tag such as en");
  if (request.version() < 1) violations.Add("version", StrCat(request.version(), " is too low, at least 1 is needed"));
  rpc::CheckText(violations, "text", request.text(), rpc::kBodyLimits);
  return violations.ToStatus();
}

}  // namespace careloop::content

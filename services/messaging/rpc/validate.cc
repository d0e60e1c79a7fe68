#include "services/messaging/rpc/validate.h"

#include <limits>
#include <set>
#include <string>

#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {
namespace {

using rpc::CheckName;
using rpc::CheckPageSize;
using rpc::CheckPerson;
using rpc::CheckText;
using rpc::kBodyLimits;
using rpc::kNameLimits;

constexpr int kPublications = 5;
constexpr int kEntries = 100;
constexpr int kTriggers = 1000;
constexpr size_t kTokenBytes = 8'192;
constexpr int kFilters = 8;

void CheckBody(Violations& violations, const std::string& text, bool required) {
  CheckText(violations, "text", text, {.min = required ? 1 : 0, .max = kBodyLimits.max, .lines = true});
  if (text.size() > kMostBytes)
    violations.Add("text", StrCat("has ", text.size(), " bytes, at most ", kMostBytes, " are allowed"));
}

void CheckOptionalTeam(Violations& violations, const std::string& care_team) {
  if (!care_team.empty()) CheckName(violations, "care_team", care_team, kCareTeamPattern);
}

void CheckToken(Violations& violations, std::string_view field, const std::string& token) {
  if (token.size() > kTokenBytes)
    violations.Add(field, StrCat("has ", token.size(), " bytes, at most ", kTokenBytes, " are possible"));
}

void CheckPublications(Violations& violations, const v1::SendMessageRequest& request) {
  if (request.publications_size() > kPublications) {
    violations.Add("publications",
                   StrCat(request.publications_size(), " are given, at most ", kPublications, " are allowed"));
    return;
  }
  std::set<std::string> seen;
  for (int i = 0; i < request.publications_size(); ++i) {
    const std::string field = StrCat("publications[", i, "]");
    CheckName(violations, field, request.publications(i), kPublicationPattern);
    if (!seen.insert(request.publications(i)).second) violations.Add(field, "is attached already");
  }
}

// Whether the share exists and is as it says is for the journal to know.
void CheckShare(Violations& violations, const v1::ShareReference& share) {
  CheckName(violations, "share.name", share.name(), kSharePattern);
  if (share.has_entry_count()) {
    rpc::CheckRange(violations, "share.entry_count", share.entry_count(), 1, kEntries);
  } else if (share.has_period()) {
    const bool start = rpc::CheckTime(violations, "share.period.start_time", share.period().start_time());
    const bool end = rpc::CheckTime(violations, "share.period.end_time", share.period().end_time());
    if (start && end && rpc::ToTime(share.period().end_time()) <= rpc::ToTime(share.period().start_time())) {
      violations.Add("share.period.end_time", "is not after start_time");
    }
  } else if (share.has_standing_start_time()) {
    rpc::CheckTime(violations, "share.standing_start_time", share.standing_start_time());
  } else {
    violations.Add("share.scope", "is missing");
  }
  if (share.has_expire_time()) rpc::CheckTime(violations, "share.expire_time", share.expire_time());
}

// Whether the alert exists and is as it says is for the journal to know.
void CheckAlert(Violations& violations, const v1::AlertReference& alert) {
  CheckName(violations, "alert.name", alert.name(), kAlertPattern);
  rpc::CheckRange(violations, "alert.trigger", alert.trigger(), 1, kTriggers);
  if (!alert.symptom().empty()) CheckName(violations, "alert.symptom", alert.symptom(), kSymptomPattern);
  rpc::CheckTime(violations, "alert.trigger_time", alert.trigger_time());
  if (alert.can_wait() && alert.marked_urgent()) violations.Add("alert.can_wait", "contradicts marked_urgent");
}

void CheckDecision(Violations& violations, const careloop::common::v1::RecordedDecision& decision,
                   const char* resource) {
  CheckPerson(violations, "decision.person", decision.person());
  rpc::CheckId(violations, "decision.rule", decision.rule());
  CheckName(violations, "decision.resource", decision.resource(), resource);
  if (decision.has_decided_time()) {
    rpc::CheckNotInFuture(violations, "decision.decided_time", decision.decided_time(), absl::Now());
  } else {
    violations.Add("decision.decided_time", "is missing");
  }
}

void CheckFilters(Violations& violations, const v1::ListThreadsRequest& request) {
  if (request.filters_size() > kFilters) {
    violations.Add("filters", StrCat(request.filters_size(), " are given, there are ", kFilters));
    return;
  }
  std::set<int> seen;
  for (int i = 0; i < request.filters_size(); ++i) {
    const int filter = request.filters(i);
    const std::string field = StrCat("filters[", i, "]");
    if (filter == v1::THREAD_FILTER_UNSPECIFIED || !v1::ThreadFilter_IsValid(filter)) {
      violations.Add(field, "is no filter that is known");
    } else if (!seen.insert(filter).second) {
      violations.Add(field, "is there twice");
    }
  }
}

}  // namespace

void CheckPatient(Violations& violations, std::string_view field, const std::string& name) {
  CheckName(violations, field, name, kPatientPattern);
  if (name == "patients/-") violations.Add(field, "names all patients; one is needed");
}

absl::Status Validate(const v1::CreateCareTeamRequest& request) {
  Violations violations;
  if (!request.care_team_id().empty()) rpc::CheckId(violations, "care_team_id", request.care_team_id());
  CheckText(violations, "display_name", request.display_name(), kNameLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::AddMemberRequest& request) {
  Violations violations;
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckPerson(violations, "person", request.person());
  CheckText(violations, "display_name", request.display_name(), kNameLimits);
  CheckText(violations, "title", request.title(), kNameLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::RemoveMemberRequest& request) {
  Violations violations;
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckPerson(violations, "person", request.person());
  return violations.ToStatus();
}

absl::Status Validate(const v1::EnrolPatientRequest& request) {
  Violations violations;
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckPatient(violations, "patient", request.patient());
  CheckText(violations, "display_name", request.display_name(), kNameLimits);
  return violations.ToStatus();
}

absl::Status Validate(const v1::UnenrolPatientRequest& request) {
  Violations violations;
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckPatient(violations, "patient", request.patient());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListCareTeamsRequest& request) {
  Violations violations;
  if (!request.patient().empty()) CheckPatient(violations, "patient", request.patient());
  CheckPageSize(violations, request.page_size());
  CheckToken(violations, "page_token", request.page_token());
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetCareTeamRequest& request) {
  Violations violations;
  CheckName(violations, "name", request.name(), kCareTeamPattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListTeamPatientsRequest& request) {
  Violations violations;
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckPageSize(violations, request.page_size());
  CheckToken(violations, "page_token", request.page_token());
  return violations.ToStatus();
}

absl::Status Validate(const v1::CheckAccessRequest& request) {
  Violations violations;
  CheckPatient(violations, "patient", request.patient());
  if (!request.person().empty()) CheckPerson(violations, "person", request.person());
  return violations.ToStatus();
}

absl::Status Validate(const v1::StartThreadRequest& request) {
  Violations violations;
  CheckPatient(violations, "parent", request.parent());
  CheckOptionalTeam(violations, request.care_team());
  CheckText(violations, "subject", request.subject(), kNameLimits);
  CheckBody(violations, request.text(), true);
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetThreadRequest& request) {
  Violations violations;
  CheckName(violations, "name", request.name(), kThreadPattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListThreadsRequest& request) {
  Violations violations;
  CheckName(violations, "parent", request.parent(), kPatientPattern);
  CheckOptionalTeam(violations, request.care_team());
  CheckFilters(violations, request);
  if (!request.subject().empty()) CheckText(violations, "subject", request.subject(), kNameLimits);
  CheckPageSize(violations, request.page_size());
  CheckToken(violations, "page_token", request.page_token());
  return violations.ToStatus();
}

absl::Status Validate(const v1::SendMessageRequest& request) {
  Violations violations;
  CheckName(violations, "parent", request.parent(), kThreadPattern);
  CheckPublications(violations, request);
  if (request.has_template_()) {
    CheckTemplate(violations, request.template_());
    if (!request.text().empty()) violations.Add("text", "is given beside a template; one of the two is sent");
    return violations.ToStatus();
  }
  const bool text_required = request.publications().empty() || !request.text().empty();
  CheckBody(violations, request.text(), text_required);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListMessagesRequest& request) {
  Violations violations;
  CheckName(violations, "parent", request.parent(), kThreadPattern);
  rpc::CheckRange(violations, "after_number", request.after_number(), 0, std::numeric_limits<int32_t>::max());
  rpc::CheckRange(violations, "before_number", request.before_number(), 0, std::numeric_limits<int32_t>::max());
  CheckPageSize(violations, request.page_size());
  CheckToken(violations, "page_token", request.page_token());
  return violations.ToStatus();
}

absl::Status Validate(const v1::MarkReadRequest& request) {
  Violations violations;
  CheckName(violations, "thread", request.thread(), kThreadPattern);
  rpc::CheckRange(violations, "up_to", request.up_to(), 1, std::numeric_limits<int32_t>::max());
  return violations.ToStatus();
}

absl::Status Validate(const v1::WatchRequest& request) {
  Violations violations;
  CheckToken(violations, "resume_token", request.resume_token());
  return violations.ToStatus();
}

absl::Status Validate(const v1::ExportThreadsRequest& request) {
  Violations violations;
  CheckPatient(violations, "parent", request.parent());
  return violations.ToStatus();
}

absl::Status Validate(const v1::DeliverShareRequest& request) {
  Violations violations;
  CheckPatient(violations, "patient", request.patient());
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckShare(violations, request.share());
  CheckDecision(violations, request.decision(), kSharePattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::DeliverShareRevocationRequest& request) {
  Violations violations;
  CheckPatient(violations, "patient", request.patient());
  CheckName(violations, "share", request.share(), kSharePattern);
  CheckDecision(violations, request.decision(), kSharePattern);
  return violations.ToStatus();
}

absl::Status Validate(const v1::DeliverAlertRequest& request) {
  Violations violations;
  CheckPatient(violations, "patient", request.patient());
  CheckName(violations, "care_team", request.care_team(), kCareTeamPattern);
  CheckAlert(violations, request.alert());
  CheckDecision(violations, request.decision(), kAlertPattern);
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::RebuildProjectionsRequest& request) { return absl::OkStatus(); }

absl::Status Validate(const admin::v1::ErasePatientRequest& request) {
  Violations violations;
  CheckPatient(violations, "name", request.name());
  return violations.ToStatus();
}

absl::Status Validate(const admin::v1::RotateKeysRequest& request) { return absl::OkStatus(); }

}  // namespace careloop::messaging

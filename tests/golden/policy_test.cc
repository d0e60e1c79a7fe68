#include "services/content/rpc/policy.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/audit/v1/audit_service.pb.h"
#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"
#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/audit/plain_words.h"
#include "common/base/strings.h"
#include "common/service/audit_service.h"
#include "paths.h"
#include "services/journal/rpc/policy.h"
#include "services/messaging/rpc/policy.h"

namespace careloop {
namespace {

constexpr Role kRoles[] = {Role::kPatient, Role::kCaregiver, Role::kClinician,
                           Role::kEditor,  Role::kAdmin,     Role::kService};

std::vector<MethodPolicy> AllRows() {
  std::vector<MethodPolicy> rows(content::kPolicies.begin(), content::kPolicies.end());
  rows.insert(rows.end(), journal::kPolicies.begin(), journal::kPolicies.end());
  rows.insert(rows.end(), messaging::kPolicies.begin(), messaging::kPolicies.end());
  rows.insert(rows.end(), service::kAuditPolicies.begin(), service::kAuditPolicies.end());
  return rows;
}

std::string_view WordOf(Ground ground) {
  switch (ground) {
    case Ground::kOwn:
      return "";
    case Ground::kCareTeam:
      return "  care-team";
    case Ground::kShare:
      return "  share";
    case Ground::kAlerts:
      return "  alert-consent";
    case Ground::kNotARecord:
      return "  not-a-record";
    case Ground::kAllRecords:
      return "  all-records";
  }
  return "";
}

// "journal.v1.JournalService/GetEntry  patient,clinician  5s  share"
std::string Line(const MethodPolicy& row) {
  std::vector<std::string> roles;
  for (const Role role : kRoles) {
    if (row.roles.Contains(role)) roles.emplace_back(RoleName(role));
  }
  return StrCat(row.method, "  ", absl::StrJoin(roles, ","), "  ", absl::FormatDuration(row.limit), WordOf(row.ground),
                "\n");
}

std::set<std::string> MethodsOfTheContract() {
  const google::protobuf::FileDescriptor* files[] = {audit::v1::ExportLogRequest::descriptor()->file(),
                                                     admin::v1::ListUndeliveredRequest::descriptor()->file(),
                                                     content::v1::GetPublicationRequest::descriptor()->file(),
                                                     content::v1::PublishRevisionRequest::descriptor()->file(),
                                                     journal::v1::RecordEntryRequest::descriptor()->file(),
                                                     journal::v1::GetRuleSetRequest::descriptor()->file(),
                                                     messaging::v1::GetCareTeamRequest::descriptor()->file(),
                                                     messaging::v1::SendMessageRequest::descriptor()->file(),
                                                     messaging::v1::DeliverShareRequest::descriptor()->file()};
  std::set<std::string> methods;
  for (const auto* file : files) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) {
        methods.insert(StrCat(file->service(s)->full_name(), "/", file->service(s)->method(m)->name()));
      }
    }
  }
  return methods;
}

// Of AdminService several services may serve the same RPC.
TEST(Policy, HasOneRowForEveryRpcOfTheContractAndTheSameAtEveryServiceThatServesIt) {
  std::set<std::string> rows, lines;
  for (const MethodPolicy& row : AllRows()) {
    const bool first = rows.insert(std::string(row.method)).second;
    EXPECT_NE(first, lines.contains(Line(row))) << row.method;
    EXPECT_TRUE(first || row.method.starts_with("careloop.admin.v1.AdminService/")) << row.method;
    lines.insert(Line(row));
  }
  EXPECT_EQ(rows, MethodsOfTheContract());
}

TEST(Policy, LetsSomebodyInToEveryRpc) {
  for (const MethodPolicy& row : AllRows()) EXPECT_FALSE(row.roles.empty()) << row.method;
}

// Of what staff do the patient is told, in words.
TEST(Policy, HasPlainWordsForEveryRpcThroughWhichStaffSeeWhatIsAPatients) {
  for (const MethodPolicy& row : AllRows()) {
    if (row.ground == Ground::kOwn || row.ground == Ground::kNotARecord || row.ground == Ground::kAllRecords) continue;
    EXPECT_TRUE(audit::HasPlainWords(row.method, Role::kClinician)) << row.method << ": common/audit/plain_words.cc";
  }
}

TEST(Policy, HasPlainWordsForEveryRpcOfAServiceWithRecordsThatLetsCaregiversIn) {
  for (const MethodPolicy& row : AllRows()) {
    const bool records = row.method.find("MessagingService/") != row.method.npos ||
                         row.method.find("CareTeamService/") != row.method.npos ||
                         row.method.find("JournalService/") != row.method.npos;
    if (!records || !row.roles.Contains(Role::kCaregiver) || row.ground == Ground::kNotARecord) continue;
    if (row.method.ends_with("/GetCareTeam") || row.method.ends_with("/ListSymptoms")) continue;  // of no patient
    EXPECT_TRUE(audit::HasPlainWords(row.method, Role::kCaregiver)) << row.method << ": common/audit/plain_words.cc";
  }
}

// A change of who may call what shows in the diff of policy.txt, where a reviewer sees it.
TEST(Policy, IsTheReviewedTable) {
  std::string table;
  for (const MethodPolicy& row : AllRows()) table += Line(row);
  std::ifstream file(CARELOOP_SOURCE_DIR "/tests/golden/policy.txt");
  std::stringstream reviewed;
  reviewed << file.rdbuf();
  EXPECT_EQ(table, reviewed.str()) << "If the change is meant, make this the new tests/golden/policy.txt:\n" << table;
}

}  // namespace
}  // namespace careloop

#include "common/audit/export.h"
#include "tests/rpc/journal/journal_fixture.h"

namespace careloop::journal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class AuditServiceTest : public JournalFixture {
 protected:
  using Audit = audit::v1::AuditService::Stub;

  testing::Answer<audit::v1::ListAccessEventsResponse> ListEvents(const Person& person,
                                                                  const audit::v1::ListAccessEventsRequest& request) {
    return person.Call(server_->audit_stub(), &Audit::ListAccessEvents, request);
  }
  testing::Answer<audit::v1::ListAccessEventsResponse> ListEvents(const Person& person) {
    audit::v1::ListAccessEventsRequest request;
    request.set_parent("patients/p-1");
    return ListEvents(person, request);
  }
  grpc::Status Export(const Person& person, const audit::v1::ExportLogRequest& request, std::string& lines) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", StrCat("Bearer ", person.token()));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const auto reader = server_->audit_stub().ExportLog(&context, request);
    audit::v1::ExportLogResponse piece;
    while (reader->Read(&piece)) lines += piece.ndjson();
    return reader->Finish();
  }
  std::string SharedEntry() {
    const std::string entry = RecordAt(absl::ZeroDuration());
    EXPECT_TRUE(Share(ShareRequest({entry})).ok());
    return entry;
  }

  const Person admin_{Role::kAdmin, "admin-1"};
};

TEST_F(AuditServiceTest, TellsThePatientWhoDidWhatWhenInPlainWords) {
  const std::string entry = SharedEntry();
  ASSERT_TRUE(Get(nurse_, entry).ok());
  const auto answer = ListEvents(patient_);
  ASSERT_TRUE(answer.ok()) << answer.message;
  ASSERT_THAT(answer.response.events(), SizeIs(1));
  const audit::v1::AccessEvent& event = answer.response.events(0);
  EXPECT_EQ(event.person(), "n-1");
  EXPECT_EQ(event.display_name(), "Demo Person");
  EXPECT_EQ(event.role(), common::v1::ROLE_CLINICIAN);
  EXPECT_EQ(event.action(), audit::v1::ACCESS_ACTION_READ);
  EXPECT_EQ(event.description(), "read an entry of your journal");
  EXPECT_EQ(event.method(), "careloop.journal.v1.JournalService/GetEntry");
  EXPECT_EQ(event.resource(), entry);
  EXPECT_EQ(event.rule(), "share");
  EXPECT_EQ(rpc::ToTime(event.time()), redis_->clock().Now());
}

TEST_F(AuditServiceTest, ListsInPagesLatestFirst) {
  const std::string entry = SharedEntry();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Get(nurse_, entry).ok());
  ASSERT_TRUE(List(nurse_).ok());
  audit::v1::ListAccessEventsRequest request;
  request.set_parent("patients/p-1");
  request.set_page_size(3);
  const auto first = ListEvents(patient_, request);
  ASSERT_THAT(first.response.events(), SizeIs(3));
  EXPECT_EQ(first.response.events(0).description(), "read entries of your journal");
  request.set_page_token(first.response.next_page_token());
  const auto second = ListEvents(patient_, request);
  EXPECT_THAT(second.response.events(), SizeIs(1));
  EXPECT_EQ(second.response.next_page_token(), "");
  request.set_page_token("not a token");
  EXPECT_EQ(ListEvents(patient_, request).reason, reason::kPageTokenInvalid);
}

TEST_F(AuditServiceTest, ListsToNobodyButThePatient) {
  EXPECT_EQ(ListEvents(other_patient_).code, grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(ListEvents(nurse_).reason, reason::kRoleNotAllowed);
  EXPECT_EQ(ListEvents(admin_).reason, reason::kRoleNotAllowed);
}

TEST_F(AuditServiceTest, RefusesBadFields) {
  audit::v1::ListAccessEventsRequest list;
  list.set_parent("patients/");
  list.set_page_size(-1);
  EXPECT_THAT(ListEvents(patient_, list).violations, ElementsAre(HasSubstr("parent"), HasSubstr("page_size")));
  audit::v1::ExportLogRequest bad;
  bad.set_log(static_cast<audit::v1::AccessLog>(9));
  bad.set_after_sequence(-1);
  std::string lines;
  EXPECT_EQ(Export(admin_, bad, lines).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AuditServiceTest, ExportsTheWholeLogToAnAdminAndRecordsThat) {
  const std::string entry = SharedEntry();
  ASSERT_TRUE(Get(nurse_, entry).ok());
  std::string text;
  const grpc::Status status = Export(admin_, {}, text);
  ASSERT_TRUE(status.ok()) << status.error_message();
  std::istringstream lines(text);
  std::vector<std::string> methods;
  for (std::string line; std::getline(lines, line);) {
    const auto read = audit::ReadExportLine(line);
    ASSERT_TRUE(read && read->consistent) << line;
    EXPECT_EQ(read->access.sequence, static_cast<int64_t>(methods.size()) + 1);
    methods.push_back(audit::DecodeAccess(read->access.bytes)->method);
  }
  EXPECT_THAT(methods, ElementsAre(HasSubstr("RecordEntry"), HasSubstr("CreateShare"), HasSubstr("GetEntry"),
                                   HasSubstr("ExportLog")));
  audit::v1::ExportLogRequest rest;
  rest.set_after_sequence(4);
  std::string more;
  ASSERT_TRUE(Export(admin_, rest, more).ok());
  EXPECT_THAT(more, HasSubstr("\"sequence\":5"));
  EXPECT_EQ(more.find("\"sequence\":4,"), std::string::npos);
}

TEST_F(AuditServiceTest, ExportsWhatWasDeniedAndNothingToOthers) {
  EXPECT_FALSE(Get(other_nurse_, "patients/p-1/entries/1").ok());
  audit::v1::ExportLogRequest denials;
  denials.set_log(audit::v1::ACCESS_LOG_DENIALS);
  std::string text;
  ASSERT_TRUE(Export(admin_, denials, text).ok());
  EXPECT_THAT(text, HasSubstr("\"who\":\"n-2\""));
  std::string none;
  EXPECT_EQ(Export(nurse_, denials, none).error_code(), grpc::StatusCode::PERMISSION_DENIED);
  EXPECT_EQ(none, "");
}

}  // namespace
}  // namespace careloop::journal

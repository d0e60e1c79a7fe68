#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using ::testing::ElementsAre;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

class TemplatesRpc : public MessagingTest {
 protected:
  static v1::ListTemplatesRequest Templates(int page_size = 0) {
    v1::ListTemplatesRequest request;
    request.set_parent("careTeams/a");
    request.set_page_size(page_size);
    return request;
  }
  static v1::SendMessageRequest FromTemplate(const std::string& thread, const std::string& id = "visit") {
    v1::SendMessageRequest request = NewMessage(thread, "");
    request.mutable_template_()->set_name(StrCat("careTeams/a/templates/", id));
    Fill(request, "day", "on Monday");
    Fill(request, "time", "9:00");
    return request;
  }
  static void Fill(v1::SendMessageRequest& request, const std::string& variable, const std::string& value) {
    v1::TemplateValue& filled = *request.mutable_template_()->add_values();
    filled.set_variable(variable);
    filled.set_value(value);
  }
  void Save(const v1::SaveTemplateRequest& request = NewTemplate()) {
    const auto saved = Call(nurse_, &Talk::SaveTemplate, request);
    ASSERT_TRUE(saved.ok()) << saved.status.error_message();
  }
};

TEST_F(TemplatesRpc, AreSavedAndListedWithTheirVariablesVersionAndWhoSavedThem) {
  Save();
  v1::SaveTemplateRequest again = NewTemplate();
  again.set_etag("1");
  again.set_title("Visit");
  Save(again);
  const auto listed = Call(nurse_, &Talk::ListTemplates, Templates()).response.templates();
  ASSERT_EQ(listed.size(), 1);
  EXPECT_EQ(listed[0].name(), "careTeams/a/templates/visit");
  EXPECT_EQ(listed[0].title(), "Visit");
  EXPECT_THAT(listed[0].variables(), ElementsAre("day", "time"));
  EXPECT_EQ(listed[0].version(), 2);
  EXPECT_EQ(listed[0].etag(), "2");
  EXPECT_EQ(listed[0].saved_by().person(), "nurse-1");
  EXPECT_EQ(listed[0].saved_by().title(), "Oncology nurse");
  EXPECT_TRUE(listed[0].has_save_time());
}

TEST_F(TemplatesRpc, AreSentFilledInAndSayOfWhichVersionTheyAre) {
  Save();
  const std::string thread = StartThread();
  const auto sent = Call(nurse_, &Talk::SendMessage, FromTemplate(thread));
  ASSERT_TRUE(sent.ok()) << sent.status.error_message();
  EXPECT_EQ(sent.response.message().text(), "Dear Demo Patient, please come on Monday at 9:00.\nDemo Nurse, Oncology");
  EXPECT_EQ(sent.response.message().template_().name(), "careTeams/a/templates/visit");
  EXPECT_EQ(sent.response.message().template_().version(), 1);
  const auto read = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages(1);
  EXPECT_EQ(read.SerializeAsString(), sent.response.message().SerializeAsString());
}

TEST_F(TemplatesRpc, WhatWasSentStaysAsItWasSentAndARepeatedRequestIsAnsweredAsBefore) {
  Save();
  const std::string thread = StartThread();
  const v1::SendMessageRequest request = FromTemplate(thread);
  const auto sent = Call(nurse_, &Talk::SendMessage, request);
  v1::SaveTemplateRequest changed = NewTemplate();
  changed.set_text("Do not come.");
  Save(changed);
  const auto again = Call(nurse_, &Talk::SendMessage, request);
  ASSERT_TRUE(again.ok()) << again.status.error_message();
  EXPECT_EQ(again.response.SerializeAsString(), sent.response.SerializeAsString());
  const auto messages = Call(patient_, &Talk::ListMessages, Messages(thread)).response.messages();
  ASSERT_EQ(messages.size(), 2);
  EXPECT_EQ(messages[1].text(), sent.response.message().text());
}

TEST_F(TemplatesRpc, OverOneThatWasNotSeenNothingIsSavedOrSent) {
  Save();
  v1::SaveTemplateRequest stale = NewTemplate();
  stale.set_etag("0");
  const auto refused = FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT");
  EXPECT_THAT(Call(nurse_, &Talk::SaveTemplate, stale).status, refused);
  const std::string thread = StartThread();
  v1::SendMessageRequest send = FromTemplate(thread);
  send.mutable_template_()->set_etag("2");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, send).status, refused);
  EXPECT_EQ(Call(nurse_, &Talk::ListMessages, Messages(thread)).response.messages_size(), 1);
}

TEST_F(TemplatesRpc, AreOfTheTeamAlone) {
  Save();
  const auto absent = FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND");
  EXPECT_THAT(Call(other_nurse_, &Talk::ListTemplates, Templates()).status, absent);
  EXPECT_THAT(Call(other_nurse_, &Talk::SaveTemplate, NewTemplate()).status, absent);
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  v1::StartThreadRequest start = NewThread();
  start.set_care_team("careTeams/b");
  const std::string with_b = Call(patient_, &Talk::StartThread, start).response.thread().name();
  EXPECT_THAT(Call(other_nurse_, &Talk::SendMessage, FromTemplate(with_b)).status, HasViolation("template.name"));
  start = NewThread();
  start.set_care_team("careTeams/a");
  const std::string with_a = Call(patient_, &Talk::StartThread, start).response.thread().name();
  EXPECT_THAT(Call(patient_, &Talk::SendMessage, FromTemplate(with_a)).status, HasViolation("template"));
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, FromTemplate(with_a, "absent")).status, HasViolation("template.name"));
}

TEST_F(TemplatesRpc, AThreadThatHasGoneToAnotherTeamTakesThatTeamsTemplates) {
  Save();
  ASSERT_TRUE(Call(admin_, &Teams::AddMember, NewMember("b", "nurse-1")).ok());
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, NewReroute(thread)).ok());
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, FromTemplate(thread)).status, HasViolation("template.name"));
}

TEST_F(TemplatesRpc, ThatAreNotFilledInRightlyAreNotSent) {
  Save();
  const std::string thread = StartThread();
  v1::SendMessageRequest request = FromTemplate(thread);
  request.mutable_template_()->mutable_values()->RemoveLast();
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status, HasViolation("template.values"));
  Fill(request, "place", "here");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status,
              HasViolations(Fields{"template.values", "template.values"}));
  request = FromTemplate(thread);
  Fill(request, "day", "again");
  Fill(request, "", std::string(1'001, 'x'));
  EXPECT_THAT(
      Call(nurse_, &Talk::SendMessage, request).status,
      HasViolations(Fields{"template.values[2].variable", "template.values[3].variable", "template.values[3].value"}));
  request = FromTemplate(thread);
  request.set_text("and this");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status, HasViolation("text"));
  request = FromTemplate(thread);
  for (int i = 0; i < 19; ++i) Fill(request, StrCat("v", i), "x");
  EXPECT_THAT(Call(nurse_, &Talk::SendMessage, request).status, HasViolation("template.values"));
  EXPECT_EQ(Call(nurse_, &Talk::ListMessages, Messages(thread)).response.messages_size(), 1);
}

TEST_F(TemplatesRpc, RequestsThatSayTooLittleOrTooMuchAreRefused) {
  v1::SaveTemplateRequest request = NewTemplate("Visit");
  request.set_title("two\nlines");
  request.set_text(std::string(10'001, 'x'));
  request.set_etag(std::string(65, '1'));
  EXPECT_THAT(Call(nurse_, &Talk::SaveTemplate, request).status,
              HasViolations(Fields{"name", "title", "text", "etag"}));
  request = NewTemplate();
  request.set_name("templates/visit");
  request.set_text(" ");
  EXPECT_THAT(Call(nurse_, &Talk::SaveTemplate, request).status, HasViolations(Fields{"name", "text"}));
  request = NewTemplate();
  request.set_text("Dear {Name}");
  EXPECT_THAT(Call(nurse_, &Talk::SaveTemplate, request).status, HasViolation("text"));
  v1::ListTemplatesRequest list = Templates(-1);
  list.set_parent("a");
  list.set_page_token(std::string(8'193, 'x'));
  EXPECT_THAT(Call(nurse_, &Talk::ListTemplates, list).status,
              HasViolations(Fields{"parent", "page_size", "page_token"}));
}

TEST_F(TemplatesRpc, ComeInPages) {
  for (const char* id : {"c", "a", "b"}) Save(NewTemplate(id));
  const auto first = Call(nurse_, &Talk::ListTemplates, Templates(2)).response;
  ASSERT_EQ(first.templates_size(), 2);
  EXPECT_EQ(first.templates(0).name(), "careTeams/a/templates/a");
  v1::ListTemplatesRequest next = Templates(2);
  next.set_page_token(first.next_page_token());
  const auto second = Call(nurse_, &Talk::ListTemplates, next).response;
  ASSERT_EQ(second.templates_size(), 1);
  EXPECT_EQ(second.templates(0).name(), "careTeams/a/templates/c");
  EXPECT_EQ(second.next_page_token(), "");
}

}  // namespace
}  // namespace careloop::messaging

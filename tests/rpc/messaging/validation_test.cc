#include <limits>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

const std::string kBell = "a\x07";
const std::string kLong201(201, 'x');

// The names, for a field that takes patients/{patient} or careTeams/{id}.
const char* const kBadNames[] = {"",
                                 "x",
                                 "patients",
                                 "patients/",
                                 "patients/a b",
                                 "patients/a/b",
                                 "/patients/a",
                                 "patients/a/",
                                 "careTeam/a",
                                 "careTeams/",
                                 "careTeams/ä",
                                 "patients/a\n"};

class Validation : public MessagingTest {
 protected:
  template <typename Stub, typename Request, typename Response>
  auto StatusOf(const User& person, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) {
    return Call(person, method, request).status;
  }
};

TEST_F(Validation, CreateCareTeam) {
  v1::CreateCareTeamRequest request = NewTeam("c");
  for (const std::string& id :
       {std::string("A"), std::string("a b"), std::string("a/b"), std::string(65, 'a'), std::string("-")}) {
    request.set_care_team_id(id);
    EXPECT_THAT(StatusOf(admin_, &Teams::CreateCareTeam, request), HasViolation("care_team_id")) << id;
  }
  request.set_care_team_id("c");
  for (const std::string& name : {std::string(), std::string("  "), kLong201, kBell, std::string("two\nlines")}) {
    request.set_display_name(name);
    EXPECT_THAT(StatusOf(admin_, &Teams::CreateCareTeam, request), HasViolation("display_name"));
  }
  request.set_display_name(std::string(200, 'x'));
  EXPECT_TRUE(StatusOf(admin_, &Teams::CreateCareTeam, request).ok());
}

TEST_F(Validation, AddMember) {
  v1::AddMemberRequest request = NewMember("a", "nurse-7");
  request.set_care_team("teams/a");
  request.set_person("a b");
  request.set_display_name("");
  request.set_title(kLong201);
  EXPECT_THAT(StatusOf(admin_, &Teams::AddMember, request),
              HasViolations(Fields{"care_team", "person", "display_name", "title"}));
  request = NewMember("a", std::string(128, 'x'));
  EXPECT_TRUE(StatusOf(admin_, &Teams::AddMember, request).ok());
  request = NewMember("a", std::string(129, 'x'));
  EXPECT_THAT(StatusOf(admin_, &Teams::AddMember, request), HasViolation("person"));
}

TEST_F(Validation, RemoveMember) {
  v1::RemoveMemberRequest request = Leaving("a", "-");
  request.set_care_team("");
  EXPECT_THAT(StatusOf(admin_, &Teams::RemoveMember, request), HasViolations(Fields{"care_team", "person"}));
}

TEST_F(Validation, EnrolPatient) {
  v1::EnrolPatientRequest request = NewPatient("a", "p");
  for (const char* name : kBadNames) {
    request.set_patient(name);
    EXPECT_FALSE(StatusOf(admin_, &Teams::EnrolPatient, request).ok()) << name;
  }
  request.set_patient("patients/-");
  request.set_care_team("");
  request.set_display_name(kBell);
  EXPECT_THAT(StatusOf(admin_, &Teams::EnrolPatient, request),
              HasViolations(Fields{"care_team", "patient", "display_name"}));
}

TEST_F(Validation, GetCareTeam) {
  for (const char* name : kBadNames) {
    v1::GetCareTeamRequest request;
    request.set_name(name);
    EXPECT_THAT(StatusOf(admin_, &Teams::GetCareTeam, request), HasViolation("name")) << name;
  }
}

TEST_F(Validation, ListTeamPatients) {
  v1::ListTeamPatientsRequest request;
  request.set_care_team("a");
  request.set_page_size(-1);
  request.set_page_token(std::string(8193, 'x'));
  EXPECT_THAT(StatusOf(nurse_, &Teams::ListTeamPatients, request),
              HasViolations(Fields{"care_team", "page_size", "page_token"}));
}

TEST_F(Validation, CheckAccess) {
  v1::CheckAccessRequest request;
  request.set_patient("patients/-");
  request.set_person("a b");
  EXPECT_THAT(StatusOf(service_, &Teams::CheckAccess, request), HasViolations(Fields{"patient", "person"}));
}

TEST_F(Validation, StartThread) {
  v1::StartThreadRequest request = NewThread();
  request.set_parent("patients/-");
  request.set_care_team("a");
  request.set_subject("two\nlines");
  request.set_text("");
  EXPECT_THAT(StatusOf(patient_, &Talk::StartThread, request),
              HasViolations(Fields{"parent", "care_team", "subject", "text"}));
  request = NewThread();
  request.set_subject(std::string(200, 'x'));
  request.set_text(std::string(10'000, 'x'));
  EXPECT_TRUE(StatusOf(patient_, &Talk::StartThread, request).ok());
  request = NewThread();
  for (const std::string& bad : {std::string(kLong201), std::string("\u200B \u00A0"), std::string("a\u202Eb")}) {
    request.set_subject(bad);
    EXPECT_THAT(StatusOf(patient_, &Talk::StartThread, request), HasViolation("subject")) << bad;
  }
}

TEST_F(Validation, TextOfAMessage) {
  const std::string thread = StartThread();
  const auto send = [&](const std::string& text) {
    return StatusOf(patient_, &Talk::SendMessage, NewMessage(thread, text));
  };
  const auto repeat = [](std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
  };
  EXPECT_THAT(send(""), HasViolation("text"));
  EXPECT_THAT(send(" \n\t "), HasViolation("text"));
  EXPECT_THAT(send("\u200B"), HasViolation("text")) << "nothing is seen of it";
  EXPECT_THAT(send("take \u202E12\u202C"), HasViolation("text"));
  EXPECT_THAT(send(kBell), HasViolation("text"));
  EXPECT_THAT(send("\xC2\x85"), HasViolation("text")) << "a control character of two bytes";
  EXPECT_THAT(send(std::string(10'001, 'x')), HasViolation("text"));
  EXPECT_THAT(send(std::string("nul\0", 4)), HasViolation("text"));
  EXPECT_TRUE(send(repeat("☕", 10'000)).ok()) << "characters are counted, not bytes";
  EXPECT_TRUE(send(repeat("𝄞", 10'000)).ok()) << "40,000 bytes";
  EXPECT_THAT(send(repeat("𝄞", 10'001)), HasViolations(Fields{"text", "text"}))
      << "too many characters, too many bytes";
}

TEST_F(Validation, PublicationsOfAMessage) {
  v1::SendMessageRequest request = NewMessage(StartThread());
  for (int i = 0; i < 6; ++i) request.add_publications(StrCat("publications/p", i));
  EXPECT_THAT(StatusOf(nurse_, &Talk::SendMessage, request), HasViolation("publications"));
  for (int i = 6; i < 1'000; ++i) request.add_publications(StrCat("publications/p", i));
  EXPECT_THAT(StatusOf(nurse_, &Talk::SendMessage, request), HasViolations(Fields{"publications"}));
  for (int i = 0; i < 1'000; ++i) request.set_publications(i, std::string(64, '/'));
  EXPECT_THAT(StatusOf(nurse_, &Talk::SendMessage, request), HasViolations(Fields{"publications"}))
      << "not one for each of them";
  EXPECT_EQ(fake_content_.asked_for(), 0) << "content is asked for none";
  EXPECT_EQ(Call(nurse_, &Talk::GetThread, Get(request.parent())).response.thread().last_message_number(), 1);
  request.clear_publications();
  request.add_publications("publications/fatigue");
  request.add_publications("fatigue");
  request.add_publications("publications/fatigue");
  EXPECT_THAT(StatusOf(nurse_, &Talk::SendMessage, request),
              HasViolations(Fields{"publications[1]", "publications[2]"}));
}

TEST_F(Validation, NamesOfThreads) {
  for (const char* bad : {"", "x", "patients/p/threads/", "patients//threads/t", "patients/p/thread/t",
                          "patients/p/threads/t/messages/1", "patients/p/threads/a b", "threads/t"}) {
    EXPECT_THAT(StatusOf(nurse_, &Talk::GetThread, Get(bad)), HasViolation("name")) << bad;
    EXPECT_THAT(StatusOf(nurse_, &Talk::ListMessages, Messages(bad)), HasViolation("parent")) << bad;
    EXPECT_THAT(StatusOf(nurse_, &Talk::SendMessage, NewMessage(bad)), HasViolation("parent")) << bad;
    EXPECT_THAT(StatusOf(nurse_, &Talk::MarkRead, NewMark(bad, 1)), HasViolation("thread")) << bad;
  }
}

TEST_F(Validation, ListThreads) {
  v1::ListThreadsRequest request = Threads("everybody");
  request.set_care_team("a");
  request.set_page_size(std::numeric_limits<int32_t>::min());
  request.set_page_token(std::string(8193, 'x'));
  EXPECT_THAT(StatusOf(nurse_, &Talk::ListThreads, request),
              HasViolations(Fields{"parent", "care_team", "page_size", "page_token"}));
}

TEST_F(Validation, ListMessages) {
  v1::ListMessagesRequest request = Messages(StartThread());
  request.set_after_number(-1);
  request.set_before_number(-1);
  request.set_page_size(-1);
  EXPECT_THAT(StatusOf(patient_, &Talk::ListMessages, request),
              HasViolations(Fields{"after_number", "before_number", "page_size"}));
  request = Messages(request.parent());
  request.set_after_number(std::numeric_limits<int32_t>::max());
  request.set_page_size(std::numeric_limits<int32_t>::max());
  EXPECT_TRUE(StatusOf(patient_, &Talk::ListMessages, request).ok()) << "above 200 means 200";
}

TEST_F(Validation, MarkRead) {
  const std::string thread = StartThread();
  EXPECT_THAT(StatusOf(nurse_, &Talk::MarkRead, NewMark(thread, 0)), HasViolation("up_to"));
  EXPECT_THAT(StatusOf(nurse_, &Talk::MarkRead, NewMark(thread, -3)), HasViolation("up_to"));
}

TEST_F(Validation, DeliverShare) {
  v1::DeliverShareRequest request = NewDelivery();
  request.clear_share();
  request.clear_decision();
  request.clear_patient();
  request.clear_care_team();
  EXPECT_THAT(StatusOf(service_, &Delivery::DeliverShare, request),
              HasViolations(Fields{"patient", "care_team", "share.name", "share.scope", "decision.person",
                                   "decision.rule", "decision.resource", "decision.decided_time"}));
}

TEST_F(Validation, TheShareOfADelivery) {
  const auto fails = [&](const char* field, const std::function<void(v1::ShareReference&)>& spoil) {
    v1::DeliverShareRequest request = NewDelivery();
    spoil(*request.mutable_share());
    EXPECT_THAT(StatusOf(service_, &Delivery::DeliverShare, request), HasViolation(field));
  };
  fails("share.entry_count", [](auto& share) { share.set_entry_count(0); });
  fails("share.entry_count", [](auto& share) { share.set_entry_count(101); });
  fails("share.period.end_time", [](auto& share) { share.mutable_period()->mutable_start_time()->set_seconds(5); });
  fails("share.period.start_time", [](auto& share) {
    share.mutable_period()->mutable_start_time()->set_nanos(-1);
    share.mutable_period()->mutable_end_time()->set_seconds(5);
  });
  fails("share.standing_start_time",
        [](auto& share) { share.mutable_standing_start_time()->set_nanos(1'000'000'000); });
  fails("share.expire_time", [](auto& share) { share.mutable_expire_time()->set_seconds(253'402'300'800); });
}

TEST_F(Validation, TheDecisionOfADelivery) {
  const auto fails = [&](const char* field, const std::function<void(v1::DeliverShareRequest&)>& spoil) {
    v1::DeliverShareRequest request = NewDelivery();
    spoil(request);
    EXPECT_THAT(StatusOf(service_, &Delivery::DeliverShare, request), HasViolation(field));
  };
  fails("decision.person", [](auto& request) { request.mutable_decision()->set_person("nurse-1"); });
  fails("decision.person", [](auto& request) { request.mutable_decision()->set_person("a b"); });
  fails("decision.rule", [](auto& request) { request.mutable_decision()->set_rule("Own Journal"); });
  fails("decision.resource",
        [](auto& request) { request.mutable_decision()->set_resource("patients/patient-1/shares/other"); });
  fails("decision.decided_time", [](auto& request) {
    *request.mutable_decision()->mutable_decided_time() = rpc::ToTimestamp(absl::Now() + absl::Minutes(6));
  });
  fails("share.name", [](auto& request) {
    request.mutable_share()->set_name("patients/patient-2/shares/s1");
    request.mutable_decision()->set_resource("patients/patient-2/shares/s1");
  });
}

}  // namespace
}  // namespace careloop::messaging

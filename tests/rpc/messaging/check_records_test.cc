#include <vector>

#include "careloop/audit/v1/audit_service.grpc.pb.h"
#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What whoever can write Redis may do to messages, and that it is found.
class CheckRecordsTest : public MessagingTest {
 protected:
  audit::v1::CheckRecordsResponse Check() {
    const auto answer = Call(admin_, &audit::v1::AuditService::Stub::CheckRecords, audit::v1::CheckRecordsRequest());
    EXPECT_TRUE(answer.ok()) << answer.status.error_message();
    return answer.response;
  }
  // "THREAD NUMBER FAULT" of each, the thread as A or B, the number 0 of what is missing.
  std::vector<std::string> Findings() {
    std::vector<std::string> found;
    const auto answer = Check();
    for (const auto& finding : answer.findings()) {
      const std::string& name = finding.name();
      const size_t end = name.find("/messages/");
      const std::string number = end == std::string::npos ? " 0 " : StrCat(" ", name.substr(end + 10), " ");
      found.push_back(StrCat(name.substr(0, end) == b_ ? "B" : "A", number, static_cast<int>(finding.fault())));
    }
    return found;
  }
  // A team that has closed for the day, so that the first message gets the automatic reply.
  void Close() {
    v1::SetCareTeamSettingsRequest closed = NewSettings("a");
    closed.mutable_settings()->mutable_hours()->set_time_zone("UTC");
    const int day = static_cast<int>(absl::GetWeekday(absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 3)) + 1;
    v1::Shift& shift = *closed.mutable_settings()->mutable_hours()->add_shifts();
    shift.set_day(static_cast<v1::DayOfWeek>(day));
    shift.set_opens("12:00");
    shift.set_closes("12:01");
    closed.mutable_settings()->set_closed_text("We call back.");
    ASSERT_TRUE(Call(admin_, &Teams::SetCareTeamSettings, closed).ok());
  }
  void Send(const User& person, const std::string& thread) {
    const auto request = NewMessage(thread);
    ASSERT_TRUE(Call(person, &Talk::SendMessage, request).ok());
    ASSERT_TRUE(Call(person, &Talk::SendMessage, request).ok()) << "repeated";
  }
  // Two threads, A and B: each the first message, the automatic reply, 3 of the nurse, 4 of the patient. Then a share
  // in one of them, and an alert in one of its own, both delivered twice.
  void TalkAndDeliver() {
    Close();
    a_ = StartThread();
    b_ = StartThread();
    for (const std::string& thread : {a_, b_}) {
      Send(nurse_, thread);
      Send(patient_, thread);
    }
    ASSERT_TRUE(Call(nurse_, &Talk::RetractMessage, NewRetraction(a_, 3)).ok());
    for (int i = 0; i < 2; ++i) {
      ASSERT_TRUE(Call(service_, &Delivery::DeliverShare, NewDelivery()).ok());
      ASSERT_TRUE(Call(service_, &Delivery::DeliverAlert, NewAlert()).ok());
    }
    ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(a_, 4)).ok());
  }

  std::string Key(const std::string& thread) {
    return StrCat("{m:test}:thread:", server_.redis().keys().PseudonymOf("patient-1"), ":",
                  thread.substr(thread.rfind('/') + 1), ":m");
  }
  redis::Reply Redis(const std::vector<std::string>& command) { return server_.redis().server().Command(command); }
  // The lines of a thread, in their order; and writes them anew.
  std::vector<std::string> Lines(const std::string& thread) {
    std::vector<std::string> lines;
    const redis::Reply found = Redis({"XRANGE", Key(thread), "-", "+"});
    for (const redis::Reply& row : found.array()) lines.push_back(row.at(1).at(1).text());
    return lines;
  }
  void Write(const std::string& thread, const std::vector<std::string>& lines) {
    Redis({"DEL", Key(thread)});
    for (size_t i = 0; i < lines.size(); ++i) Redis({"XADD", Key(thread), StrCat("0-", i + 1), "m", lines[i]});
  }
  void Exchange(const std::string& thread, int one, int other) {
    std::vector<std::string> lines = Lines(thread);
    std::swap(lines.at(one - 1), lines.at(other - 1));
    Write(thread, lines);
  }

  std::string a_, b_;
};

TEST_F(CheckRecordsTest, HasNoFindingsWhereNobodyHasTouchedAnything) {
  TalkAndDeliver();
  for (int i = 0; i < 120; ++i) ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(a_)).ok());
  const auto answer = Check();
  EXPECT_EQ(answer.finding_count(), 0) << answer.DebugString();
  EXPECT_GE(answer.checked_count(), 4 + 4 + 2 + 120);
  EXPECT_EQ(answer.unchecked_count(), 0);
  EXPECT_EQ(answer.unreadable_log_count(), 0);
  EXPECT_EQ(answer.service(), "messaging");
}

TEST_F(CheckRecordsTest, FindsTwoMessagesThatHaveChangedPlaces) {
  TalkAndDeliver();
  Exchange(a_, 3, 4);
  EXPECT_THAT(Findings(), ElementsAre("A 3 1", "A 4 1"));
  Exchange(a_, 3, 4);
  EXPECT_THAT(Findings(), IsEmpty());
  Exchange(a_, 1, 2);  // and the automatic reply to it
  EXPECT_THAT(Findings(), ElementsAre("A 1 1", "A 2 1"));
}

TEST_F(CheckRecordsTest, FindsMessagesThatAreGoneSpoiledOrThereTwice) {
  TalkAndDeliver();
  const std::vector<std::string> lines = Lines(a_);
  Write(a_, {lines[0], lines[1], lines[3]});
  EXPECT_THAT(Findings(), ElementsAre("A 0 3"));
  Write(a_, {lines[0], lines[1], lines[2], lines[3], lines[2]});
  EXPECT_THAT(Findings(), ElementsAre("A 5 2"));
  Write(a_, {lines[0], lines[1], lines[2], lines[3].substr(0, lines[3].size() - 1)});
  EXPECT_THAT(Findings(), ElementsAre("A 4 4"));
  Write(a_, lines);
  Redis({"XADD", Key(a_), "7-1", "m", lines[0]});  // behind all numbers
  EXPECT_THAT(Findings(), ElementsAre("A 0 4"));
  Redis({"XDEL", Key(a_), "7-1"});
  Redis({"XADD", Key(a_), "7-2", "x", ""});
  EXPECT_THAT(Findings(), ElementsAre("A 0 4"));
}

TEST_F(CheckRecordsTest, FindsADeliveredMessageInTheWrongOrderOrTwice) {
  TalkAndDeliver();
  const std::vector<std::string> in_a = Lines(a_), in_b = Lines(b_);
  const auto& share = in_a.size() > in_b.size() ? in_a : in_b;
  const std::string& thread = in_a.size() > in_b.size() ? a_ : b_;
  ASSERT_GE(share.size(), size_t{5});
  Exchange(thread, 4, 5);
  EXPECT_THAT(Findings(), ::testing::SizeIs(2));
  Write(a_, in_a);
  Write(b_, in_b);
  std::vector<std::string> more = thread == a_ ? in_b : in_a;
  more.push_back(share[4]);
  Write(thread == a_ ? b_ : a_, more);
  EXPECT_THAT(Findings(), ::testing::SizeIs(1));
}

TEST_F(CheckRecordsTest, LeavesOutWhoWasErased) {
  TalkAndDeliver();
  ASSERT_TRUE(Call(admin_, &admin::v1::AdminService::Stub::ErasePatient, NewErasure("patient-1")).ok());
  const auto answer = Check();
  EXPECT_EQ(answer.finding_count(), 0) << answer.DebugString();
  EXPECT_EQ(answer.unchecked_patient_count(), 1);
}

}  // namespace
}  // namespace careloop::messaging

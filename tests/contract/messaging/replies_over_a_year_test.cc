// What teams answer automatically, message by message, over a year with both changes of the clocks.

#include <vector>

#include "services/messaging/domain/team_calendars.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using testing::RunTask;

constexpr int kDay = 24 * 60;
constexpr int kYear = 365 * kDay;
constexpr int kBeyond = 14 * kDay;  // no team is away for longer

struct Reply {
  int64_t number = 0;
  absl::Time sent;
  absl::Time next_staffed;

  friend bool operator==(const Reply&, const Reply&) = default;
};

class RepliesOverAYear : public StoreTest, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    ASSERT_TRUE(absl::LoadTimeZone(GetParam(), &zone_));
    SetUpTeamA();
    TeamSettings settings;
    settings.hours = hours_ = Hours();
    settings.closed_text = "We call back.";
    ASSERT_TRUE(RunTask(teams_.SetSettings(Changing(), "a", settings, {})).ok());
    thread_ = StartThread();
    LayOut();
  }

  // A working week, and shifts around the hours on Sunday that the clocks repeat or leave out.
  static OpeningHours Hours() {
    OpeningHours hours{.time_zone = GetParam(),
                       .shifts = {},
                       .holidays = {absl::CivilDay(2100, 12, 24), absl::CivilDay(2100, 12, 27)}};
    for (int day = 0; day < 5; ++day) {
      hours.shifts.push_back({static_cast<absl::Weekday>(day), 8 * 60, 12 * 60});
      hours.shifts.push_back({static_cast<absl::Weekday>(day), 13 * 60, 16 * 60 + 30});
    }
    for (const auto& [opens, closes] : {std::pair(30, 90), {110, 150}, {170, 200}}) {
      hours.shifts.push_back({absl::Weekday::sunday, opens, closes});
    }
    return hours;
  }

  // The model: the clock on the wall at each minute.
  void LayOut() {
    open_.resize(kYear + kBeyond);
    next_.resize(open_.size());
    absl::Time next = absl::InfiniteFuture();
    for (size_t i = open_.size(); i-- > 0;) {
      open_[i] = IsOpen(At(i));
      if (open_[i]) next = At(i);
      next_[i] = next;
    }
  }
  bool IsOpen(absl::Time minute) const {
    const absl::CivilSecond wall = zone_.At(minute).cs;
    const absl::CivilDay day(wall);
    const int at = wall.hour() * 60 + wall.minute();
    return !hours_.holidays.contains(day) && std::ranges::any_of(hours_.shifts, [&](const Shift& shift) {
      return absl::GetWeekday(day) == shift.day && at >= shift.opens && at < shift.closes;
    });
  }
  absl::Time At(size_t minute) const { return start_ + absl::Minutes(static_cast<int64_t>(minute)); }
  // A message every four hours, and every ten minutes on days on which the clocks change.
  bool IsTime(size_t minute) const {
    if (minute % 10 != 0) return false;
    const absl::CivilDay day = absl::ToCivilDay(At(minute), zone_);
    const bool changes =
        zone_.At(absl::FromCivil(day, zone_)).offset != zone_.At(absl::FromCivil(day + 1, zone_)).offset;
    days_of_change_.insert(changes ? day : absl::CivilDay());
    return changes || minute % 240 == 0;
  }

  ThreadRef StartThread() {
    Thread thread = NewThread({"patient-1", "t1"}, "a");
    const Call call = Changing(Role::kClinician, "nurse-1");
    return {"patient-1", RunTask(threads_.Start(call, thread, MessageFrom("nurse-1", "hello"), {})).value().thread};
  }
  Reception Receive(AutomaticMessage::Kind reply) {
    return RunTask(calendars_.Receive("a", DeadlineAfter(absl::Seconds(20)), reply)).value();
  }
  int64_t Write() {
    Reception reception = Receive(AutomaticMessage::Kind::kClosed);
    const Call call = Changing(Role::kPatient, "patient-1");
    return RunTask(threads_.Append(call, thread_, MessageFrom("patient-1", "text"), std::move(reception)))
        .value()
        .number;
  }
  int64_t Alert(int trigger) {
    Message message = MessageFrom("patient-1", "");
    message.alert = AlertReference{.name = "patients/patient-1/alerts/a1", .trigger = trigger, .time = now()};
    Reception reception = Receive(AutomaticMessage::Kind::kUrgentAlertClosed);
    Thread thread = NewThread({"patient-1", "alert"}, "a");
    return RunTask(threads_.DeliverAlert(Changing(), thread, std::move(message), std::move(reception)))
        .value()
        .sent.number;
  }
  std::vector<Reply> RepliesIn(const std::string& thread, const std::string& text) {
    std::vector<Reply> replies;
    MessageQuery query{.thread = {"patient-1", thread}, .most = 1'000};
    for (bool more = true; more;) {
      const MessagePage page = RunTask(threads_.Messages(Reading(), query)).value();
      for (const Message& message : page.messages) {
        if (!message.automatic) continue;
        EXPECT_EQ(message.text, text);
        replies.push_back({message.number, message.sent, message.automatic->next_staffed.value()});
      }
      more = page.more;
      query.above = page.messages.back().number;
    }
    return replies;
  }

  const absl::Time start_ = now();
  absl::TimeZone zone_;
  OpeningHours hours_;
  ThreadRef thread_;
  std::vector<bool> open_;        // by the minute
  std::vector<absl::Time> next_;  // when the team is there from then on
  mutable std::set<absl::CivilDay> days_of_change_;
  TeamCalendars calendars_{teams_, clock(), {"Call 112.", "It was sent."}};
};

TEST_P(RepliesOverAYear, AreOneInAThreadForEachTimeThatTheTeamIsAway) {
  std::vector<Reply> to_messages;
  std::vector<Reply> to_alerts;
  absl::Time answered = absl::InfinitePast();  // until when
  absl::Time alert_answered = absl::InfinitePast();
  int triggers = 0;
  for (size_t i = 0; i < kYear; ++i) {
    if (!IsTime(i)) continue;
    clock().Set(At(i));
    const int64_t number = Write();
    if (!open_[i] && std::exchange(answered, next_[i]) != next_[i])
      to_messages.push_back({number + 1, At(i), next_[i]});
    if (i % 720 != 0) continue;
    const int64_t alert = Alert(++triggers);
    if (!open_[i] && std::exchange(alert_answered, next_[i]) != next_[i]) {
      to_alerts.push_back({alert + 1, At(i), next_[i]});
    }
  }
  EXPECT_EQ(days_of_change_.size(), 3u) << "two, and all others";
  EXPECT_GT(to_messages.size(), 300u);
  EXPECT_GT(to_alerts.size(), 150u);
  EXPECT_EQ(RepliesIn("t1", "Call 112.\n\nWe call back."), to_messages);
  EXPECT_EQ(RepliesIn("alert", "Call 112.\n\nIt was sent."), to_alerts);
}

INSTANTIATE_TEST_SUITE_P(Zones, RepliesOverAYear, ::testing::Values("Europe/Berlin", "America/New_York"),
                         [](const auto& zone) { return zone.param.substr(zone.param.find('/') + 1); });

}  // namespace
}  // namespace careloop::messaging

#include <condition_variable>
#include <mutex>

#include "common/redis/subscriber.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RunTask;
using ::testing::SizeIs;

const Audience kPatient = {Audience::Kind::kPatient, "patient-1"};
const Audience kTeam = {Audience::Kind::kTeam, "a"};

class WatchFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  EventBatch Read(const Audience& audience, Place after = {}, int most = 100) {
    return RunTask(events_.Read(audience, after, most)).value();
  }
  Place End(const Audience& audience) { return RunTask(events_.Ends({audience})).value().at(0).place; }
  static std::string Key(const Audience& audience) {
    return StrCat(kTag, ":events:", audience.kind == Audience::Kind::kPatient ? "p:" : "t:", audience.id);
  }
  static std::string KindOf(const Event& event) {
    return std::vector<std::string>{"message", "mark", "started", "changed", "rerouted"}.at(event.what.index());
  }
  static std::vector<std::string> Kinds(const EventBatch& batch) {
    std::vector<std::string> kinds;
    for (const auto& event : batch.events) kinds.push_back(KindOf(*event));
    return kinds;
  }
};

TEST_F(WatchFunctions, ASilentAudienceHasNoEventsNoGapAndItsEndAtTheBeginning) {
  const EventBatch batch = Read(kTeam);
  EXPECT_THAT(batch.events, IsEmpty());
  EXPECT_FALSE(batch.gap);
  EXPECT_EQ(End(kTeam), Place());
}

TEST_F(WatchFunctions, PatientAndTeamAreToldTheSameInTheSameOrder) {
  const ThreadRef thread = StartThread("t1");
  Send(thread, "nurse-1");
  Mark(thread, "patient-1", 2);
  for (const Audience& audience : {kPatient, kTeam}) {
    EXPECT_THAT(Kinds(Read(audience)), ElementsAre("started", "message", "message", "mark"));
  }
}

TEST_F(WatchFunctions, OtherPatientsAndTeamsAreNotTold) {
  StartThread("t1");
  EXPECT_THAT(Read({Audience::Kind::kPatient, "patient-2"}).events, IsEmpty());
  EXPECT_THAT(Read({Audience::Kind::kTeam, "patient-1"}).events, IsEmpty());
}

TEST_F(WatchFunctions, AMessageEventHoldsTheCompleteMessage) {
  const ThreadRef thread = StartThread("t1");
  const Place before = End(kTeam);
  clock().Advance(absl::Seconds(1));
  Send(thread, "nurse-1", "how are you?");
  const EventBatch batch = Read(kTeam, before);
  ASSERT_THAT(batch.events, SizeIs(1));
  EXPECT_EQ(batch.events[0]->thread, thread);
  EXPECT_GT(batch.events[0]->place, before);
  const Message& message = std::get<MessageSent>(batch.events[0]->what).message;
  EXPECT_EQ(message.number, 2);
  EXPECT_EQ(message.sender.id, "nurse-1");
  EXPECT_EQ(message.sent, now());
  EXPECT_EQ(message.text, "how are you?");
}

TEST_F(WatchFunctions, AMarkEventSaysWhoHasReadHowFar) {
  const ThreadRef thread = StartThread("t1");
  const Place before = End(kPatient);
  Mark(thread, "nurse-1", 1);
  const EventBatch batch = Read(kPatient, before);
  ASSERT_THAT(batch.events, SizeIs(1));
  EXPECT_EQ(std::get<ReadMarked>(batch.events[0]->what).person, "nurse-1");
  EXPECT_EQ(std::get<ReadMarked>(batch.events[0]->what).up_to, 1);
}

TEST_F(WatchFunctions, AStartEventHoldsTheThreadAndWhoStartedIt) {
  StartThread("t1");
  const EventBatch batch = Read(kTeam);
  const auto& started = std::get<ThreadStarted>(batch.events.at(0)->what);
  EXPECT_EQ(started.starter, "patient-1");
  EXPECT_EQ(started.thread.subject, "About the tablets");
  EXPECT_EQ(started.thread.patient_display_name, "Demo patient-1");
}

TEST_F(WatchFunctions, AReadAnswersOnlyWhatIsAfterThePlaceAndNoMoreThanAsked) {
  const ThreadRef thread = StartThread("t1");
  for (int i = 0; i < 5; ++i) Send(thread, "nurse-1");
  Place place;
  std::vector<Place> places;
  while (true) {
    const EventBatch batch = Read(kTeam, place, 2);
    if (batch.events.empty()) break;
    EXPECT_LE(batch.events.size(), 2u);
    for (const auto& event : batch.events) places.push_back(event->place);
    place = places.back();
  }
  EXPECT_THAT(places, SizeIs(7));
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
  EXPECT_EQ(place, End(kTeam));
}

TEST_F(WatchFunctions, AReadBeforeEventsThatWereTrimmedIsAGap) {
  const ThreadRef thread = StartThread("t1");
  const Place first = Read(kTeam).events.at(0)->place;
  for (int i = 0; i < 5; ++i) Send(thread, "nurse-1");
  const Place end = End(kTeam);
  Raw({"XTRIM", Key(kTeam), "MAXLEN", "=", "2"});
  EXPECT_TRUE(Read(kTeam, first).gap);
  EXPECT_TRUE(Read(kTeam).gap);
  EXPECT_FALSE(Read(kTeam, end).gap);
  EXPECT_FALSE(Read(kPatient, first).gap) << "nothing of the patient's was trimmed";
}

TEST_F(WatchFunctions, AReadFromTheBeginningOfAWholeHistoryIsNoGap) {
  StartThread("t1");
  EXPECT_FALSE(Read(kTeam).gap);
}

TEST_F(WatchFunctions, APlaceAheadOfTheHistoryIsAGapSinceItIsOfAnotherHistory) {
  StartThread("t1");
  Place ahead = End(kTeam);
  EXPECT_FALSE(Read(kTeam, ahead).gap);
  ++ahead.sequence;
  EXPECT_TRUE(Read(kTeam, ahead).gap);
}

TEST_F(WatchFunctions, APlaceInAHistoryThatIsGoneIsAGap) {
  StartThread("t1");
  const Place end = End(kTeam);
  Raw({"DEL", Key(kTeam)});
  EXPECT_TRUE(Read(kTeam, end).gap);
  EXPECT_EQ(End(kTeam), Place());
}

TEST_F(WatchFunctions, ThePatientsHistoryIsTrimmedNowAndThenAndKeepsAtLeastItsLast5000Events) {
  const ThreadRef thread = StartThread("t1");
  Raw({"EVAL", "for i = 1, 5400 do redis.call('XADD', KEYS[1], '*', 'e', 'm patient-1/t1 1') end", "1", Key(kPatient)});
  const auto kept = [&] { return Raw({"XLEN", Key(kPatient)}).integer(); };
  for (int i = 0; i < 20'000 && kept() > 5'200; ++i) Send(thread, "nurse-1");
  EXPECT_GE(kept(), 5'000);
  EXPECT_LE(kept(), 5'200) << "trimmed by whole blocks of the stream";
}

// ---- wake-ups ---------------------------------------------------------------------------------------------------

class WakeUps : public WatchFunctions {
 protected:
  WakeUps()
      : subscriber_(
            redis::Subscriber::Create(
                {.address = redis().server().address(),
                 .user = testing::PrivateRedis::UserOf("messaging"),
                 .channel = StrCat(kTag, ":wake")},
                redis().loop(), random_,
                {[this](std::string_view payload) { Note(std::string(payload)); }, [this] { Note("subscribed"); }, {}})
                .value()) {
    EXPECT_TRUE(Heard("subscribed"));
  }
  ~WakeUps() override { subscriber_->Stop(); }

  void Note(std::string word) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(std::move(word));
    changed_.notify_all();
  }
  bool Heard(const std::string& word) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return std::find(heard_.begin(), heard_.end(), word) != heard_.end(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
  testing::FixedRandom random_;
  std::unique_ptr<redis::Subscriber> subscriber_;
};

TEST_F(WakeUps, AMessageWakesItsPatientAndItsTeam) {
  StartThread("t1");
  EXPECT_TRUE(Heard("p:patient-1 t:a"));
}

TEST_F(WakeUps, JoiningATeamWakesThePerson) {
  Join("a", "nurse-7");
  EXPECT_TRUE(Heard("s:nurse-7"));
}

TEST_F(WakeUps, LeavingATeamWakesThePerson) {
  Note("left");  // SetUp has made nurse-1 join
  ASSERT_TRUE(RunTask(teams_.RemoveMember(Changing(), "a", "nurse-1", now())).ok());
  EXPECT_TRUE(Heard("s:nurse-1"));
}

}  // namespace
}  // namespace careloop::messaging

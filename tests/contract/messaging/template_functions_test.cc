#include "services/messaging/store/redis_template_store.h"
#include "tests/contract/messaging/store_fixture.h"

namespace careloop::messaging {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::RunTask;

class TemplateFunctions : public StoreTest {
 protected:
  void SetUp() override { SetUpTeamA(); }

  MessageTemplate Text(const std::string& id, const std::string& text = "Come at {time}.") {
    return {
        .team = "a", .id = id, .title = "Appointment", .text = text, .saved_by = PersonOf("nurse-1"), .saved = now()};
  }
  absl::StatusOr<TemplateStore::Saved> Save(MessageTemplate saved, std::optional<int64_t> seen = {}) {
    return RunTask(templates_.Save(Changing(), std::move(saved), seen));
  }
  absl::StatusOr<MessageTemplate> Read(const std::string& id, const std::string& team = "a") {
    return RunTask(templates_.Get(Reading(), team, id));
  }
  TemplateStore::Page List(const std::string& after = "", int most = 50) {
    return RunTask(templates_.List(Reading(), "a", after, most)).value();
  }
  static std::vector<std::string> IdsOf(const TemplateStore::Page& page) {
    std::vector<std::string> ids;
    for (const MessageTemplate& found : page.templates) ids.push_back(found.id);
    return ids;
  }

  RedisTemplateStore templates_{redis().client(), redis().idempotency(), redis().site_keys()};
};

TEST_F(TemplateFunctions, EverythingOfATemplateIsKept) {
  EXPECT_EQ(Save(Text("visit")).value().version, 1);
  const MessageTemplate found = Read("visit").value();
  EXPECT_EQ(found.team, "a");
  EXPECT_EQ(found.id, "visit");
  EXPECT_EQ(found.title, "Appointment");
  EXPECT_EQ(found.text, "Come at {time}.");
  EXPECT_EQ(found.version, 1);
  EXPECT_EQ(found.saved_by, PersonOf("nurse-1"));
  EXPECT_EQ(found.saved, now());
}

TEST_F(TemplateFunctions, ASavedTemplateIsTheNextVersionAndTheOnlyOneThatIsThere) {
  ASSERT_TRUE(Save(Text("visit")).ok());
  clock().Advance(absl::Minutes(1));
  const auto saved = Save(Text("visit", "Come at {hour}."));
  EXPECT_EQ(saved.value().version, 2);
  EXPECT_EQ(saved.value().time, now());
  EXPECT_EQ(Read("visit").value().text, "Come at {hour}.");
  EXPECT_THAT(IdsOf(List()), ElementsAre("visit"));
}

TEST_F(TemplateFunctions, ARepeatedSaveHasTheFirstOutcome) {
  const Call call = Changing(Role::kClinician, "nurse-1");
  const auto first = RunTask(templates_.Save(call, Text("visit"), {})).value();
  ASSERT_TRUE(Save(Text("visit", "Come at {hour}.")).ok());
  clock().Advance(absl::Minutes(1));
  const auto again = RunTask(templates_.Save(call, Text("visit"), {})).value();
  EXPECT_EQ(again.version, 1);
  EXPECT_EQ(again.time, first.time);
  EXPECT_EQ(Read("visit").value().version, 2);
}

TEST_F(TemplateFunctions, OverOneThatWasNotSeenIsRefusedAndNothingIsWritten) {
  ASSERT_TRUE(Save(Text("visit"), 0).ok());
  const auto before = Everything();
  for (const int64_t seen : {0, 2, -1}) {
    EXPECT_THAT(Save(Text("visit"), seen), FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict)) << seen;
  }
  EXPECT_THAT(Save(Text("other"), 1), FailsWith(absl::StatusCode::kAborted, reason::kVersionConflict));
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(Save(Text("visit"), 1).value().version, 2);
}

TEST_F(TemplateFunctions, BySomebodyWhoIsNotOnTheTeamIsRefusedAndNothingIsWritten) {
  AddTeam("b");
  MessageTemplate of_b = Text("visit");
  of_b.team = "b";
  MessageTemplate of_none = Text("visit");
  of_none.team = "absent";
  const auto before = Everything();
  for (const MessageTemplate& refused : {of_b, of_none}) {
    EXPECT_THAT(Save(refused), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound)) << refused.team;
  }
  EXPECT_EQ(Everything(), before);
}

TEST_F(TemplateFunctions, Template201IsRefusedAndNothingIsWritten) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(Save(Text(StrCat("t", i))).ok());
  const auto before = Everything();
  EXPECT_THAT(Save(Text("one-more")), FailsWith(absl::StatusCode::kFailedPrecondition, reason::kFailedState));
  EXPECT_EQ(Everything(), before);
  EXPECT_TRUE(Save(Text("t7")).ok()) << "which is there already";
}

TEST_F(TemplateFunctions, AreListedByIdPageByPage) {
  EXPECT_THAT(IdsOf(List()), IsEmpty());
  for (const char* id : {"c", "a", "b"}) ASSERT_TRUE(Save(Text(id)).ok());
  EXPECT_THAT(IdsOf(List()), ElementsAre("a", "b", "c"));
  EXPECT_FALSE(List("", 3).more);
  EXPECT_THAT(IdsOf(List("", 2)), ElementsAre("a", "b"));
  EXPECT_TRUE(List("", 2).more);
  EXPECT_THAT(IdsOf(List("b", 2)), ElementsAre("c"));
  EXPECT_FALSE(List("b", 2).more);
}

TEST_F(TemplateFunctions, APageEndsWhereItWouldGrowOverAMebibyte) {
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(Save(Text(StrCat("t", i), std::string(40'000, 'x'))).ok());
  const TemplateStore::Page page = List();
  EXPECT_TRUE(page.more);
  EXPECT_EQ(page.templates.size(), 26u);
}

TEST_F(TemplateFunctions, OneThatIsNotThereIsNotFound) {
  EXPECT_THAT(Read("absent"), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
  ASSERT_TRUE(Save(Text("visit")).ok());
  EXPECT_THAT(Read("visit", "b"), FailsWith(absl::StatusCode::kNotFound, reason::kNotFound));
}

TEST_F(TemplateFunctions, OneThatThisReleaseCannotReadIsRefused) {
  Raw({"HSET", StrCat(kTag, ":team:a:templates"), "visit", "1 1750000000000 nurse-1 \x7fsomething else"});
  EXPECT_THAT(Read("visit"), FailsWith(absl::StatusCode::kInternal, reason::kInternal));
}

}  // namespace
}  // namespace careloop::messaging

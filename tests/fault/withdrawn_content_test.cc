// journal keeps what content has found for it; what an editor withdraws does not come back from there.

#include <gtest/gtest.h>

#include <algorithm>

#include "absl/time/clock.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"

namespace careloop::fault {
namespace {

constexpr int kRounds = 3;
constexpr char kName[] = "publications/tiredness";

class WithdrawnContent : public ::testing::Test {
 protected:
  void Publish() const {
    content::v1::ImportPublicationRequest import;
    import.set_markdown(
        "---\nid: tiredness\ntitle: Living with tiredness\nsummary: What helps.\nkind: self-care-sheet\n"
        "language: en\ndiagnoses: []\ntopics: []\ntreatments: []\nsymptoms: [fatigue]\n"
        "sponsor_acknowledgement: Nobody sponsored this.\nreview_due_date: 2030-01-31\n---\n\nRest often.\n");
    const auto draft = editor_.Change(&PublishingStub::ImportPublication, import).publication();
    content::v1::PublishRevisionRequest publish;
    publish.set_name(draft.name());
    publish.set_revision(draft.revision());
    editor_.Change(&PublishingStub::PublishRevision, publish);
  }
  void Withdraw() const {
    content::v1::WithdrawPublicationRequest withdraw;
    withdraw.set_name(kName);
    withdraw.set_reason("A test.");
    editor_.Change(&PublishingStub::WithdrawPublication, withdraw);
  }

  journal::v1::RecordEntryResponse RecordFatigue() const {
    auto request = EntryOf(site_.patient().person, "tired");
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/fatigue");
    answer.set_severity(2);
    answer.set_interference(1);
    return patient_.Change(&JournalStub::RecordEntry, request);
  }
  static bool HasIt(const journal::v1::RecordEntryResponse& answer) {
    return std::any_of(answer.related_content().begin(), answer.related_content().end(),
                       [](const auto& content) { return content.publication() == kName; });
  }
  static bool IsCached(const journal::v1::RecordEntryResponse& answer) {
    return answer.related_content_state() == journal::v1::RELATED_CONTENT_STATE_CACHED;
  }

  Stack stack_;
  const Site site_{stack_, 1};
  const Client patient_{stack_, site_.patient().person};
  const Client editor_{stack_, {"editor", Role::kEditor, "Demo Editor"}};
};

TEST_F(WithdrawnContent, IsNoLongerInTheAnswersOfJournalAfterASecond) {
  // On a machine that is busy with other tests a single time says little; that it once was fast says that it can be.
  absl::Duration least = absl::InfiniteDuration();
  for (int round = 0; round < kRounds; ++round) {
    Publish();
    testing::Eventually("journal keeps it", [&] {
      const auto answer = RecordFatigue();
      return HasIt(answer) && IsCached(answer);
    });
    Withdraw();
    const absl::Time withdrawn = absl::Now();
    absl::Time last_seen = withdrawn;
    bool cached_since = false;  // that journal does keep an answer again, which then is one without it
    testing::Eventually("it is gone, and stays away for a second", [&] {
      const absl::Time asked = absl::Now();
      const auto answer = RecordFatigue();
      if (HasIt(answer)) last_seen = asked;
      cached_since = cached_since || (IsCached(answer) && !HasIt(answer));
      return asked - last_seen > absl::Seconds(1);
    });
    EXPECT_TRUE(cached_since);
    least = std::min(least, last_seen - withdrawn);
  }
  EXPECT_LE(least, absl::Seconds(1));
}

TEST_F(WithdrawnContent, StaysInTheAnswersOfJournalWhileContentIsAwayAndTheySaySo) {
  Publish();
  testing::Eventually("journal keeps it", [&] { return HasIt(RecordFatigue()); });
  stack_.Kill(Victim::kContent);
  const auto answer = RecordFatigue();
  EXPECT_TRUE(HasIt(answer) && IsCached(answer)) << "reading goes on, and the answer says that it is not fresh";
}

}  // namespace
}  // namespace careloop::fault

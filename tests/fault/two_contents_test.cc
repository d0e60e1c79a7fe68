// Two instances of content on one Redis: what an editor does at one holds at the other within a second.

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "absl/time/clock.h"
#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"

namespace careloop::fault {
namespace {

using content::v1::SearchPublicationsResponse;

constexpr int kRounds = 3;

class TwoContents : public ::testing::Test {
 protected:
  TwoContents() {
    testing::Eventually("the second one serves and has its index", [this] { return Search().has_value(); });
  }

  // What the second one finds; nothing while it cannot search.
  std::optional<SearchPublicationsResponse> Search() const {
    content::v1::SearchPublicationsRequest request;
    request.set_query("tiredness");
    SearchPublicationsResponse response;
    grpc::ClientContext context;
    editor_.Authorize(context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(3)));
    const grpc::Status status = at_second_->SearchPublications(&context, request, &response);
    if (!status.ok()) return std::nullopt;
    return response;
  }
  // The revision that the second one finds; 0 if it finds none.
  int FoundRevision() const {
    const auto found = Search();
    return found && found->hits_size() > 0 ? found->hits(0).publication().revision() : 0;
  }

  // Publishes the next revision at the first one, and answers its number.
  int Publish() const {
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
    return draft.revision();
  }
  void Withdraw() const {
    content::v1::WithdrawPublicationRequest withdraw;
    withdraw.set_name("publications/tiredness");
    withdraw.set_reason("A test.");
    editor_.Change(&PublishingStub::WithdrawPublication, withdraw);
  }

  static absl::Duration TimeUntil(const std::string& what, const std::function<bool()>& condition) {
    const absl::Time start = absl::Now();
    testing::Eventually(what, condition);
    return absl::Now() - start;
  }

  const testing::SiteFolder folder_;
  const Stack stack_;
  const std::string address_ = "unix:" + folder_.path() + "/content";
  const Child second_{stack_.CommandOf(Victim::kContent, {{"listen", address_}}), folder_.path() + "/content.log"};
  const Client editor_{stack_, {"editor", Role::kEditor, "Demo Editor"}};
  const std::unique_ptr<ContentStub> at_second_ =
      content::v1::ContentService::NewStub(grpc::CreateChannel(address_, grpc::InsecureChannelCredentials()));
};

TEST_F(TwoContents, FindWithinASecondWhatTheOtherPublishesAndNoLongerWhatItWithdraws) {
  // On a machine that is busy with other tests a single time says little; that it once was fast says that it can be.
  absl::Duration found = absl::InfiniteDuration();
  absl::Duration gone = absl::InfiniteDuration();
  for (int round = 0; round < kRounds; ++round) {
    const int revision = Publish();
    found = std::min(found, TimeUntil("the second one finds it", [&] { return FoundRevision() == revision; }));
    Withdraw();
    gone = std::min(gone, TimeUntil("the second one finds it no longer", [&] { return FoundRevision() == 0; }));
  }
  EXPECT_LE(found, absl::Seconds(1));
  EXPECT_LE(gone, absl::Seconds(1));
}

}  // namespace
}  // namespace careloop::fault

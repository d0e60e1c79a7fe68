// A peer that is away degrades the answers that need it, and no others.

#include <gtest/gtest.h>

#include "tests/fault/site.h"
#include "tests/support/careloop_command.h"
#include "tests/support/matchers.h"

namespace careloop::fault {
namespace {

using testing::Eventually;

class Degraded : public ::testing::Test {
 protected:
  journal::v1::RecordEntryResponse RecordFatigue(int severity) {
    auto request = EntryOf(site_.patient().person, "tired");
    auto& answer = *request.add_answers();
    answer.set_symptom("symptoms/fatigue");
    answer.set_severity(severity);
    answer.set_interference(2);
    return patient_.Change(&JournalStub::RecordEntry, request);
  }

  // With the only team, or with the one that is named.
  journal::v1::Share ShareEverything(const std::string& care_team = "") {
    journal::v1::CreateShareRequest request;
    request.set_parent(site_.patient().person.resource());
    request.set_care_team(care_team);
    request.mutable_standing()->mutable_start_time()->set_seconds(absl::ToUnixSeconds(absl::Now()) - 3600);
    return patient_.Change(&JournalStub::CreateShare, request).share();
  }

  journal::v1::ShareDelivery DeliveryOf(const std::string& share) {
    journal::v1::ListSharesRequest request;
    request.set_parent(site_.patient().person.resource());
    const auto answer = patient_.Get(&JournalStub::ListShares, request);
    for (const auto& listed : answer.shares()) {
      if (listed.name() == share) return listed.delivery();
    }
    return {};
  }

  grpc::Status GetEntryAs(const Client& reader, const std::string& name) {
    journal::v1::GetEntryRequest request;
    request.set_name(name);
    journal::v1::GetEntryResponse response;
    return reader.Try(&JournalStub::GetEntry, request, response);
  }

  Stack stack_;
  const Site site_{stack_, 1};
  const Client patient_{stack_, site_.patient().person};
  const Client nurse_{stack_, site_.nurse()};
};

TEST_F(Degraded, AnEntryIsStoredAndSaysThatContentIsUnavailable) {
  EXPECT_EQ(RecordFatigue(3).related_content_state(), journal::v1::RELATED_CONTENT_STATE_FRESH);
  stack_.Kill(Victim::kContent);
  const auto answer = RecordFatigue(1);  // another grade, of which nothing is cached
  EXPECT_EQ(answer.related_content_state(), journal::v1::RELATED_CONTENT_STATE_UNAVAILABLE);
  EXPECT_EQ(answer.related_content_size(), 0);
  EXPECT_TRUE(GetEntryAs(patient_, answer.entry().name()).ok());
}

TEST_F(Degraded, ASevereEntryHasItsEmergencyTextWhateverContentDoes) {
  stack_.Suspend(Victim::kContent);  // it hangs, which is worse than being gone
  const auto hanging = RecordFatigue(4);
  EXPECT_FALSE(hanging.emergency_text().text().empty());
  EXPECT_EQ(hanging.related_content_state(), journal::v1::RELATED_CONTENT_STATE_UNAVAILABLE);
  stack_.Kill(Victim::kContent);
  const auto gone = RecordFatigue(4);
  EXPECT_EQ(gone.emergency_text().text(), hanging.emergency_text().text());
  EXPECT_EQ(gone.related_content_state(), journal::v1::RELATED_CONTENT_STATE_UNAVAILABLE);
}

TEST_F(Degraded, ASevereEntryThatCannotBeStoredHasItsEmergencyTextInTheError) {
  const std::string text = RecordFatigue(4).emergency_text().text();
  stack_.Kill(Victim::kRedis);
  auto request = EntryOf(site_.patient().person, "feverish");
  request.set_temperature_celsius(39.5);
  request.set_request_id(NewRequestId());
  journal::v1::RecordEntryResponse response;
  const grpc::Status status = patient_.Try(&JournalStub::RecordEntry, request, response);
  EXPECT_TRUE(!status.ok() && IsUnknown(status)) << status.error_message();
  EXPECT_EQ(testing::WireError(status).persons_text, text);
  stack_.Start(Victim::kRedis);
  EXPECT_EQ(patient_.Get(&JournalStub::RecordEntry, request).emergency_text().text(), text);
}

TEST_F(Degraded, TheEmergencyTextOfAnEntryThatRedisKeepsWaitingLeavesBeforeAnImpatientCallerIsGone) {
  const std::string text = RecordFatigue(4).emergency_text().text();
  stack_.Suspend(Victim::kRedis);
  auto request = EntryOf(site_.patient().person, "feverish");
  request.set_temperature_celsius(39.5);
  request.set_request_id(NewRequestId());
  journal::v1::RecordEntryResponse response;
  const grpc::Status status = patient_.Try(&JournalStub::RecordEntry, request, response, absl::Seconds(2));
  EXPECT_EQ(testing::WireError(status).persons_text, text) << status.error_message();
}

TEST_F(Degraded, OthersReadsFailClosedWhileMessagingIsAwayAndOnesOwnGoOn) {
  ShareEverything();
  const std::string entry = RecordFatigue(2).entry().name();
  ASSERT_TRUE(GetEntryAs(nurse_, entry).ok());
  stack_.Kill(Victim::kMessaging);
  Eventually("what was known of the nurse has expired", [&] {
    const grpc::Status status = GetEntryAs(nurse_, entry);
    EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::UNAVAILABLE) << status.error_message();
    return !status.ok();
  });
  EXPECT_TRUE(GetEntryAs(patient_, entry).ok());
  stack_.Start(Victim::kMessaging);
  Eventually("the nurse reads again", [&] { return GetEntryAs(nurse_, entry).ok(); });
}

TEST_F(Degraded, AShareWithANamedTeamIsTakenWhileMessagingIsAwayAndDeliveredWhenItIsBack) {
  const std::string entry = RecordFatigue(2).entry().name();
  stack_.Kill(Victim::kMessaging);
  const auto share = ShareEverything(site_.care_team());
  EXPECT_EQ(share.delivery().state(), journal::v1::SHARE_DELIVERY_STATE_QUEUED);
  EXPECT_EQ(DeliveryOf(share.name()).state(), journal::v1::SHARE_DELIVERY_STATE_QUEUED);
  EXPECT_EQ(GetEntryAs(nurse_, entry).error_code(), grpc::StatusCode::UNAVAILABLE);
  stack_.Start(Victim::kMessaging);
  Eventually("the team has been told",
             [&] { return DeliveryOf(share.name()).state() == journal::v1::SHARE_DELIVERY_STATE_DELIVERED; });
  EXPECT_TRUE(GetEntryAs(nurse_, entry).ok());
}

TEST_F(Degraded, AShareWithATeamThatHasNotEnrolledThePatientFailsWhenMessagingIsBackAndOpensNothingEver) {
  const std::string entry = RecordFatigue(2).entry().name();
  const Client admin(stack_, {"admin", Role::kAdmin, "Demo Admin"});
  const Client stranger(stack_, {"stranger", Role::kClinician, "Demo Nurse"});
  const std::string team = Site::NewTeam(admin, stranger.person());
  stack_.Kill(Victim::kMessaging);
  const auto share = ShareEverything(team);
  EXPECT_EQ(share.delivery().state(), journal::v1::SHARE_DELIVERY_STATE_QUEUED);
  stack_.Start(Victim::kMessaging);
  Eventually("it is given up",
             [&] { return DeliveryOf(share.name()).state() == journal::v1::SHARE_DELIVERY_STATE_FAILED; });
  EXPECT_EQ(DeliveryOf(share.name()).failure(), journal::v1::SHARE_DELIVERY_FAILURE_NOT_ENROLLED);
  Site::Enrol(admin, team, site_.patient().person);
  messaging::v1::CheckAccessRequest check;
  check.set_patient(site_.patient().person.resource());
  EXPECT_TRUE(stranger.Get(&CareTeamStub::CheckAccess, check).allowed());
  EXPECT_EQ(GetEntryAs(stranger, entry).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(Degraded, AMessageGoesOnWithoutContentUnlessItAttachesAPublication) {
  stack_.Kill(Victim::kContent);
  messaging::v1::SendMessageRequest request;
  request.set_parent(site_.patient().thread);
  request.set_text("no publication");
  EXPECT_EQ(patient_.Change(&MessagingStub::SendMessage, request).message().number(), 2);
  request.add_publications(site_.publication());
  request.set_request_id(NewRequestId());
  messaging::v1::SendMessageResponse response;
  const grpc::Status status = nurse_.Try(&MessagingStub::SendMessage, request, response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  stack_.Start(Victim::kContent);
  const auto sent = nurse_.Get(&MessagingStub::SendMessage, request).message();
  EXPECT_EQ(sent.number(), 3);
  EXPECT_FALSE(sent.publications(0).disclaimer().text().empty());
  stack_.Kill(Victim::kContent);
  EXPECT_EQ(nurse_.Get(&MessagingStub::SendMessage, request).message().SerializeAsString(), sent.SerializeAsString())
      << "sent again, it has its first outcome";
}

TEST_F(Degraded, WhatIsRepeatedHasItsFirstOutcomeWithoutThePeersThatItNeededThen) {
  journal::v1::CreateShareRequest share;
  share.set_parent(site_.patient().person.resource());
  share.mutable_standing()->mutable_start_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  share.set_request_id(NewRequestId());
  const std::string shared = patient_.Get(&JournalStub::CreateShare, share).share().name();
  stack_.Kill(Victim::kMessaging);
  EXPECT_EQ(patient_.Get(&JournalStub::CreateShare, share).share().name(), shared);
  stack_.Kill(Victim::kJournal);
  stack_.Start(Victim::kJournal);
  EXPECT_EQ(patient_.Get(&JournalStub::CreateShare, share).share().name(), shared);
}

}  // namespace
}  // namespace careloop::fault

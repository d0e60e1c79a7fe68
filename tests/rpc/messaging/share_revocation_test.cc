#include "tests/rpc/messaging/messaging_fixture.h"
#include "tests/rpc/messaging/watcher.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

class ShareRevocationRpc : public MessagingTest {
 protected:
  Watcher Watch(const User& person) {
    return Watcher(server_.channel(), person, Call(person, &Talk::ListThreads, Threads()).response.watch_token());
  }
  auto Revoke(const v1::DeliverShareRevocationRequest& request) {
    return Call(service_, &Delivery::DeliverShareRevocation, request);
  }
  // The share of the first message of a thread, as somebody reads it.
  v1::ShareReference Read(const User& person, const std::string& thread) {
    return Call(person, &Talk::ListMessages, Messages(thread)).response.messages(0).share();
  }
};

TEST_F(ShareRevocationRpc, IsShownToAllWhoSeeTheThreadWithItsTime) {
  ASSERT_TRUE(Call(patient_, &Teams::AddCaregiver, NewCaregiver()).ok());
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  EXPECT_EQ(Read(nurse_, thread).state(), v1::SHARE_STATE_IN_FORCE);
  EXPECT_FALSE(Read(nurse_, thread).has_revoke_time());
  const v1::DeliverShareRevocationRequest request = NewRevocation();
  const auto revoked = Revoke(request);
  ASSERT_TRUE(revoked.ok()) << revoked.status.error_message();
  const std::string time = request.decision().decided_time().SerializeAsString();
  EXPECT_EQ(revoked.response.revoke_time().SerializeAsString(), time);
  for (const User* person : {&patient_, &nurse_, &daughter_}) {
    const v1::ShareReference share = Read(*person, thread);
    EXPECT_EQ(share.state(), v1::SHARE_STATE_REVOKED);
    EXPECT_EQ(share.revoke_time().SerializeAsString(), time);
    EXPECT_EQ(share.entry_count(), 2) << "what it was is still said";
  }
}

TEST_F(ShareRevocationRpc, IsToldToEveryOpenWatchOnceAndNoMessageIsUnreadForIt) {
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 1)).ok());
  Watcher nurse = Watch(nurse_), patient = Watch(patient_), other = Watch(other_nurse_);
  ASSERT_TRUE(Revoke(NewRevocation()).ok());
  ASSERT_TRUE(Revoke(NewRevocation()).ok());
  ASSERT_TRUE(Call(patient_, &Talk::SendMessage, NewMessage(thread)).ok());
  for (Watcher* watcher : {&nurse, &patient}) {
    const auto event = watcher->Next();
    ASSERT_TRUE(event.has_value() && event->has_share_revoked());
    EXPECT_EQ(event->share_revoked().thread(), thread);
    EXPECT_EQ(event->share_revoked().message().share().state(), v1::SHARE_STATE_REVOKED);
    EXPECT_EQ(event->share_revoked().message().SerializeAsString(),
              Call(nurse_, &Talk::ListMessages, Messages(thread)).response.messages(0).SerializeAsString());
    EXPECT_TRUE(watcher->Next()->has_message()) << "what comes next, since it is told once";
  }
  EXPECT_EQ(Call(nurse_, &Talk::GetThread, Get(thread)).response.thread().read_up_to(), 1);
  v1::StartThreadRequest elsewhere = NewThread("patient-2");
  ASSERT_TRUE(Call(User(Role::kPatient, "patient-2"), &Talk::StartThread, elsewhere).ok());
  EXPECT_TRUE(other.Next()->has_thread_started()) << "who does not see the thread is told nothing of it";
}

TEST_F(ShareRevocationRpc, ThatComesBeforeItsShareMakesItArriveRevoked) {
  ASSERT_TRUE(Revoke(NewRevocation()).ok());
  Watcher nurse = Watch(nurse_);
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  ASSERT_TRUE(nurse.Next()->has_thread_started());
  EXPECT_EQ(nurse.Next()->message().message().share().state(), v1::SHARE_STATE_REVOKED);
  EXPECT_EQ(Read(nurse_, thread).state(), v1::SHARE_STATE_REVOKED);
}

TEST_F(ShareRevocationRpc, HappensOnceAlsoUnderAnotherRequestIdAndWithAnotherTime) {
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  const auto first = Revoke(NewRevocation());
  const auto again = Revoke(NewRevocation("patients/patient-1/shares/s1", absl::FromUnixSeconds(1'750'000'009)));
  ASSERT_TRUE(again.ok()) << again.status.error_message();
  EXPECT_EQ(again.response.SerializeAsString(), first.response.SerializeAsString());
  EXPECT_EQ(Read(patient_, thread).revoke_time().seconds(), 1'750'000'000);
}

TEST_F(ShareRevocationRpc, GoesWithAThreadThatOthersHaveNow) {
  ASSERT_TRUE(Call(admin_, &Teams::EnrolPatient, NewPatient("b", "patient-1")).ok());
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  ASSERT_TRUE(Call(nurse_, &Talk::RerouteThread, NewReroute(thread)).ok());
  Watcher here = Watch(other_nurse_);
  ASSERT_TRUE(Revoke(NewRevocation()).ok());
  EXPECT_TRUE(here.Next()->has_share_revoked());
  EXPECT_EQ(Read(other_nurse_, thread).state(), v1::SHARE_STATE_REVOKED);
}

TEST_F(ShareRevocationRpc, OfAShareOfSomebodyElseIsRefusedAndChangesNothing) {
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  v1::DeliverShareRevocationRequest request = NewRevocation();
  request.set_patient("patients/patient-2");
  request.mutable_decision()->set_person("patient-2");
  EXPECT_THAT(Revoke(request).status, HasViolation("share"));
  request = NewRevocation();
  request.mutable_decision()->set_person("patient-2");
  EXPECT_THAT(Revoke(request).status, HasViolation("decision.person"));
  request = NewRevocation();
  request.mutable_decision()->set_resource("patients/patient-1/shares/s2");
  EXPECT_THAT(Revoke(request).status, HasViolation("decision.resource"));
  ASSERT_TRUE(Revoke(NewRevocation("patients/patient-1/shares/s2")).ok());
  EXPECT_EQ(Read(nurse_, thread).state(), v1::SHARE_STATE_IN_FORCE);
}

TEST_F(ShareRevocationRpc, IsForServicesAloneAlsoNotForThePatient) {
  for (const User* person : {&patient_, &nurse_, &admin_}) {
    EXPECT_THAT(Call(*person, &Delivery::DeliverShareRevocation, NewRevocation()).status,
                FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
  }
}

TEST_F(ShareRevocationRpc, WithoutANameOrADecisionIsRefusedField) {
  EXPECT_THAT(Revoke([] {
                v1::DeliverShareRevocationRequest request;
                request.set_request_id(NewRequestId());
                return request;
              }())
                  .status,
              HasViolations(Fields{"patient", "share", "decision.person", "decision.rule", "decision.resource",
                                   "decision.decided_time"}));
  for (const std::string& share :
       {std::string("shares/s1"), std::string("patients/patient-1/threads/s1"),
        std::string("patients/patient-1/shares/"), StrCat("patients/patient-1/shares/", std::string(129, 'x')),
        std::string("patients/patient-1/shares/a b")}) {
    EXPECT_THAT(Revoke(NewRevocation(share)).status, HasViolations(Fields{"share", "decision.resource"})) << share;
  }
  EXPECT_THAT(Revoke(NewRevocation("patients/patient-1/shares/s1", absl::Now() + absl::Minutes(6))).status,
              HasViolation("decision.decided_time"));
}

TEST_F(ShareRevocationRpc, WhatADeliveryItselfSaysOfTheStateIsPassedOver) {
  v1::DeliverShareRequest request = NewDelivery();
  request.mutable_share()->set_state(v1::SHARE_STATE_REVOKED);
  request.mutable_share()->mutable_revoke_time()->set_seconds(1);
  const std::string thread = Call(service_, &Delivery::DeliverShare, request).response.thread();
  EXPECT_EQ(Read(nurse_, thread).state(), v1::SHARE_STATE_IN_FORCE);
  EXPECT_FALSE(Read(nurse_, thread).has_revoke_time());
}

}  // namespace
}  // namespace careloop::messaging

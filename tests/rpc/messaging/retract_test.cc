#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {
namespace {

using grpc::StatusCode;
using testing::FailsOnTheWireWith;
using testing::HasViolation;
using testing::HasViolations;
using Fields = std::vector<std::string>;

class RetractRpc : public MessagingTest {
 protected:
  v1::ListReadReceiptsRequest Receipts(const std::string& thread) {
    v1::ListReadReceiptsRequest request;
    request.set_parent(thread);
    return request;
  }
};

TEST_F(RetractRpc, LeavesAVisibleMarkWithTheReasonAndNoTextToAnybody) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread, "a secret of somebody else")).ok());
  const auto retracted = Call(nurse_, &Talk::RetractMessage, NewRetraction(thread, 2));
  ASSERT_TRUE(retracted.ok()) << retracted.status.error_message();
  for (const User* person : {&patient_, &nurse_}) {
    const auto page = Call(*person, &Talk::ListMessages, Messages(thread)).response;
    EXPECT_EQ(page.ShortDebugString().find("a secret"), std::string::npos);
    EXPECT_EQ(page.messages(1).retraction().reason(), "Meant for somebody else.");
    EXPECT_EQ(page.messages(1).retraction().person().person(), "nurse-1");
    EXPECT_TRUE(page.messages(1).retraction().has_retract_time());
    EXPECT_EQ(page.messages(1).ShortDebugString(), retracted.response.message().ShortDebugString());
  }
}

TEST_F(RetractRpc, IsTheSendersAlone) {
  const std::string thread = StartThread();
  EXPECT_THAT(Call(nurse_, &Talk::RetractMessage, NewRetraction(thread, 1)).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
  EXPECT_THAT(Call(other_nurse_, &Talk::RetractMessage, NewRetraction(thread, 1)).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Call(patient_, &Talk::RetractMessage, NewRetraction(thread, 7)).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(RetractRpc, OfAShareIsTheJournalsToRevoke) {
  const std::string thread = Call(service_, &Delivery::DeliverShare, NewDelivery()).response.thread();
  EXPECT_THAT(Call(patient_, &Talk::RetractMessage, NewRetraction(thread, 1)).status,
              FailsOnTheWireWith(StatusCode::FAILED_PRECONDITION, "FAILED_STATE"));
}

// Complaints 4 and 5: read receipts, per thread, with their time.
TEST_F(RetractRpc, WhoHasReadWhatAndWhenIsSeenByBothSides) {
  const std::string thread = StartThread();
  ASSERT_TRUE(Call(nurse_, &Talk::MarkRead, NewMark(thread, 1)).ok());
  ASSERT_TRUE(Call(nurse_, &Talk::SendMessage, NewMessage(thread)).ok());
  ASSERT_TRUE(Call(patient_, &Talk::MarkRead, NewMark(thread, 2)).ok());
  for (const User* person : {&patient_, &nurse_}) {
    const auto receipts = Call(*person, &Talk::ListReadReceipts, Receipts(thread)).response.receipts();
    ASSERT_EQ(receipts.size(), 2);
    EXPECT_EQ(receipts[0].reader().display_name(), "Demo Nurse");
    EXPECT_EQ(receipts[0].reader().title(), "Oncology nurse");
    EXPECT_EQ(receipts[0].up_to(), 1);
    EXPECT_TRUE(receipts[0].has_read_time());
    EXPECT_EQ(receipts[1].reader().person(), "patient-1");
    EXPECT_EQ(receipts[1].up_to(), 2);
  }
  v1::ListReadReceiptsRequest page = Receipts(thread);
  page.set_page_size(1);
  const auto first = Call(patient_, &Talk::ListReadReceipts, page).response;
  ASSERT_EQ(first.receipts_size(), 1);
  page.set_page_token(first.next_page_token());
  const auto second = Call(patient_, &Talk::ListReadReceipts, page).response;
  EXPECT_EQ(second.receipts(0).up_to(), 2);
  EXPECT_EQ(second.next_page_token(), "");
  EXPECT_THAT(Call(other_nurse_, &Talk::ListReadReceipts, Receipts(thread)).status,
              FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(RetractRpc, RequestsThatNameNoMessageOrNoReasonAreRefused) {
  v1::RetractMessageRequest request = NewRetraction("patients/p/threads/t", 1);
  for (const char* name : {"patients/p/threads/t", "patients/p/threads/t/messages/x", "patients/p/threads/t/messages/0",
                           "patients/p/threads/t/messages/01", "patients/p/threads/t/messages/99999999999"}) {
    request.set_name(name);
    EXPECT_THAT(Call(patient_, &Talk::RetractMessage, request).status, HasViolation("name")) << name;
  }
  request.set_name("patients/p/threads/t/messages/1");
  request.set_reason(" ");
  EXPECT_THAT(Call(patient_, &Talk::RetractMessage, request).status, HasViolation("reason"));
  request.set_reason(std::string(1'001, 'x'));
  EXPECT_THAT(Call(patient_, &Talk::RetractMessage, request).status, HasViolation("reason"));
  v1::ListReadReceiptsRequest list;
  list.set_page_size(-1);
  list.set_page_token(std::string(8'193, 'x'));
  EXPECT_THAT(Call(patient_, &Talk::ListReadReceipts, list).status,
              HasViolations(Fields{"parent", "page_size", "page_token"}));
}

}  // namespace
}  // namespace careloop::messaging

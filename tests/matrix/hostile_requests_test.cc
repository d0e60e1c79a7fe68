// Spoiled requests of every RPC through its handler, by who may make it: each gets an answer that a client can
// understand, and no service minds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "paths.h"
#include "tests/matrix/credentials.h"
#include "tests/matrix/expected.h"
#include "tests/matrix/mutation.h"
#include "tests/matrix/requests.h"
#include "tests/matrix/watching.h"
#include "tests/matrix/worlds.h"

namespace careloop::matrix {
namespace {

using fault::Stack;
using grpc::StatusCode;

constexpr char kFolder[] = CARELOOP_SOURCE_DIR "/tests/matrix/";

bool IsUnderstandable(StatusCode code) {
  return code != StatusCode::INTERNAL && code != StatusCode::UNKNOWN && code != StatusCode::UNAVAILABLE &&
         code != StatusCode::DEADLINE_EXCEEDED && code != StatusCode::DATA_LOSS && code != StatusCode::CANCELLED;
}

// A stream without an end, whose tokens are fuzzed; and what would change the rules by which the next world's entry has
// to raise its alert: DryRunRuleSet takes the same rule set.
bool IsLeftOut(const Rpc& rpc) { return IsWatch(rpc) || rpc.method->name() == "ActivateRuleSet"; }

class HostileRequests : public ::testing::Test {
 protected:
  // The cell of somebody who may make this call about P.
  std::optional<Cell> CellOf(const Rpc& rpc) const {
    for (const Role role : kRoles) {
      for (size_t i = 0; i < kRelationshipNames.size(); ++i) {
        const Cell cell = {rpc, role, static_cast<Relationship>(i), Consent::kShared, TokenState::kValid};
        if (expected_.Of(cell).contains("admitted")) return cell;
      }
    }
    return std::nullopt;
  }

  void Send(const Cell& cell, std::mt19937_64& random) {
    const World& world = worlds_.Current();
    const auto request = RequestOf(cell.rpc, requests_.Of(cell, world.names()));
    Mutate(*request, random);
    const Authorization token = SignedIn(cell.role, world.PersonIn(cell.relationship));
    const Answer answer = desk_.Ask(cell.rpc, *request, token, [](const std::string&) { return true; });
    EXPECT_TRUE(IsUnderstandable(answer.status.error_code()))
        << cell.rpc.text() << ": code " << answer.status.error_code() << " " << answer.status.error_message() << " of\n"
        << request->ShortDebugString().substr(0, 2000);
    ++(answer.ok() ? answered_ : refused_);
    if (answer.ok() && requests_.Spends(cell.rpc)) worlds_.Spend();
  }

  // So many of each RPC.
  void SendToAll(int count) {
    const uint64_t seed = std::random_device{}();
    std::mt19937_64 random(seed);
    SCOPED_TRACE(StrCat("seed ", seed));
    for (const Rpc& rpc : RpcsOfTheContract()) {
      if (!requests_.Asks(rpc) || IsLeftOut(rpc)) continue;
      const std::optional<Cell> cell = CellOf(rpc);
      ASSERT_TRUE(cell.has_value()) << rpc.text();
      for (int i = 0; i < count && !HasFailure(); ++i) Send(*cell, random);
    }
    for (const fault::Victim service : fault::kServices) EXPECT_TRUE(stack_.Serving(service)) << NameOf(service);
    std::cout << answered_ << " answered, " << refused_ << " refused, seed " << seed << std::endl;
    EXPECT_GT(answered_, count) << "what is spoiled so much that no handler sees it proves nothing";
  }

  const Stack stack_;
  const Requests requests_ = Requests::Load(StrCat(kFolder, "requests.txt"));
  const Expected expected_ = Expected::Load(StrCat(kFolder, "expected.txt"));
  const Desk desk_{stack_};
  const CommonGround ground_{desk_};
  Worlds worlds_{desk_, ground_, Consent::kShared};
  int answered_ = 0, refused_ = 0;
};

using LongHostileRequests = HostileRequests;

TEST_F(HostileRequests, OfEveryRpcAreUnderstoodOrRefusedByItsHandler) { SendToAll(40); }

TEST_F(LongHostileRequests, OfEveryRpcAreUnderstoodOrRefusedByItsHandler) { SendToAll(2'000); }

}  // namespace
}  // namespace careloop::matrix

// Every RPC of the contract, as everybody, about a patient: who gets in is what the policy says in words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <iostream>
#include <thread>

#include "absl/time/clock.h"
#include "paths.h"
#include "tests/matrix/executor.h"
#include "tests/support/careloop_command.h"

namespace careloop::matrix {
namespace {

using fault::Stack;
using fault::Victim;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kFolder[] = CARELOOP_SOURCE_DIR "/tests/matrix/";
constexpr char kWidened[] = "messaging.v1.MessagingService/ListThreadChanges";

// Which cells are run.
using Choice = std::function<bool(const Cell& cell, int number)>;

class Matrix {
 public:
  explicit Matrix(const std::map<Victim, std::string>& programs = {})
      : stack_({}, Stack::Transport::kPlaintext, programs) {
    stack_.Write("revoked", Revocations(World::AllPersons()));
    WaitUntilRevoked();
  }

  Report Run(const Choice& choice) const {
    const absl::Time start = absl::Now();
    const CommonGround ground{Desk(stack_)};
    std::vector<Report> reports(kConsentNames.size());
    std::vector<std::jthread> threads;
    threads.reserve(reports.size());
    for (size_t i = 0; i < reports.size(); ++i) {
      threads.emplace_back([&, i] { reports[i] = RunConsent(static_cast<Consent>(i), ground, choice); });
    }
    threads.clear();
    Report all;
    for (const Report& report : reports) all.Add(report);
    std::cout << all.Summary() << ", " << absl::FormatDuration(absl::Now() - start) << std::endl;
    return all;
  }
  bool ConsentMatters(const Cell& cell) const { return expected_.ConsentMatters(cell); }
  const Expected& expected() const { return expected_; }

 private:
  void WaitUntilRevoked() const {
    const Desk desk(stack_);
    Credentials credentials;
    const Authorization token = credentials.Of(Role::kPatient, "somebody", TokenState::kRevokedToken);
    for (const char* name : {"content.v1.ContentService/ListTopics", "journal.v1.JournalService/ListSymptoms",
                             "messaging.v1.CareTeamService/ListCareTeams"}) {
      const Rpc rpc = RpcNamed(name);
      testing::Eventually("revocations are in force", [&] {
        return desk.Ask(rpc, *RequestOf(rpc, ""), token).status.error_code() == grpc::StatusCode::UNAUTHENTICATED;
      });
    }
  }

  Report RunConsent(Consent consent, const CommonGround& ground, const Choice& choice) const {
    Executor executor(stack_, ground, requests_, expected_, consent);
    int number = 0;
    for (const Rpc& rpc : RpcsOfTheContract()) {
      if (!requests_.Asks(rpc)) continue;
      for (const Role role : kRoles) {
        for (size_t i = 0; i < kRelationshipNames.size() * kTokenNames.size(); ++i) {
          const Cell cell = {rpc, role, static_cast<Relationship>(i / kTokenNames.size()), consent,
                             static_cast<TokenState>(i % kTokenNames.size())};
          if (choice(cell, ++number)) executor.Run(cell);
        }
      }
    }
    return executor.TakeReport();
  }

  Stack stack_;
  const Requests requests_ = Requests::Load(StrCat(kFolder, "requests.txt"));
  const Expected expected_ = Expected::Load(StrCat(kFolder, "expected.txt"));
};

void ExpectAsInTheTable(const Report& report) {
  EXPECT_THAT(report.differences, IsEmpty()) << report.Lines(50);
  EXPECT_THAT(report.ProvingNothing(), IsEmpty());
  EXPECT_THAT(report.Withheld(), IsEmpty());
}

TEST(AccessMatrix, HasARequestForEveryRpcOfTheContract) {
  const Requests requests = Requests::Load(StrCat(kFolder, "requests.txt"));
  const Stack stack;
  const Desk desk(stack);
  for (const Rpc& rpc : RpcsOfTheContract()) {
    EXPECT_TRUE(requests.Knows(*rpc.method)) << rpc.text() << " has no request in tests/matrix/requests.txt";
    if (requests.Asks(rpc)) continue;
    const Answer answer = desk.Ask(rpc, *RequestOf(rpc, ""), SignedIn(Role::kAdmin, "admin"));
    EXPECT_EQ(answer.status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << rpc.text();
  }
}

// Every role in every relationship, with each consent where that matters and else with one; some of the bad tokens.
TEST(AccessMatrix, IsAsThePolicyInWordsSaysInASpreadOfItsCells) {
  const Matrix matrix;
  const Report report = matrix.Run([&](const Cell& cell, int number) {
    if (cell.token != TokenState::kValid) return number % 53 == 0;
    const int consent = static_cast<int>(cell.consent);
    return number / static_cast<int>(kTokenNames.size()) % 4 == consent || matrix.ConsentMatters(cell);
  });
  ExpectAsInTheTable(report);
  EXPECT_GE(report.cells, 5'000);
}

TEST(LongAccessMatrix, IsAsThePolicyInWordsSaysInAllItsCells) {
  const Report report = Matrix().Run([](const Cell&, int) { return true; });
  ExpectAsInTheTable(report);
  EXPECT_GE(report.cells, 100'000);
}

// A messaging service in which one policy row lets patients and caregivers do what is for the care team alone.
TEST(AccessMatrix, FindsAWidenedPolicyRow) {
  const Matrix matrix({{Victim::kMessaging, CARELOOP_BINARY_DIR "/bin/messaging_widened"}});
  const Report report = matrix.Run([](const Cell& cell, int) {
    return cell.token == TokenState::kValid && cell.consent == Consent::kShared &&
           cell.rpc.method->service()->name() == "MessagingService";
  });
  EXPECT_THAT(report.DifferingRpcs(), ElementsAre(kWidened)) << report.Lines(50);
}

}  // namespace
}  // namespace careloop::matrix

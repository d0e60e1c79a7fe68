// What the services read again while they run: the keys of tokens, and journal's own token.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"
#include "tests/fault/sharer.h"
#include "tests/fault/site.h"
#include "tests/fault/steady_caller.h"
#include "tests/support/careloop_command.h"
#include "tests/support/forged_tokens.h"
#include "tests/support/test_tokens.h"

namespace careloop::fault {
namespace {

using journal::v1::SHARE_DELIVERY_STATE_DELIVERED;
using journal::v1::SHARE_DELIVERY_STATE_QUEUED;
using testing::Eventually;
using ::testing::HasSubstr;

class Credentials : public ::testing::Test {
 protected:
  grpc::StatusCode Read(Victim service, const Client& reader) const {
    if (service == Victim::kContent) return Code(reader, &ContentStub::ListTopics, content::v1::ListTopicsRequest());
    if (service == Victim::kMessaging) {
      messaging::v1::GetThreadRequest request;
      request.set_name(site_.patient().thread);
      return Code(reader, &MessagingStub::GetThread, request);
    }
    journal::v1::ListEntriesRequest request;
    request.set_parent(site_.patient().person.resource());
    return Code(reader, &JournalStub::ListEntries, request);
  }

  template <typename Stub, typename Request, typename Response>
  grpc::StatusCode Code(const Client& reader,
                        grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request) const {
    Response response;
    return reader.Try(method, request, response).error_code();
  }

  void EventuallyLogged(const std::string& event) const {
    for (const Victim service : kServices) {
      Eventually("it is logged", [&] { return stack_.LogOf(service).find(event) != std::string::npos; });
    }
  }

  Stack stack_;
  const Site site_{stack_, 1};
};

TEST_F(Credentials, KeysThatAreReplacedByGarbageStayAsTheyWere) {
  const Client before(stack_, site_.patient().person);
  for (const char* garbage : {"", "}", R"({"keys":[]})", R"({"keys":[{"kty":"oct","k":"c2VjcmV0","alg":"HS256"}]})"}) {
    stack_.Write("jwks.json", garbage);
    EventuallyLogged("jwks_not_reloaded");
    const Client after(stack_, site_.patient().person);  // with a token that nobody has seen yet
    for (const Victim service : kServices) {
      EXPECT_EQ(Read(service, before), grpc::StatusCode::OK) << NameOf(service) << garbage;
      EXPECT_EQ(Read(service, after), grpc::StatusCode::OK) << NameOf(service) << garbage;
    }
  }
}

TEST_F(Credentials, AKeyThatIsRemovedOpensNothingAnyMoreAndOneThatComesBackDoes) {
  const Client reader(stack_, site_.patient().person);
  stack_.Write("jwks.json", testing::ForgingKey::Ec().Jwks("another", "ES256"));
  for (const Victim service : kServices) {
    Eventually("the token is refused", [&] { return Read(service, reader) == grpc::StatusCode::UNAUTHENTICATED; });
  }
  stack_.Write("jwks.json", testing::TestJwks());
  for (const Victim service : kServices) {
    Eventually("the token is accepted", [&] { return Read(service, reader) == grpc::StatusCode::OK; });
  }
}

// The issuer publishes the next key, then signs with it, then withdraws the first.
TEST_F(Credentials, KeysAreReplacedUnderLoadWithoutAFailedCall) {
  const TokenSigner next = TokenSigner::Create("next-key").value();
  const TokenClaims claims = testing::GoodClaims(Role::kPatient, "patient-0", "Demo Patient 0");
  const std::string tokens[] = {testing::TestSigner().Sign(claims).value(), next.Sign(claims).value()};
  std::atomic<int> token = 0;
  const auto read = [&](Victim service, const std::string& bearer) {
    return Read(service, Client(stack_, site_.patient().person, bearer)) == grpc::StatusCode::OK;
  };
  const SteadyCaller caller([&](Victim service) { return read(service, tokens[token]) ? "" : "refused"; });
  auto both = nlohmann::json::parse(testing::TestJwks());
  both["keys"].push_back(nlohmann::json::parse(next.PublicJwks())["keys"][0]);

  stack_.Write("jwks.json", both.dump());
  for (const Victim service : kServices)
    Eventually("the next key is trusted", [&] { return read(service, tokens[1]); });
  token = 1;
  const int switched = caller.calls();
  Eventually("nobody uses the first token any more", [&] { return caller.calls() > switched + 3; });
  stack_.Write("jwks.json", next.PublicJwks());
  for (const Victim service : kServices)
    Eventually("the first key is trusted no more", [&] { return !read(service, tokens[0]); });
  const int withdrawn = caller.calls();
  Eventually("calls go on", [&] { return caller.calls() > withdrawn + 30; });
  EXPECT_EQ(caller.failures(), "");
}

TEST_F(Credentials, SharesStayQueuedWhileJournalsOwnTokenIsExpiredOrGarbage) {
  const TokenClaims expired = testing::GoodClaims(Role::kService, "journal", "journal", absl::Now() - absl::Hours(24));
  stack_.Write("journal.token", testing::TestSigner().Sign(expired).value());
  stack_.Kill(Victim::kJournal);  // what starts has read it, where one that runs reads it within half a second
  stack_.Start(Victim::kJournal);
  stack_.WaitUntilServing();
  Sharer sharer(stack_, site_.patient());
  for (const std::string& bad : {testing::TestSigner().Sign(expired).value(), std::string("garbage"), std::string(),
                                 std::string("two\nlines"), std::string("no\x01text")}) {
    stack_.Write("journal.token", bad);
    sharer.Begin(2);
    EXPECT_EQ(sharer.Finish().size(), sharer.In(SHARE_DELIVERY_STATE_QUEUED).size());
  }
  stack_.Write("journal.token", testing::TokenFor(Role::kService, "journal", "journal"));
  Eventually("all are delivered",
             [&] { return sharer.In(SHARE_DELIVERY_STATE_DELIVERED).size() == sharer.Finish().size(); });
  for (const auto& [share, times] : sharer.Messages()) EXPECT_EQ(times, 1) << share;
}

}  // namespace
}  // namespace careloop::fault

// Mutual TLS between real processes: who is let in, whom a service calls, and how certificates are replaced.

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"
#include "careloop/messaging/v1/delivery_service.grpc.pb.h"
#include "tests/fault/site.h"
#include "tests/fault/steady_caller.h"
#include "tests/support/careloop_command.h"
#include "tests/support/rpc_caller.h"
#include "tests/support/site_folder.h"
#include "tests/support/test_tokens.h"

namespace careloop::fault {
namespace {

using grpc::StatusCode;
using testing::Eventually;
using testing::TestCa;
using testing::TestIdentity;

class MutualTls : public ::testing::Test {
 protected:
  // What a patient is answered over a connection with these credentials; "" is OK.
  std::string Answer(Victim service, const std::shared_ptr<grpc::ChannelCredentials>& credentials) const {
    const auto channel = stack_.ChannelTo(service, credentials);
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + testing::TokenFor(Role::kPatient, "p", "P"));
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    const grpc::Status status = Call(service, channel, context);
    return status.ok() ? "" : std::to_string(status.error_code());
  }
  std::string AnswerTo(Victim service, const TestIdentity& identity) const {
    return Answer(service, grpc::SslCredentials({stack_.ca().pem(), identity.key, identity.certificate}));
  }

  size_t CountInLog(Victim service, const std::string& event) const {
    const std::string log = stack_.LogOf(service);
    size_t count = 0;
    for (size_t at = log.find(event); at != std::string::npos; at = log.find(event, at + 1)) ++count;
    return count;
  }

  // Over a connection that stays. What was wrong; "" if nothing.
  static std::string Attach(const Client& nurse, const Site& site) {
    messaging::v1::SendMessageRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(site.patient().thread);
    request.set_text("Please read this.");
    request.add_publications(site.publication());
    messaging::v1::SendMessageResponse response;
    const grpc::Status status = nurse.Try(&MessagingStub::SendMessage, request, response, absl::Seconds(20));
    return status.ok() ? "" : status.error_message();
  }

  static grpc::Status Call(Victim service, const std::shared_ptr<grpc::Channel>& channel,
                           grpc::ClientContext& context) {
    if (service == Victim::kContent) {
      content::v1::ListTopicsResponse topics;
      return ContentStub(channel).ListTopics(&context, {}, &topics);
    }
    if (service == Victim::kMessaging) {
      messaging::v1::ListThreadsRequest request;
      request.set_parent("patients/p");
      messaging::v1::ListThreadsResponse threads;
      return MessagingStub(channel).ListThreads(&context, request, &threads);
    }
    journal::v1::ListEntriesRequest request;
    request.set_parent("patients/p");
    journal::v1::ListEntriesResponse entries;
    return JournalStub(channel).ListEntries(&context, request, &entries);
  }

  Stack stack_{{}, Stack::Transport::kMutualTls};
};

TEST_F(MutualTls, LetsNobodyInWithoutACertificateOfTheSitesCaWithANameOnTheList) {
  const std::string refused = std::to_string(StatusCode::UNAVAILABLE);
  const TestCa& ca = stack_.ca();
  const TestCa other;
  const absl::Time now = absl::Now();
  for (const Victim service : kServices) {
    EXPECT_EQ(AnswerTo(service, ca.IssueFor("tester")), "") << NameOf(service);
    EXPECT_EQ(Answer(service, grpc::InsecureChannelCredentials()), refused) << NameOf(service) << ": plaintext";
    EXPECT_EQ(Answer(service, grpc::SslCredentials({ca.pem(), "", ""})), refused) << NameOf(service) << ": none";
    EXPECT_EQ(AnswerTo(service, other.IssueFor("tester")), refused) << NameOf(service) << ": another CA";
    EXPECT_EQ(AnswerTo(service, ca.IssueFor("content")), refused) << NameOf(service) << ": not on the list";
    EXPECT_EQ(AnswerTo(service, ca.IssueFor("tester.example")), refused) << NameOf(service) << ": a longer name";
    EXPECT_EQ(AnswerTo(service, ca.Issue({.names = {"DNS:*"}})), refused) << NameOf(service) << ": a wildcard";
    EXPECT_EQ(AnswerTo(service, ca.Issue({.names = {"email:tester"}})), refused) << NameOf(service) << ": no DNS name";
    EXPECT_EQ(AnswerTo(service, ca.Issue({.common_name = "tester"})), refused) << NameOf(service) << ": common name";
    EXPECT_EQ(AnswerTo(service, ca.Issue({.names = {"DNS:tester"}, .ends = now - absl::Minutes(1)})), refused)
        << NameOf(service) << ": expired";
    EXPECT_EQ(AnswerTo(service, ca.Issue({.names = {"DNS:tester"}, .begins = now + absl::Hours(1)})), refused)
        << NameOf(service) << ": not valid yet";
  }
}

TEST_F(MutualTls, ACertificateOfTheSitesCaIsNotEnoughToBeTheServiceThatAnotherCalls) {
  const Site site(stack_, 1);
  stack_.Kill(Victim::kMessaging);
  stack_.Write("messaging.pem", stack_.ca().IssueFor("content").pem());
  stack_.Start(Victim::kMessaging);
  stack_.WaitUntilServing();
  const Client patient(stack_, site.patient().person);
  journal::v1::CreateShareRequest share;
  share.set_request_id(NewRequestId());
  share.set_parent(patient.person().resource());
  share.mutable_standing()->mutable_start_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  journal::v1::CreateShareResponse shared;
  const auto create = [&] { return patient.Try(&JournalStub::CreateShare, share, shared).error_code(); };
  EXPECT_EQ(create(), StatusCode::UNAVAILABLE) << "journal must not tell it who shares what";
  stack_.Write("messaging.pem", stack_.ca().IssueFor("messaging").pem());
  Eventually("journal finds messaging", [&] { return create() == StatusCode::OK; });
}

TEST_F(MutualTls, LetsClientsInWithoutACertificateWhereThatIsAskedForButNoService) {
  const testing::SiteFolder folder;
  Child open(
      stack_.CommandOf(Victim::kMessaging, {{"listen", "127.0.0.1:0"}, {"tls-clients-without-certificate", "true"}}),
      folder.path() + "/log");
  const std::string address = nlohmann::json::parse(open.ReadLine())["listening"];
  const testing::RpcCaller patient(Role::kPatient, "p");
  const testing::RpcCaller service(Role::kService, "journal");
  const auto threads_of = [&](const TestIdentity& identity) {
    MessagingStub stub(
        grpc::CreateChannel(address, grpc::SslCredentials({stack_.ca().pem(), identity.key, identity.certificate})));
    messaging::v1::ListThreadsRequest request;
    request.set_parent("patients/p");
    return patient.Call(stub, &MessagingStub::ListThreads, request).code;
  };
  const auto delivery_of = [&](const TestIdentity& identity) {
    using Delivery = messaging::v1::DeliveryService::Stub;
    Delivery stub(
        grpc::CreateChannel(address, grpc::SslCredentials({stack_.ca().pem(), identity.key, identity.certificate})));
    return service.Call(stub, &Delivery::DeliverShare, messaging::v1::DeliverShareRequest()).reason;
  };
  EXPECT_EQ(threads_of({}), StatusCode::OK);
  EXPECT_EQ(threads_of(stack_.ca().IssueFor("tester")), StatusCode::OK);
  EXPECT_EQ(threads_of(stack_.ca().IssueFor("stranger")), StatusCode::UNAVAILABLE);
  EXPECT_EQ(delivery_of({}), "ROLE_NOT_ALLOWED");
  EXPECT_EQ(delivery_of(stack_.ca().IssueFor("tester")), "INVALID_FIELD") << "which the empty request deserves";
}

TEST_F(MutualTls, CertificatesAndTheirCaAreReplacedUnderLoadWithoutAFailedCall) {
  const Site site(stack_, 1);
  const TestCa next;
  const std::string both = stack_.ca().pem() + next.pem();
  const TestIdentity testers[] = {stack_.ca().IssueFor("tester"), next.IssueFor("tester")};
  std::atomic<int> tester = 0;
  const auto with = [&](Victim service, const std::string& roots, const TestIdentity& identity) {
    return Answer(service, grpc::SslCredentials({roots, identity.key, identity.certificate}));
  };
  const Client nurse(stack_, site.nurse());
  const SteadyCaller keeper([&](Victim) { return Attach(nurse, site); });  // and messaging asks content
  const SteadyCaller newcomer([&](Victim service) { return with(service, both, testers[tester]); });  // each time anew

  stack_.Write("ca.pem", both);
  for (const Victim service : kServices)
    Eventually("the next CA is trusted too", [&] { return with(service, both, testers[1]).empty(); });
  tester = 1;
  for (const Victim service : kServices)
    stack_.Write(std::string(NameOf(service)) + ".pem", next.IssueFor(std::string(NameOf(service))).pem());
  for (const Victim service : kServices)
    Eventually("the next certificate is shown", [&] { return with(service, next.pem(), testers[1]).empty(); });
  stack_.Write("ca.pem", next.pem());
  for (const Victim service : kServices)
    Eventually("the first CA is trusted no more", [&] { return !with(service, both, testers[0]).empty(); });
  const int calls = keeper.calls();
  Eventually("calls go on", [&] { return keeper.calls() > calls + 10; });

  EXPECT_EQ(newcomer.failures(), "");
  EXPECT_EQ(keeper.failures(), "");
  EXPECT_GT(newcomer.calls(), 20);
}

TEST_F(MutualTls, IsSpokenByTheCommandThatIsToldWhomToTrust) {
  const testing::SiteFolder folder;
  const std::string ca = folder.Write("ca.pem", stack_.ca().pem());
  const std::string identity = folder.Write("me.pem", stack_.ca().IssueFor("tester").pem());
  const auto topics = [&](const std::vector<std::string>& trust) {
    std::vector<std::string> arguments = {"content", "topics", "--timeout", "3"};
    arguments.insert(arguments.end(), trust.begin(), trust.end());
    return testing::RunCareloop(arguments, {{"CARELOOP_CONTENT", stack_.Address(Victim::kContent)},
                                            {"CARELOOP_TOKEN", testing::TokenFor(Role::kPatient, "p", "P")}})
        .exit_code;
  };
  EXPECT_EQ(topics({"--ca", ca, "--identity", identity}), 0);
  EXPECT_NE(topics({"--ca", ca}), 0);
  EXPECT_NE(topics({}), 0);
  EXPECT_NE(topics({"--ca", folder.Write("other.pem", TestCa().pem()), "--identity", identity}), 0);
}

TEST_F(MutualTls, AFileThatHasBecomeBadIsAnAlarmAndTheLastGoodOneStays) {
  const TestIdentity tester = stack_.ca().IssueFor("tester");
  for (const Victim service : kServices) {
    const std::string name(NameOf(service));
    for (const std::string& bad : {std::string(), std::string("garbage"), stack_.ca().IssueFor(name).certificate,
                                   stack_.ca().IssueFor(name).key + stack_.ca().IssueFor(name).certificate}) {
      const size_t before = CountInLog(service, "tls_file_not_reloaded");
      stack_.Write(name + ".pem", bad);
      Eventually("it is logged", [&] { return CountInLog(service, "tls_file_not_reloaded") > before; });
    }
    EXPECT_EQ(AnswerTo(service, tester), "") << name;
  }
}

}  // namespace
}  // namespace careloop::fault

#ifndef CARELOOP_TESTS_FAULT_CLIENT_H_
#define CARELOOP_TESTS_FAULT_CLIENT_H_

#include <grpcpp/client_context.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "careloop/content/v1/content_service.grpc.pb.h"
#include "careloop/content/v1/publishing_service.grpc.pb.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "careloop/messaging/v1/messaging_service.grpc.pb.h"
#include "common/call/call.h"
#include "tests/fault/stack.h"

namespace careloop::fault {

using ContentStub = content::v1::ContentService::Stub;
using PublishingStub = content::v1::PublishingService::Stub;
using JournalStub = journal::v1::JournalService::Stub;
using CareTeamStub = messaging::v1::CareTeamService::Stub;
using MessagingStub = messaging::v1::MessagingService::Stub;

template <typename Stub>
inline constexpr Victim kServedBy = Victim::kMessaging;
template <>
inline constexpr Victim kServedBy<ContentStub> = Victim::kContent;
template <>
inline constexpr Victim kServedBy<PublishingStub> = Victim::kContent;
template <>
inline constexpr Victim kServedBy<JournalStub> = Victim::kJournal;

struct Person {
  std::string id;
  Role role = Role::kPatient;
  std::string name;

  std::string resource() const { return "patients/" + id; }  // of a patient
};

// A fresh UUID.
std::string NewRequestId();

// Whether a change may have taken place, or may come to take place when the call is repeated: neither done nor refused.
bool IsUnknown(const grpc::Status& status);

// One person at a client of their own, with connections of their own. Thread-safe.
class Client {
 public:
  Client(const Stack& stack, Person person);
  Client(const Stack& stack, Person person, const std::string& token);

  const Person& person() const { return person_; }

  // One attempt.
  template <typename Stub, typename Request, typename Response>
  grpc::Status Try(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   const Request& request, Response& response, absl::Duration limit = absl::Seconds(3)) const {
    Stub stub(ChannelTo(kServedBy<Stub>));
    grpc::ClientContext context;
    Authorize(context);
    context.set_deadline(absl::ToChronoTime(absl::Now() + limit));
    return (stub.*method)(&context, request, &response);
  }

  // Repeats the same request until its outcome is known. Any outcome but OK ends the test process with a message, and
  // so do twenty seconds without one.
  template <typename Stub, typename Request, typename Response>
  Response Get(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) const {
    Retries retries(*this, Request::descriptor()->name());
    while (true) {
      Response response;
      const grpc::Status status = Try(method, request, response);
      if (status.ok()) return response;
      retries.After(status);
    }
  }

  // The same for a change, which gets a request id of its own.
  template <typename Stub, typename Request, typename Response>
  Response Change(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  Request request) const {
    request.set_request_id(NewRequestId());
    return Get(method, request);
  }

  // How many attempts have failed without telling what became of them.
  int unknown_outcomes() const { return unknown_outcomes_; }

  std::shared_ptr<grpc::Channel> ChannelTo(Victim service) const { return channels_.at(service); }
  void Authorize(grpc::ClientContext& context) const { context.AddMetadata("authorization", authorization_); }

 private:
  // The growing, jittered pauses between attempts at one call.
  class Retries {
   public:
    Retries(const Client& client, const std::string& call) : client_(client), call_(call) {}
    void After(const grpc::Status& status);

   private:
    const Client& client_;
    const std::string call_;
    const absl::Time limit_ = absl::Now() + absl::Seconds(20);
    absl::Duration pause_ = absl::Milliseconds(5);
  };

  const Person person_;
  const std::string authorization_;
  std::map<Victim, std::shared_ptr<grpc::Channel>> channels_;
  mutable std::atomic<int> unknown_outcomes_ = 0;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_CLIENT_H_

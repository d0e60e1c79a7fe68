#ifndef CARELOOP_TESTS_SUPPORT_RPC_CALLER_H_
#define CARELOOP_TESTS_SUPPORT_RPC_CALLER_H_

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/strings.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "tests/support/test_tokens.h"

namespace careloop::testing {

// What came back over the wire: the response, or the error as a client of any language would read it.
template <typename Response>
struct Answer {
  grpc::StatusCode code = grpc::StatusCode::OK;
  std::string message;
  std::string reason;                   // of ErrorInfo
  std::vector<std::string> violations;  // of BadRequest, "field: description" each
  std::string persons_text;             // of LocalizedMessage, "language: text"
  Response response;

  bool ok() const { return code == grpc::StatusCode::OK; }
};

// Makes calls as one person, with a token that TestSigner signed.
class RpcCaller {
 public:
  RpcCaller(Role role, std::string_view subject) : token_(TokenFor(role, subject, "Demo Person")) {}

  const std::string& token() const { return token_; }

  template <typename Stub, typename Request, typename Response>
  Answer<Response> Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                        const Request& request) const {
    grpc::ClientContext context;
    context.AddMetadata("authorization", StrCat("Bearer ", token_));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    Answer<Response> answer;
    const grpc::Status status = (stub.*method)(&context, request, &answer.response);
    answer.code = status.error_code();
    answer.message = status.error_message();
    ReadDetails(status, answer);
    return answer;
  }

 private:
  template <typename Response>
  static void ReadDetails(const grpc::Status& status, Answer<Response>& answer) {
    google::rpc::Status details;
    details.ParseFromString(status.error_details());
    google::rpc::ErrorInfo info;
    google::rpc::LocalizedMessage localized;
    google::rpc::BadRequest bad_request;
    for (const auto& detail : details.details()) {
      if (detail.UnpackTo(&info)) answer.reason = info.reason();
      if (detail.UnpackTo(&localized)) answer.persons_text = StrCat(localized.locale(), ": ", localized.message());
      if (!detail.UnpackTo(&bad_request)) continue;
      for (const auto& v : bad_request.field_violations())
        answer.violations.push_back(StrCat(v.field(), ": ", v.description()));
    }
  }

  const std::string token_;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_RPC_CALLER_H_

#ifndef CARELOOP_SERVICES_CLI_SESSION_H_
#define CARELOOP_SERVICES_CLI_SESSION_H_

#include <iostream>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "services/cli/client.h"
#include "services/cli/names.h"

namespace careloop::cli {

// What every verb understands.
struct CommonOptions {
  Endpoints endpoints;
  Trust trust;
  std::string token;
  double timeout_seconds = absl::ToDoubleSeconds(Client::kDefaultTimeout);
  bool json = false;
  bool all_pages = false;
  std::string request_id;
  std::string patient;
};

// `message` as protobuf JSON on one line.
std::string ToJson(const google::protobuf::Message& message);

// One run of one verb: makes its calls and shows the answers, for people or as JSON. Not thread-safe.
class Session {
 public:
  // Shows answers on `out`, which outlives the session.
  Session(const CommonOptions& options, std::ostream& out)
      : options_(options),
        client_(options.endpoints, options.token, absl::Seconds(options.timeout_seconds), options.trust),
        out_(out) {}

  const Client& client() const { return client_; }
  std::ostream& out() const { return out_; }
  bool json() const { return options_.json; }
  bool all_pages() const { return options_.all_pages; }

  // That of --request-id, or a fresh one.
  bool has_request_id() const { return !options_.request_id.empty(); }
  std::string RequestId() const { return has_request_id() ? options_.request_id : NewRequestId(); }

  // "patients/{patient}" from --patient, or of the caller; a usage error if neither says.
  absl::StatusOr<std::string> Patient() const;

  // Completes an id that was typed, such as "3", to a name, such as "patients/p-17/entries/3".
  absl::StatusOr<std::string> PatientsResource(std::string_view collection, const std::string& typed) const;

  // One call, or with --all as many as the list has pages. Fills in the request id where there is one; then an error
  // says how to repeat the call: with that id, and with `looked_up`, flags for what was not typed.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                Request request, const std::string& looked_up = "") const {
    if constexpr (requires { request.request_id(); }) {
      request.set_request_id(RequestId());
      absl::StatusOr<Response> answer = client_.Call(method, request);
      if (answer.ok()) return answer;
      return WithHowToRepeat(answer.status(), looked_up + "--request-id " + request.request_id());
    }
    if constexpr (requires { request.page_token(); }) {
      if (options_.all_pages) return CallForAll(method, std::move(request));
    }
    return client_.Call(method, request);
  }

  // As many calls as a list has pages, whatever --all says.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> CallForAll(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                      Request request) const {
    absl::StatusOr<Response> answer = client_.Call(method, request);
    while (answer.ok() && !answer->next_page_token().empty()) {
      request.set_page_token(answer->next_page_token());
      absl::StatusOr<Response> page = client_.Call(method, request);
      if (!page.ok()) return page;
      Append(*page, *answer);
    }
    return answer;
  }

  // Shows an answer as JSON, or by `print`; or hands on its error.
  template <typename Response>
  absl::Status Show(const absl::StatusOr<Response>& answer, void (*print)(std::ostream&, const Response&)) const {
    if (!answer.ok()) return answer.status();
    Show(*answer, print);
    return absl::OkStatus();
  }

  template <typename Response>
  void Show(const Response& answer, void (*print)(std::ostream&, const Response&)) const {
    if (json()) {
      out_ << ToJson(answer) << std::endl;
    } else {
      print(out_, answer);
      out_.flush();
    }
  }

 private:
  // A Watch starts from the token of the first page, so that one stays; facets are the same on every page.
  template <typename Response>
  static void Append(Response& page, Response& all) {
    if constexpr (requires { page.watch_token(); }) page.clear_watch_token();
    if constexpr (requires { page.facets(); }) page.clear_facets();
    all.clear_next_page_token();
    all.MergeFrom(page);
  }

  const CommonOptions& options_;
  const Client client_;
  std::ostream& out_;
};

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_SESSION_H_

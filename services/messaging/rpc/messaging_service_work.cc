#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/messaging_service.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

// The RPCs of MessagingService that are a care team's work on its threads.
namespace careloop::messaging {
namespace {

template <typename Response>
Response ResponseOf(const ThreadRef& thread, const ThreadWork::Changed& changed) {
  Response response;
  if (changed.change) *response.mutable_change() = ToProto(thread, *changed.change);
  if (changed.thread) *response.mutable_thread() = ToProto(*changed.thread);
  return response;
}

}  // namespace

grpc::ServerUnaryReactor* MessagingService::ClaimThread(grpc::CallbackServerContext* context,
                                                        const v1::ClaimThreadRequest* request,
                                                        v1::ClaimThreadResponse* response) {
  return run_.Unary(
      kClaimThread, context, request, response,
      [this](const Call& call, const v1::ClaimThreadRequest& r) -> Task<absl::StatusOr<v1::ClaimThreadResponse>> {
        const ThreadRef thread = ThreadRefOf(r.name());
        ThreadWork::Request step{thread, r.etag(), ""};
        CO_ASSIGN_OR_RETURN(const auto changed, co_await work_.Claim(call, std::move(step)));
        co_return ResponseOf<v1::ClaimThreadResponse>(thread, changed);
      });
}

grpc::ServerUnaryReactor* MessagingService::ReleaseThread(grpc::CallbackServerContext* context,
                                                          const v1::ReleaseThreadRequest* request,
                                                          v1::ReleaseThreadResponse* response) {
  return run_.Unary(
      kReleaseThread, context, request, response,
      [this](const Call& call, const v1::ReleaseThreadRequest& r) -> Task<absl::StatusOr<v1::ReleaseThreadResponse>> {
        const ThreadRef thread = ThreadRefOf(r.name());
        ThreadWork::Request step{thread, r.etag(), r.note()};
        CO_ASSIGN_OR_RETURN(const auto changed, co_await work_.Release(call, std::move(step)));
        co_return ResponseOf<v1::ReleaseThreadResponse>(thread, changed);
      });
}

grpc::ServerUnaryReactor* MessagingService::RerouteThread(grpc::CallbackServerContext* context,
                                                          const v1::RerouteThreadRequest* request,
                                                          v1::RerouteThreadResponse* response) {
  return run_.Unary(
      kRerouteThread, context, request, response,
      [this](const Call& call, const v1::RerouteThreadRequest& r) -> Task<absl::StatusOr<v1::RerouteThreadResponse>> {
        const ThreadRef thread = ThreadRefOf(r.name());
        ThreadWork::Request step{thread, r.etag(), r.reason()};
        CO_ASSIGN_OR_RETURN(const auto changed,
                            co_await work_.Reroute(call, std::move(step), LastPart(r.to_care_team())));
        co_return ResponseOf<v1::RerouteThreadResponse>(thread, changed);
      });
}

grpc::ServerUnaryReactor* MessagingService::ResolveThread(grpc::CallbackServerContext* context,
                                                          const v1::ResolveThreadRequest* request,
                                                          v1::ResolveThreadResponse* response) {
  return run_.Unary(
      kResolveThread, context, request, response,
      [this](const Call& call, const v1::ResolveThreadRequest& r) -> Task<absl::StatusOr<v1::ResolveThreadResponse>> {
        const ThreadRef thread = ThreadRefOf(r.name());
        ThreadWork::Request step{thread, r.etag(), r.note()};
        CO_ASSIGN_OR_RETURN(const auto changed, co_await work_.Resolve(call, std::move(step), FromProto(r.action())));
        co_return ResponseOf<v1::ResolveThreadResponse>(thread, changed);
      });
}

grpc::ServerUnaryReactor* MessagingService::ReopenThread(grpc::CallbackServerContext* context,
                                                         const v1::ReopenThreadRequest* request,
                                                         v1::ReopenThreadResponse* response) {
  return run_.Unary(
      kReopenThread, context, request, response,
      [this](const Call& call, const v1::ReopenThreadRequest& r) -> Task<absl::StatusOr<v1::ReopenThreadResponse>> {
        const ThreadRef thread = ThreadRefOf(r.name());
        ThreadWork::Request step{thread, r.etag(), r.note()};
        CO_ASSIGN_OR_RETURN(const auto changed, co_await work_.Reopen(call, std::move(step)));
        co_return ResponseOf<v1::ReopenThreadResponse>(thread, changed);
      });
}

grpc::ServerUnaryReactor* MessagingService::SetThreadUrgency(grpc::CallbackServerContext* context,
                                                             const v1::SetThreadUrgencyRequest* request,
                                                             v1::SetThreadUrgencyResponse* response) {
  return run_.Unary(kSetThreadUrgency, context, request, response,
                    [this](const Call& call,
                           const v1::SetThreadUrgencyRequest& r) -> Task<absl::StatusOr<v1::SetThreadUrgencyResponse>> {
                      const ThreadRef thread = ThreadRefOf(r.name());
                      ThreadWork::Request step{thread, r.etag(), r.note()};
                      CO_ASSIGN_OR_RETURN(const auto changed,
                                          co_await work_.SetUrgency(call, std::move(step), FromProto(r.urgency())));
                      co_return ResponseOf<v1::SetThreadUrgencyResponse>(thread, changed);
                    });
}

grpc::ServerUnaryReactor* MessagingService::ListThreadChanges(grpc::CallbackServerContext* context,
                                                              const v1::ListThreadChangesRequest* request,
                                                              v1::ListThreadChangesResponse* response) {
  return run_.Unary(
      kListThreadChanges, context, request, response,
      [this](const Call& call,
             const v1::ListThreadChangesRequest& r) -> Task<absl::StatusOr<v1::ListThreadChangesResponse>> {
        const ThreadRef thread = ThreadRefOf(r.parent());
        CO_ASSIGN_OR_RETURN(const auto place, tokens_.OpenPage(r.page_token(), call, r.parent()));
        CO_ASSIGN_OR_RETURN(const int64_t above, ParseNumber(place.value_or("0")));
        CO_ASSIGN_OR_RETURN(const auto page, co_await work_.Changes(call, thread, above, rpc::PageSize(r.page_size())));
        v1::ListThreadChangesResponse reply;
        for (const ThreadChange& change : page.changes) *reply.add_changes() = ToProto(thread, change);
        if (page.more) {
          const std::string last = StrCat(page.changes.back().number);
          CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(last, call, r.parent()));
        }
        co_return reply;
      });
}

}  // namespace careloop::messaging

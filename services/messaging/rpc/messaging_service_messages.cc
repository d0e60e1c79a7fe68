#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/messaging_service.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

// The RPCs of MessagingService about what has become of messages.
namespace careloop::messaging {

grpc::ServerUnaryReactor* MessagingService::RetractMessage(grpc::CallbackServerContext* context,
                                                           const v1::RetractMessageRequest* request,
                                                           v1::RetractMessageResponse* response) {
  return run_.Unary(
      kRetractMessage, context, request, response,
      [this](const Call& call, const v1::RetractMessageRequest& r) -> Task<absl::StatusOr<v1::RetractMessageResponse>> {
        const ThreadRef thread = ThreadRefOfMessage(r.name());
        CO_ASSIGN_OR_RETURN(const Message message,
                            co_await conversations_.Retract(call, thread, NumberOfMessage(r.name()), r.reason()));
        v1::RetractMessageResponse reply;
        *reply.mutable_message() = ToProto(thread, message);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* MessagingService::ListReadReceipts(grpc::CallbackServerContext* context,
                                                             const v1::ListReadReceiptsRequest* request,
                                                             v1::ListReadReceiptsResponse* response) {
  return run_.Unary(kListReadReceipts, context, request, response,
                    [this](const Call& call,
                           const v1::ListReadReceiptsRequest& r) -> Task<absl::StatusOr<v1::ListReadReceiptsResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto place, tokens_.OpenPage(r.page_token(), call, r.parent()));
                      CO_ASSIGN_OR_RETURN(const int64_t above, ParseNumber(place.value_or("0")));
                      CO_ASSIGN_OR_RETURN(const auto page,
                                          co_await conversations_.Receipts(call, ThreadRefOf(r.parent()), above,
                                                                           rpc::PageSize(r.page_size())));
                      v1::ListReadReceiptsResponse reply;
                      for (const ReadReceipt& receipt : page.receipts) {
                        *reply.add_receipts() = ToProto(ThreadRefOf(r.parent()), receipt);
                      }
                      if (page.more) {
                        const std::string last = StrCat(page.receipts.back().place);
                        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(last, call, r.parent()));
                      }
                      co_return reply;
                    });
}

}  // namespace careloop::messaging

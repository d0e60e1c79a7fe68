#include "services/messaging/rpc/messaging_service.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"
#include "services/messaging/rpc/watch_stream.h"

namespace careloop::messaging {

grpc::ServerUnaryReactor* MessagingService::StartThread(grpc::CallbackServerContext* context,
                                                        const v1::StartThreadRequest* request,
                                                        v1::StartThreadResponse* response) {
  return run_.Unary(
      kStartThread, context, request, response,
      [this](const Call& call, const v1::StartThreadRequest& r) -> Task<absl::StatusOr<v1::StartThreadResponse>> {
        Conversations::Opening opening{LastPart(r.parent()), LastPart(r.care_team()), r.subject(), r.text()};
        CO_ASSIGN_OR_RETURN(const auto opened, co_await conversations_.Start(call, std::move(opening)));
        v1::StartThreadResponse reply;
        *reply.mutable_thread() = ToProto(opened.thread);
        *reply.mutable_message() = ToProto(opened.thread.ref, opened.first);
        const bool warns = conversations_.IsWarning(call, r.subject()) || conversations_.IsWarning(call, r.text());
        if (warns) reply.set_emergency_text(emergency_text_);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* MessagingService::GetThread(grpc::CallbackServerContext* context,
                                                      const v1::GetThreadRequest* request,
                                                      v1::GetThreadResponse* response) {
  return run_.Unary(
      kGetThread, context, request, response,
      [this](const Call& call, const v1::GetThreadRequest& r) -> Task<absl::StatusOr<v1::GetThreadResponse>> {
        CO_ASSIGN_OR_RETURN(const auto snapshot, co_await conversations_.Get(call, ThreadRefOf(r.name())));
        v1::GetThreadResponse reply;
        *reply.mutable_thread() = ToProto(snapshot.thread);
        AddEmergencyText(call.caller->role, emergency_text_, *reply.mutable_thread());
        CO_ASSIGN_OR_RETURN(*reply.mutable_watch_token(), tokens_.SealPlace(snapshot.place, call.caller->subject));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* MessagingService::ListThreads(grpc::CallbackServerContext* context,
                                                        const v1::ListThreadsRequest* request,
                                                        v1::ListThreadsResponse* response) {
  return run_.Unary(kListThreads, context, request, response,
                    [this](const Call& call, const v1::ListThreadsRequest& r) { return ListThreadsPage(call, r); });
}

Task<absl::StatusOr<v1::ListThreadsResponse>> MessagingService::ListThreadsPage(const Call& call,
                                                                                const v1::ListThreadsRequest& request) {
  std::string list = StrCat(request.parent(), "\n", request.care_team(), "\n", request.subject());
  Conversations::Listing listing{.subject = request.subject(), .most = rpc::PageSize(request.page_size())};
  if (request.parent() != "patients/-") listing.patient = LastPart(request.parent());
  if (!request.care_team().empty()) listing.care_team = LastPart(request.care_team());
  for (const int filter : request.filters()) {
    listing.filters.push_back(FromProto(static_cast<v1::ThreadFilter>(filter)));
    list += StrCat("\n", filter);
  }
  CO_ASSIGN_OR_RETURN(const auto place, tokens_.OpenPage(request.page_token(), call, list));
  if (place && call.caller->role != Role::kClinician) {
    CO_ASSIGN_OR_RETURN(listing.after, ParseCursor(*place));
  } else if (place) {
    CO_ASSIGN_OR_RETURN(listing.after_in_inbox, ParseOrder(*place));
  }
  CO_ASSIGN_OR_RETURN(const Conversations::Listed listed, co_await conversations_.List(call, std::move(listing)));
  v1::ListThreadsResponse reply;
  for (const Thread& thread : listed.threads) *reply.add_threads() = ToProto(thread);
  if (listed.counts) *reply.mutable_counts() = ToProto(*listed.counts);
  if (listed.next || listed.next_in_inbox) {
    const std::string next = listed.next ? CursorText(*listed.next) : OrderText(*listed.next_in_inbox);
    CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(next, call, list));
  }
  CO_ASSIGN_OR_RETURN(*reply.mutable_watch_token(), tokens_.SealPlace(listed.place, call.caller->subject));
  co_return reply;
}

grpc::ServerUnaryReactor* MessagingService::SendMessage(grpc::CallbackServerContext* context,
                                                        const v1::SendMessageRequest* request,
                                                        v1::SendMessageResponse* response) {
  return run_.Unary(
      kSendMessage, context, request, response,
      [this](const Call& call, const v1::SendMessageRequest& r) -> Task<absl::StatusOr<v1::SendMessageResponse>> {
        const ThreadRef thread = ThreadRefOf(r.parent());
        Conversations::Draft draft{.thread = thread, .text = r.text(), .publications = {}, .filled_in = std::nullopt};
        if (r.has_template_()) draft.filled_in = FromProto(r.template_());
        for (const std::string& name : r.publications()) draft.publications.push_back(LastPart(name));
        CO_ASSIGN_OR_RETURN(const Message message, co_await conversations_.Send(call, std::move(draft)));
        v1::SendMessageResponse reply;
        *reply.mutable_message() = ToProto(thread, message);
        if (conversations_.IsWarning(call, r.text())) reply.set_emergency_text(emergency_text_);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* MessagingService::ListMessages(grpc::CallbackServerContext* context,
                                                         const v1::ListMessagesRequest* request,
                                                         v1::ListMessagesResponse* response) {
  return run_.Unary(kListMessages, context, request, response,
                    [this](const Call& call, const v1::ListMessagesRequest& r) { return ListMessagesPage(call, r); });
}

Task<absl::StatusOr<v1::ListMessagesResponse>> MessagingService::ListMessagesPage(
    const Call& call, const v1::ListMessagesRequest& request) {
  const std::string list = StrCat(request.parent(), "\n", request.newest_first() ? "newest" : "oldest", "\n",
                                  request.after_number(), "\n", request.before_number());
  MessageQuery query{.thread = ThreadRefOf(request.parent()),
                     .newest_first = request.newest_first(),
                     .above = request.after_number(),
                     .below = request.before_number(),
                     .most = rpc::PageSize(request.page_size())};
  CO_ASSIGN_OR_RETURN(const auto place, tokens_.OpenPage(request.page_token(), call, list));
  if (place) {
    CO_ASSIGN_OR_RETURN((query.newest_first ? query.below : query.above), ParseNumber(*place));
  }
  const ThreadRef thread = query.thread;
  CO_ASSIGN_OR_RETURN(const MessagePage page, co_await conversations_.MessagesToShow(call, std::move(query)));
  v1::ListMessagesResponse reply;
  for (const Message& message : page.messages) *reply.add_messages() = ToProto(thread, message);
  if (page.more) {
    const std::string last = StrCat(page.messages.back().number);
    CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(last, call, list));
  }
  CO_ASSIGN_OR_RETURN(*reply.mutable_watch_token(), tokens_.SealPlace(page.place, call.caller->subject));
  co_return reply;
}

grpc::ServerUnaryReactor* MessagingService::MarkRead(grpc::CallbackServerContext* context,
                                                     const v1::MarkReadRequest* request,
                                                     v1::MarkReadResponse* response) {
  return run_.Unary(
      kMarkRead, context, request, response,
      [this](const Call& call, const v1::MarkReadRequest& r) -> Task<absl::StatusOr<v1::MarkReadResponse>> {
        CO_ASSIGN_OR_RETURN(const ReadMark mark,
                            co_await conversations_.MarkRead(call, ThreadRefOf(r.thread()), r.up_to()));
        v1::MarkReadResponse reply;
        reply.set_read_up_to(static_cast<int32_t>(mark.up_to));
        reply.set_unread_count(static_cast<int32_t>(mark.unread));
        co_return reply;
      });
}

grpc::ServerWriteReactor<v1::WatchResponse>* MessagingService::Watch(grpc::CallbackServerContext* context,
                                                                     const v1::WatchRequest* request) {
  return WatchStream::Open(run_, hub_, tokens_, *context, *request);
}

grpc::ServerWriteReactor<v1::ExportThreadsResponse>* MessagingService::ExportThreads(
    grpc::CallbackServerContext* context, const v1::ExportThreadsRequest* request) {
  return run_.Stream<v1::ExportThreadsResponse>(
      kExportThreads, context, request,
      [this](const Call& call, const v1::ExportThreadsRequest& r, ThreadExport::Stream& stream) {
        return thread_export_.Write(call, LastPart(r.parent()), stream);
      });
}

}  // namespace careloop::messaging

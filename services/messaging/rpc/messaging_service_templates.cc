#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/messaging_service.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

// The RPCs of MessagingService about the templates of care teams.
namespace careloop::messaging {

grpc::ServerUnaryReactor* MessagingService::SaveTemplate(grpc::CallbackServerContext* context,
                                                         const v1::SaveTemplateRequest* request,
                                                         v1::SaveTemplateResponse* response) {
  return run_.Unary(
      kSaveTemplate, context, request, response,
      [this](const Call& call, const v1::SaveTemplateRequest& r) -> Task<absl::StatusOr<v1::SaveTemplateResponse>> {
        CO_ASSIGN_OR_RETURN(const MessageTemplate saved,
                            co_await templates_.Save(call, FromProto(r), VersionOfEtag(r.etag())));
        v1::SaveTemplateResponse reply;
        *reply.mutable_template_() = ToProto(saved);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* MessagingService::ListTemplates(grpc::CallbackServerContext* context,
                                                          const v1::ListTemplatesRequest* request,
                                                          v1::ListTemplatesResponse* response) {
  return run_.Unary(
      kListTemplates, context, request, response,
      [this](const Call& call, const v1::ListTemplatesRequest& r) -> Task<absl::StatusOr<v1::ListTemplatesResponse>> {
        CO_ASSIGN_OR_RETURN(const auto after, tokens_.OpenPage(r.page_token(), call, r.parent()));
        CO_ASSIGN_OR_RETURN(
            const TemplateStore::Page page,
            co_await templates_.List(call, LastPart(r.parent()), after.value_or(""), rpc::PageSize(r.page_size())));
        v1::ListTemplatesResponse reply;
        for (const MessageTemplate& found : page.templates) *reply.add_templates() = ToProto(found);
        if (page.more) {
          const std::string& last = page.templates.back().id;
          CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.SealPage(last, call, r.parent()));
        }
        co_return reply;
      });
}

}  // namespace careloop::messaging

#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/journal_service.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/policy.h"

namespace careloop::journal {

grpc::ServerUnaryReactor* JournalService::SetAlertConsent(grpc::CallbackServerContext* context,
                                                          const v1::SetAlertConsentRequest* request,
                                                          v1::SetAlertConsentResponse* response) {
  return run_.Unary(kSetAlertConsent, context, request, response,
                    [this](const Call& call,
                           const v1::SetAlertConsentRequest& r) -> Task<absl::StatusOr<v1::SetAlertConsentResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto consent, co_await use_.alerts.Decide(call, FromProto(r)));
                      v1::SetAlertConsentResponse reply;
                      *reply.mutable_consent() = ToProto(consent);
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* JournalService::ListAlerts(grpc::CallbackServerContext* context,
                                                     const v1::ListAlertsRequest* request,
                                                     v1::ListAlertsResponse* response) {
  return run_.Unary(
      kListAlerts, context, request, response,
      [this](const Call& call, const v1::ListAlertsRequest& r) -> Task<absl::StatusOr<v1::ListAlertsResponse>> {
        AlertQuery query = FromProto(r);
        CO_ASSIGN_OR_RETURN(query.page.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page, co_await use_.alerts.List(call, std::move(query)));
        v1::ListAlertsResponse reply;
        for (const auto& alert : page.items) *reply.add_alerts() = ToProto(alert);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        if (call.caller->role == Role::kPatient) {
          CO_ASSIGN_OR_RETURN(const auto consent, co_await use_.alerts.Decision(call, IdOf(r.parent())));
          *reply.mutable_consent() = ToProto(consent);
        }
        co_return reply;
      });
}

}  // namespace careloop::journal

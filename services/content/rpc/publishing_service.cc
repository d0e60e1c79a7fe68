#include "services/content/rpc/publishing_service.h"

#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/content/rpc/convert.h"
#include "services/content/rpc/policy.h"

namespace careloop::content {
namespace {

// The position of a page of revisions: the number of the last one of the page before.
int ToRevision(const std::string& position) {
  int number = 0;
  return absl::SimpleAtoi(position, &number) ? number : 0;
}

std::string NextPage(const History& history) {
  const bool end = history.revisions.empty() || history.revisions.back().number == 1;
  return end ? "" : StrCat(history.revisions.back().number);
}

}  // namespace

grpc::ServerUnaryReactor* PublishingService::ImportPublication(grpc::CallbackServerContext* context,
                                                               const v1::ImportPublicationRequest* request,
                                                               v1::ImportPublicationResponse* response) {
  return run_.Unary(
      kImportPublication, context, request, response,
      [this](const Call& call,
             const v1::ImportPublicationRequest& r) -> Task<absl::StatusOr<v1::ImportPublicationResponse>> {
        CO_ASSIGN_OR_RETURN(const auto draft, co_await (r.validate_only() ? editing_.TryImport(call, r.markdown())
                                                                          : editing_.Import(call, r.markdown())));
        v1::ImportPublicationResponse reply;
        *reply.mutable_publication() = ToPublication(draft, clock_.Now());
        co_return reply;
      });
}

grpc::ServerUnaryReactor* PublishingService::PublishRevision(grpc::CallbackServerContext* context,
                                                             const v1::PublishRevisionRequest* request,
                                                             v1::PublishRevisionResponse* response) {
  return run_.Unary(kPublishRevision, context, request, response,
                    [this](const Call& call,
                           const v1::PublishRevisionRequest& r) -> Task<absl::StatusOr<v1::PublishRevisionResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto published,
                                          co_await editing_.Publish(call, IdOf(r.name()), r.revision(), r.etag()));
                      v1::PublishRevisionResponse reply;
                      *reply.mutable_publication() = ToPublication(published, clock_.Now());
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* PublishingService::WithdrawPublication(grpc::CallbackServerContext* context,
                                                                 const v1::WithdrawPublicationRequest* request,
                                                                 v1::WithdrawPublicationResponse* response) {
  return run_.Unary(
      kWithdrawPublication, context, request, response,
      [this](const Call& call,
             const v1::WithdrawPublicationRequest& r) -> Task<absl::StatusOr<v1::WithdrawPublicationResponse>> {
        CO_ASSIGN_OR_RETURN(const auto withdrawn,
                            co_await editing_.Withdraw(call, IdOf(r.name()), r.reason(), r.etag()));
        v1::WithdrawPublicationResponse reply;
        *reply.mutable_publication() = ToPublication(withdrawn, clock_.Now());
        co_return reply;
      });
}

grpc::ServerUnaryReactor* PublishingService::ListRevisions(grpc::CallbackServerContext* context,
                                                           const v1::ListRevisionsRequest* request,
                                                           v1::ListRevisionsResponse* response) {
  return run_.Unary(
      kListRevisions, context, request, response,
      [this](const Call& call, const v1::ListRevisionsRequest& r) -> Task<absl::StatusOr<v1::ListRevisionsResponse>> {
        CO_ASSIGN_OR_RETURN(const std::string before, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto history, co_await editing_.Revisions(call, IdOf(r.name()), ToRevision(before),
                                                                            rpc::PageSize(r.page_size())));
        v1::ListRevisionsResponse reply;
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, NextPage(history)));
        for (const auto& revision : history.revisions) {
          *reply.add_revisions() = ToHistory(revision, history.row.standing);
        }
        reply.set_current_revision(history.row.standing.current());
        reply.set_etag(EtagOf(history.row.standing));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* PublishingService::PublishDisclaimer(grpc::CallbackServerContext* context,
                                                               const v1::PublishDisclaimerRequest* request,
                                                               v1::PublishDisclaimerResponse* response) {
  return run_.Unary(
      kPublishDisclaimer, context, request, response,
      [this](const Call& call,
             const v1::PublishDisclaimerRequest& r) -> Task<absl::StatusOr<v1::PublishDisclaimerResponse>> {
        CO_ASSIGN_OR_RETURN(Disclaimer disclaimer, Disclaimer::Create(r.version(), r.language(), r.text()));
        CO_ASSIGN_OR_RETURN(const auto published, co_await editing_.PublishDisclaimer(call, std::move(disclaimer)));
        v1::PublishDisclaimerResponse reply;
        rpc::PutDisclaimer(published, reply);
        co_return reply;
      });
}

}  // namespace careloop::content

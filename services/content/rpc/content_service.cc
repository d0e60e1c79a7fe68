#include "services/content/rpc/content_service.h"

#include <functional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/rpc/field.h"
#include "services/content/rpc/convert.h"
#include "services/content/rpc/convert_search.h"
#include "services/content/rpc/policy.h"

namespace careloop::content {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

template <typename Request>
absl::StatusOr<PageRequest> OpenPage(const rpc::PageTokens& tokens, const Call& call, const Request& request,
                                     rpc::PageLimits limits = {}) {
  ASSIGN_OR_RETURN(std::string after, tokens.Open(call, request));
  return PageRequest{.after = std::move(after), .size = rpc::PageSize(request.page_size(), limits)};
}

}  // namespace

grpc::ServerUnaryReactor* ContentService::ListPublications(grpc::CallbackServerContext* context,
                                                           const v1::ListPublicationsRequest* request,
                                                           v1::ListPublicationsResponse* response) {
  return run_.Unary(kListPublications, context, request, response,
                    [this](const Call& call,
                           const v1::ListPublicationsRequest& r) -> Task<absl::StatusOr<v1::ListPublicationsResponse>> {
                      CO_ASSIGN_OR_RETURN(const auto where, OpenPage(tokens_, call, r));
                      CO_ASSIGN_OR_RETURN(const auto list, reading_.List(ToFilter(r), ToOrder(r.order()), where));
                      v1::ListPublicationsResponse reply;
                      CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, list.page.next));
                      for (const auto& item : list.page.items)
                        *reply.add_publications() = ToSummary(item, clock_.Now());
                      reply.set_language(list.language);
                      reply.set_language_fallback(FellBack(r, list.language));
                      co_return reply;
                    });
}

grpc::ServerUnaryReactor* ContentService::GetPublication(grpc::CallbackServerContext* context,
                                                         const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
  return run_.Kept(
      kGetPublication, context, request, response,
      [this](const Call& call, const v1::GetPublicationRequest& r) -> Task<absl::StatusOr<KeptPublications::Reply>> {
        CO_ASSIGN_OR_RETURN(const auto shown, co_await reading_.Get(call, IdOf(r.name()), r.revision()));
        co_return kept_.ReplyFor(*shown, clock_.Now());
      });
}

grpc::ServerUnaryReactor* ContentService::SearchPublications(grpc::CallbackServerContext* context,
                                                             const v1::SearchPublicationsRequest* request,
                                                             v1::SearchPublicationsResponse* response) {
  return run_.Unary(
      kSearchPublications, context, request, response,
      [this](const Call& call,
             const v1::SearchPublicationsRequest& r) -> Task<absl::StatusOr<v1::SearchPublicationsResponse>> {
        CO_ASSIGN_OR_RETURN(auto where, OpenPage(tokens_, call, r, kSearchPages));
        CO_ASSIGN_OR_RETURN(const auto page, co_await searching_.Search(call, ToSearchQuery(r), std::move(where)));
        v1::SearchPublicationsResponse reply = ToSearchResponse(page, clock_.Now());
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.hits.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::ListDiagnoses(grpc::CallbackServerContext* context,
                                                        const v1::ListDiagnosesRequest* request,
                                                        v1::ListDiagnosesResponse* response) {
  return run_.Unary(
      kListDiagnoses, context, request, response,
      [this](const Call& call, const v1::ListDiagnosesRequest& r) -> Task<absl::StatusOr<v1::ListDiagnosesResponse>> {
        CO_ASSIGN_OR_RETURN(const auto where, OpenPage(tokens_, call, r));
        CO_ASSIGN_OR_RETURN(const auto page, reading_.Diagnoses(r.language(), where));
        v1::ListDiagnosesResponse reply;
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        for (const auto& item : page.items) *reply.add_diagnoses() = ToCategory(item, "diagnoses/");
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::ListTopics(grpc::CallbackServerContext* context,
                                                     const v1::ListTopicsRequest* request,
                                                     v1::ListTopicsResponse* response) {
  return run_.Unary(
      kListTopics, context, request, response,
      [this](const Call& call, const v1::ListTopicsRequest& r) -> Task<absl::StatusOr<v1::ListTopicsResponse>> {
        CO_ASSIGN_OR_RETURN(const auto where, OpenPage(tokens_, call, r));
        CO_ASSIGN_OR_RETURN(const auto page, reading_.Topics(r.language(), where));
        v1::ListTopicsResponse reply;
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        for (const auto& item : page.items) *reply.add_topics() = ToCategory(item, "topics/");
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::ListTreatments(grpc::CallbackServerContext* context,
                                                         const v1::ListTreatmentsRequest* request,
                                                         v1::ListTreatmentsResponse* response) {
  return run_.Unary(
      kListTreatments, context, request, response,
      [this](const Call& call, const v1::ListTreatmentsRequest& r) -> Task<absl::StatusOr<v1::ListTreatmentsResponse>> {
        CO_ASSIGN_OR_RETURN(const auto where, OpenPage(tokens_, call, r));
        CO_ASSIGN_OR_RETURN(const auto page, reading_.Treatments(r.name_part(), where));
        v1::ListTreatmentsResponse reply;
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        for (const auto& item : page.items) *reply.add_treatments() = ToTreatment(item);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::GetTreatment(grpc::CallbackServerContext* context,
                                                       const v1::GetTreatmentRequest* request,
                                                       v1::GetTreatmentResponse* response) {
  return run_.Unary(
      kGetTreatment, context, request, response,
      [this](const Call& call, const v1::GetTreatmentRequest& r) -> Task<absl::StatusOr<v1::GetTreatmentResponse>> {
        CO_ASSIGN_OR_RETURN(const auto treatment, reading_.GetTreatment(IdOf(r.name())));
        v1::GetTreatmentResponse reply;
        *reply.mutable_treatment() = ToTreatment(treatment);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::GetDisclaimer(grpc::CallbackServerContext* context,
                                                        const v1::GetDisclaimerRequest* request,
                                                        v1::GetDisclaimerResponse* response) {
  return run_.Unary(
      kGetDisclaimer, context, request, response,
      [this](const Call& call, const v1::GetDisclaimerRequest& r) -> Task<absl::StatusOr<v1::GetDisclaimerResponse>> {
        CO_ASSIGN_OR_RETURN(const auto disclaimer, reading_.FindDisclaimer(r.language(), r.version()));
        v1::GetDisclaimerResponse reply;
        rpc::PutDisclaimer(disclaimer, reply);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* ContentService::FindRelatedPublications(grpc::CallbackServerContext* context,
                                                                  const v1::FindRelatedPublicationsRequest* request,
                                                                  v1::FindRelatedPublicationsResponse* response) {
  return run_.Unary(
      kFindRelatedPublications, context, request, response,
      [this](const Call& call,
             const v1::FindRelatedPublicationsRequest& r) -> Task<absl::StatusOr<v1::FindRelatedPublicationsResponse>> {
        CO_ASSIGN_OR_RETURN(const auto found, reading_.Related(ToQuery(r)));
        v1::FindRelatedPublicationsResponse reply;
        for (const auto& hit : found.hits) *reply.add_hits() = ToRelated(hit, clock_.Now());
        reply.set_library(found.library);
        reply.set_unchanged(found.unchanged);
        if (found.unchanged) co_return reply;
        reply.set_language(found.language);
        reply.set_language_fallback(FellBack(r, found.language));
        co_return reply;
      });
}

grpc::ServerWriteReactor<v1::DownloadRenditionResponse>* ContentService::DownloadRendition(
    grpc::CallbackServerContext* context, const v1::DownloadRenditionRequest* request) {
  using Stream = rpc::ReplyStream<v1::DownloadRenditionResponse>;
  return run_.Stream<v1::DownloadRenditionResponse>(
      kDownloadRendition, context, request,
      [this](const Call& call, const v1::DownloadRenditionRequest& r, Stream& stream) -> Task<absl::Status> {
        std::function<bool()> gone = [&stream] { return stream.over(); };
        CO_ASSIGN_OR_RETURN(const auto rendition, co_await renditions_.Open(call, ToRequest(r), std::move(gone)));
        v1::DownloadRenditionResponse first;
        *first.mutable_rendition() = ToRendition(rendition);
        CO_RETURN_IF_ERROR(co_await stream.Write(std::move(first)));
        const std::string& bytes = rendition.content().file->bytes;
        for (auto at = static_cast<size_t>(r.offset()); at < bytes.size(); at += kChunkBytes) {
          v1::DownloadRenditionResponse chunk;
          chunk.set_data(bytes.substr(at, kChunkBytes));
          CO_RETURN_IF_ERROR(co_await stream.Write(std::move(chunk)));
        }
        co_return absl::OkStatus();
      });
}

}  // namespace careloop::content

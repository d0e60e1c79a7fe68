#include "services/journal/rpc/journal_service.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/rpc/field.h"
#include "services/journal/rpc/convert.h"
#include "services/journal/rpc/names.h"
#include "services/journal/rpc/policy.h"

namespace careloop::journal {
namespace {

// The symptoms after the one with the id `after`; all if that is empty. Between two pages a site may take a symptom
// out.
absl::StatusOr<PageOf<Symptom>> SymptomsAfter(const std::vector<Symptom>& all, const std::string& after, int size) {
  auto first = all.begin();
  if (!after.empty()) {
    const auto last_seen = std::find_if(all.begin(), all.end(), [&](const Symptom& s) { return s.id == after; });
    if (last_seen == all.end()) {
      return Error(absl::StatusCode::kInvalidArgument, reason::kPageTokenInvalid,
                   "the vocabulary has changed since the page before; start again without a page_token");
    }
    first = last_seen + 1;
  }
  const auto end = all.end() - first > size ? first + size : all.end();
  return PageOf<Symptom>{{first, end}, end == all.end() ? "" : (end - 1)->id};
}

}  // namespace

grpc::ServerUnaryReactor* JournalService::StartTreatmentCourse(grpc::CallbackServerContext* context,
                                                               const v1::StartTreatmentCourseRequest* request,
                                                               v1::StartTreatmentCourseResponse* response) {
  return run_.Unary(
      kStartTreatmentCourse, context, request, response,
      [this](const Call& call,
             const v1::StartTreatmentCourseRequest& r) -> Task<absl::StatusOr<v1::StartTreatmentCourseResponse>> {
        CO_ASSIGN_OR_RETURN(const auto course, co_await use_.courses.Start(call, FromProto(r)));
        v1::StartTreatmentCourseResponse reply;
        *reply.mutable_treatment_course() = ToProto(course);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::StopTreatmentCourse(grpc::CallbackServerContext* context,
                                                              const v1::StopTreatmentCourseRequest* request,
                                                              v1::StopTreatmentCourseResponse* response) {
  return run_.Unary(
      kStopTreatmentCourse, context, request, response,
      [this](const Call& call,
             const v1::StopTreatmentCourseRequest& r) -> Task<absl::StatusOr<v1::StopTreatmentCourseResponse>> {
        CO_ASSIGN_OR_RETURN(const auto course, co_await use_.courses.Stop(call, FromProto(r)));
        v1::StopTreatmentCourseResponse reply;
        *reply.mutable_treatment_course() = ToProto(course);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::AddTreatmentCourseNote(grpc::CallbackServerContext* context,
                                                                 const v1::AddTreatmentCourseNoteRequest* request,
                                                                 v1::AddTreatmentCourseNoteResponse* response) {
  return run_.Unary(
      kAddTreatmentCourseNote, context, request, response,
      [this](const Call& call,
             const v1::AddTreatmentCourseNoteRequest& r) -> Task<absl::StatusOr<v1::AddTreatmentCourseNoteResponse>> {
        CO_ASSIGN_OR_RETURN(const auto course, co_await use_.courses.AddNote(call, FromProto(r)));
        v1::AddTreatmentCourseNoteResponse reply;
        *reply.mutable_treatment_course() = ToProto(course);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::ListTreatmentCourses(grpc::CallbackServerContext* context,
                                                               const v1::ListTreatmentCoursesRequest* request,
                                                               v1::ListTreatmentCoursesResponse* response) {
  return run_.Unary(
      kListTreatmentCourses, context, request, response,
      [this](const Call& call,
             const v1::ListTreatmentCoursesRequest& r) -> Task<absl::StatusOr<v1::ListTreatmentCoursesResponse>> {
        PageRequest wanted{.size = rpc::PageSize(r.page_size()), .after = ""};
        CO_ASSIGN_OR_RETURN(wanted.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page, co_await use_.courses.List(call, IdOf(r.parent()), FromProto(r.state()),
                                                                        std::move(wanted)));
        v1::ListTreatmentCoursesResponse reply;
        for (const auto& course : page.items) *reply.add_treatment_courses() = ToProto(course);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::ListSymptoms(grpc::CallbackServerContext* context,
                                                       const v1::ListSymptomsRequest* request,
                                                       v1::ListSymptomsResponse* response) {
  return run_.Unary(
      kListSymptoms, context, request, response,
      [this](const Call& call, const v1::ListSymptomsRequest& r) -> Task<absl::StatusOr<v1::ListSymptomsResponse>> {
        CO_ASSIGN_OR_RETURN(const std::string after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page,
                            SymptomsAfter(use_.vocabulary.symptoms(), after, rpc::PageSize(r.page_size())));
        v1::ListSymptomsResponse reply;
        for (const auto& symptom : page.items) *reply.add_symptoms() = ToProto(symptom);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::RecordEntry(grpc::CallbackServerContext* context,
                                                      const v1::RecordEntryRequest* request,
                                                      v1::RecordEntryResponse* response) {
  return run_.Unary(
      kRecordEntry, context, request, response,
      [this](const Call& call, const v1::RecordEntryRequest& r) -> Task<absl::StatusOr<v1::RecordEntryResponse>> {
        CO_ASSIGN_OR_RETURN(const auto recorded, co_await use_.journal.Record(call, FromProto(r)));
        co_return ToRecordReply(call, recorded, use_.alerts);
      },
      [this](absl::Status error, const v1::RecordEntryRequest& r) {
        return use_.journal.Refused(std::move(error), ReadableIn(r), r.language());
      });
}

grpc::ServerUnaryReactor* JournalService::AmendEntry(grpc::CallbackServerContext* context,
                                                     const v1::AmendEntryRequest* request,
                                                     v1::AmendEntryResponse* response) {
  return run_.Unary(
      kAmendEntry, context, request, response,
      [this](const Call& call, const v1::AmendEntryRequest& r) -> Task<absl::StatusOr<v1::AmendEntryResponse>> {
        CO_ASSIGN_OR_RETURN(const auto amended, co_await use_.journal.Amend(call, FromProto(r)));
        co_return ToAmendReply(call, amended, use_.alerts);
      },
      [this](absl::Status error, const v1::AmendEntryRequest& r) {
        return use_.journal.Refused(std::move(error), ReadableIn(r), r.language());
      });
}

grpc::ServerUnaryReactor* JournalService::RetractEntry(grpc::CallbackServerContext* context,
                                                       const v1::RetractEntryRequest* request,
                                                       v1::RetractEntryResponse* response) {
  return run_.Unary(
      kRetractEntry, context, request, response,
      [this](const Call& call, const v1::RetractEntryRequest& r) -> Task<absl::StatusOr<v1::RetractEntryResponse>> {
        const int64_t number = *EntryNumber(IdOf(r.name()));
        CO_ASSIGN_OR_RETURN(const auto entry,
                            co_await use_.journal.Retract(call, PatientOf(r.name()), number, r.etag()));
        v1::RetractEntryResponse reply;
        *reply.mutable_entry() = ToProto(entry);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::GetEntry(grpc::CallbackServerContext* context,
                                                   const v1::GetEntryRequest* request, v1::GetEntryResponse* response) {
  return run_.Unary(
      kGetEntry, context, request, response,
      [this](const Call& call, const v1::GetEntryRequest& r) -> Task<absl::StatusOr<v1::GetEntryResponse>> {
        const int64_t number = *EntryNumber(IdOf(r.name()));
        CO_ASSIGN_OR_RETURN(const auto entry,
                            co_await use_.journal.Get(call, PatientOf(r.name()), number, r.version()));
        CO_ASSIGN_OR_RETURN(const auto shares, co_await use_.shares.Covering(call, PatientOf(r.name()), number));
        CO_ASSIGN_OR_RETURN(const auto alerts, co_await use_.alerts.OfEntry(call, PatientOf(r.name()), number));
        v1::GetEntryResponse reply;
        *reply.mutable_entry() = ToProto(entry);
        for (const auto& share : shares) *reply.add_shares() = ToProto(share);
        for (const auto& alert : alerts) *reply.add_alerts() = ToProto(alert);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::ListEntries(grpc::CallbackServerContext* context,
                                                      const v1::ListEntriesRequest* request,
                                                      v1::ListEntriesResponse* response) {
  return run_.Unary(
      kListEntries, context, request, response,
      [this](const Call& call, const v1::ListEntriesRequest& r) -> Task<absl::StatusOr<v1::ListEntriesResponse>> {
        EntryQuery query = FromProto(r);
        CO_ASSIGN_OR_RETURN(query.page.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page, co_await use_.journal.List(call, std::move(query)));
        v1::ListEntriesResponse reply;
        for (const auto& entry : page.items) *reply.add_entries() = ToProto(entry);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::GetTrends(grpc::CallbackServerContext* context,
                                                    const v1::GetTrendsRequest* request,
                                                    v1::GetTrendsResponse* response) {
  return run_.Unary(
      kGetTrends, context, request, response,
      [this](const Call& call, const v1::GetTrendsRequest& r) -> Task<absl::StatusOr<v1::GetTrendsResponse>> {
        CO_ASSIGN_OR_RETURN(const auto trends, co_await use_.trends.Get(call, FromProto(r)));
        co_return ToProto(trends, static_cast<TrendPeriod>(r.period()));
      });
}

grpc::ServerUnaryReactor* JournalService::GetVisitSummary(grpc::CallbackServerContext* context,
                                                          const v1::GetVisitSummaryRequest* request,
                                                          v1::GetVisitSummaryResponse* response) {
  return run_.Unary(kGetVisitSummary, context, request, response,
                    [this](const Call& call,
                           const v1::GetVisitSummaryRequest& r) -> Task<absl::StatusOr<v1::GetVisitSummaryResponse>> {
                      std::optional<absl::Time> start;
                      if (r.has_start_time()) start = rpc::ToTime(r.start_time());
                      CO_ASSIGN_OR_RETURN(const auto summary,
                                          co_await use_.summaries.Get(call, IdOf(r.parent()), start));
                      co_return ToProto(summary);
                    });
}

grpc::ServerUnaryReactor* JournalService::CreateShare(grpc::CallbackServerContext* context,
                                                      const v1::CreateShareRequest* request,
                                                      v1::CreateShareResponse* response) {
  return run_.Unary(
      kCreateShare, context, request, response,
      [this](const Call& call, const v1::CreateShareRequest& r) -> Task<absl::StatusOr<v1::CreateShareResponse>> {
        CO_ASSIGN_OR_RETURN(const auto share, co_await use_.shares.Create(call, FromProto(r)));
        v1::CreateShareResponse reply;
        *reply.mutable_share() = ToProto(share);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::PreviewShare(grpc::CallbackServerContext* context,
                                                       const v1::PreviewShareRequest* request,
                                                       v1::PreviewShareResponse* response) {
  return run_.Unary(
      kPreviewShare, context, request, response,
      [this](const Call& call, const v1::PreviewShareRequest& r) -> Task<absl::StatusOr<v1::PreviewShareResponse>> {
        SharePreview preview = FromProto(r);
        CO_ASSIGN_OR_RETURN(preview.query.page.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page, co_await use_.journal.Preview(call, std::move(preview)));
        v1::PreviewShareResponse reply;
        for (const auto& entry : page.items) *reply.add_entries() = ToProto(entry);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::RevokeShare(grpc::CallbackServerContext* context,
                                                      const v1::RevokeShareRequest* request,
                                                      v1::RevokeShareResponse* response) {
  return run_.Unary(
      kRevokeShare, context, request, response,
      [this](const Call& call, const v1::RevokeShareRequest& r) -> Task<absl::StatusOr<v1::RevokeShareResponse>> {
        CO_ASSIGN_OR_RETURN(const auto share, co_await use_.shares.Revoke(call, PatientOf(r.name()), IdOf(r.name())));
        v1::RevokeShareResponse reply;
        *reply.mutable_share() = ToProto(share);
        co_return reply;
      });
}

grpc::ServerUnaryReactor* JournalService::ListShares(grpc::CallbackServerContext* context,
                                                     const v1::ListSharesRequest* request,
                                                     v1::ListSharesResponse* response) {
  return run_.Unary(
      kListShares, context, request, response,
      [this](const Call& call, const v1::ListSharesRequest& r) -> Task<absl::StatusOr<v1::ListSharesResponse>> {
        PageRequest wanted{.size = rpc::PageSize(r.page_size()), .after = ""};
        CO_ASSIGN_OR_RETURN(wanted.after, tokens_.Open(call, r));
        CO_ASSIGN_OR_RETURN(const auto page, co_await use_.shares.List(call, IdOf(r.parent()), std::move(wanted)));
        v1::ListSharesResponse reply;
        for (const auto& share : page.items) *reply.add_shares() = ToProto(share);
        CO_ASSIGN_OR_RETURN(*reply.mutable_next_page_token(), tokens_.Seal(call, r, page.next));
        co_return reply;
      });
}

grpc::ServerWriteReactor<v1::ExportRecordResponse>* JournalService::ExportRecord(
    grpc::CallbackServerContext* context, const v1::ExportRecordRequest* request) {
  return run_.Stream<v1::ExportRecordResponse>(
      kExportRecord, context, request,
      [this](const Call& call, const v1::ExportRecordRequest& r, RecordExport::Stream& stream) -> Task<absl::Status> {
        const absl::Status written = co_await use_.record_export.Write(call, IdOf(r.parent()), stream);
        co_return written;
      });
}

}  // namespace careloop::journal

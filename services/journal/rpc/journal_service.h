#ifndef CARELOOP_SERVICES_JOURNAL_RPC_JOURNAL_SERVICE_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_JOURNAL_SERVICE_H_

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/page_token.h"
#include "services/journal/domain/alerts.h"
#include "services/journal/domain/journal.h"
#include "services/journal/domain/shares.h"
#include "services/journal/domain/treatment_courses.h"
#include "services/journal/domain/trends.h"
#include "services/journal/domain/visit_summary.h"
#include "services/journal/domain/vocabulary.h"
#include "services/journal/rpc/record_export.h"

namespace careloop::journal {

// careloop.journal.v1.JournalService: converts, calls the use case, converts. Thread-safe; what it is built on outlives
// it.
class JournalService final : public v1::JournalService::CallbackService {
 public:
  struct UseCases {
    const Vocabulary& vocabulary;
    Journal& journal;
    Shares& shares;
    TreatmentCourses& courses;
    Trends& trends;
    VisitSummaries& summaries;
    Alerts& alerts;
    RecordExport& record_export;
  };

  JournalService(rpc::CallRunner& run, const rpc::PageTokens& tokens, UseCases use)
      : run_(run), tokens_(tokens), use_(use) {}

  grpc::ServerUnaryReactor* StartTreatmentCourse(grpc::CallbackServerContext* context,
                                                 const v1::StartTreatmentCourseRequest* request,
                                                 v1::StartTreatmentCourseResponse* response) override;
  grpc::ServerUnaryReactor* StopTreatmentCourse(grpc::CallbackServerContext* context,
                                                const v1::StopTreatmentCourseRequest* request,
                                                v1::StopTreatmentCourseResponse* response) override;
  grpc::ServerUnaryReactor* AddTreatmentCourseNote(grpc::CallbackServerContext* context,
                                                   const v1::AddTreatmentCourseNoteRequest* request,
                                                   v1::AddTreatmentCourseNoteResponse* response) override;
  grpc::ServerUnaryReactor* ListTreatmentCourses(grpc::CallbackServerContext* context,
                                                 const v1::ListTreatmentCoursesRequest* request,
                                                 v1::ListTreatmentCoursesResponse* response) override;
  grpc::ServerUnaryReactor* ListSymptoms(grpc::CallbackServerContext* context, const v1::ListSymptomsRequest* request,
                                         v1::ListSymptomsResponse* response) override;
  grpc::ServerUnaryReactor* RecordEntry(grpc::CallbackServerContext* context, const v1::RecordEntryRequest* request,
                                        v1::RecordEntryResponse* response) override;
  grpc::ServerUnaryReactor* AmendEntry(grpc::CallbackServerContext* context, const v1::AmendEntryRequest* request,
                                       v1::AmendEntryResponse* response) override;
  grpc::ServerUnaryReactor* RetractEntry(grpc::CallbackServerContext* context, const v1::RetractEntryRequest* request,
                                         v1::RetractEntryResponse* response) override;
  grpc::ServerUnaryReactor* GetEntry(grpc::CallbackServerContext* context, const v1::GetEntryRequest* request,
                                     v1::GetEntryResponse* response) override;
  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context, const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override;
  grpc::ServerUnaryReactor* GetTrends(grpc::CallbackServerContext* context, const v1::GetTrendsRequest* request,
                                      v1::GetTrendsResponse* response) override;
  grpc::ServerUnaryReactor* GetVisitSummary(grpc::CallbackServerContext* context,
                                            const v1::GetVisitSummaryRequest* request,
                                            v1::GetVisitSummaryResponse* response) override;
  grpc::ServerUnaryReactor* SetAlertConsent(grpc::CallbackServerContext* context,
                                            const v1::SetAlertConsentRequest* request,
                                            v1::SetAlertConsentResponse* response) override;
  grpc::ServerUnaryReactor* ListAlerts(grpc::CallbackServerContext* context, const v1::ListAlertsRequest* request,
                                       v1::ListAlertsResponse* response) override;
  grpc::ServerUnaryReactor* CreateShare(grpc::CallbackServerContext* context, const v1::CreateShareRequest* request,
                                        v1::CreateShareResponse* response) override;
  grpc::ServerUnaryReactor* PreviewShare(grpc::CallbackServerContext* context, const v1::PreviewShareRequest* request,
                                         v1::PreviewShareResponse* response) override;
  grpc::ServerUnaryReactor* RevokeShare(grpc::CallbackServerContext* context, const v1::RevokeShareRequest* request,
                                        v1::RevokeShareResponse* response) override;
  grpc::ServerUnaryReactor* ListShares(grpc::CallbackServerContext* context, const v1::ListSharesRequest* request,
                                       v1::ListSharesResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportRecordResponse>* ExportRecord(grpc::CallbackServerContext* context,
                                                                   const v1::ExportRecordRequest* request) override;

 private:
  rpc::CallRunner& run_;
  const rpc::PageTokens& tokens_;
  const UseCases use_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_JOURNAL_SERVICE_H_

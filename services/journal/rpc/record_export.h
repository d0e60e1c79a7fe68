#ifndef CARELOOP_SERVICES_JOURNAL_RPC_RECORD_EXPORT_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_RECORD_EXPORT_H_

#include <string>

#include "absl/status/status.h"
#include "careloop/journal/v1/record_export.pb.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "common/base/workers.h"
#include "common/call/call.h"
#include "common/rpc/line_stream.h"
#include "common/rpc/reply_stream.h"
#include "services/journal/domain/journal.h"
#include "services/journal/domain/shares.h"
#include "services/journal/domain/treatment_courses.h"
#include "services/journal/domain/vocabulary.h"

namespace careloop::journal {

// Streams what a patient has recorded as FHIR R4 NDJSON, page by page: it holds one page at a time, however long the
// record is. Thread-safe; what it is built on outlives it.
class RecordExport {
 public:
  using Stream = rpc::ReplyStream<v1::ExportRecordResponse>;

  struct Sources {
    const Vocabulary& vocabulary;
    Journal& journal;
    TreatmentCourses& courses;
    Shares& shares;
  };

  RecordExport(Sources from, Workers& workers, const Clock& clock) : from_(from), workers_(workers), clock_(clock) {}

  // NOT_FOUND unless the caller is the patient.
  Task<absl::Status> Write(const Call& call, std::string patient, Stream& stream);

 private:
  using Lines = rpc::LineStream<v1::ExportRecordResponse>;

  Task<absl::Status> WriteCourses(const Call& call, const std::string& patient, Lines& lines);
  Task<absl::Status> WriteEntries(const Call& call, const std::string& patient, Lines& lines);
  Task<absl::Status> WriteShares(const Call& call, const std::string& patient, Lines& lines);

  const Sources from_;
  Workers& workers_;
  const Clock& clock_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_RECORD_EXPORT_H_

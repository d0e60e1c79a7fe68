#include "services/journal/rpc/record_export.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/journal/rpc/fhir_observations.h"
#include "services/journal/rpc/fhir_record.h"

namespace careloop::journal {
namespace {

constexpr int kPage = 50;
constexpr size_t kPieceBytes = 256 << 10;  // about: a piece holds whole entries

v1::ExportRecordResponse PieceOf(std::string lines) {
  v1::ExportRecordResponse piece;
  piece.set_ndjson(std::move(lines));
  return piece;
}

}  // namespace

// Pages come on the store's thread, which has other things to do than to print them.
Task<absl::Status> RecordExport::Write(const Call& call, std::string patient, Stream& stream) {
  CO_RETURN_IF_ERROR(RequirePatient(call, patient, "patient"));
  const absl::Status begun = co_await stream.Write(PieceOf(fhir::Line(fhir::PatientResource(patient))));
  CO_RETURN_IF_ERROR(begun);
  const absl::Status courses = co_await WriteCourses(call, patient, stream);
  CO_RETURN_IF_ERROR(courses);
  // Before the entries, so that what a share names is among those that come after it.
  const absl::Status shares = co_await WriteShares(call, patient, stream);
  CO_RETURN_IF_ERROR(shares);
  const absl::Status entries = co_await WriteEntries(call, patient, stream);
  co_return entries;
}

Task<absl::Status> RecordExport::WriteCourses(const Call& call, const std::string& patient, Stream& stream) {
  PageRequest wanted{.size = kPage, .after = ""};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.courses.List(call, patient, CourseFilter::kAny, wanted));
    co_await workers_.Turn();
    std::string lines;
    for (const TreatmentCourse& course : page.items) lines += fhir::Line(fhir::MedicationStatementOf(course));
    if (!lines.empty()) CO_RETURN_IF_ERROR(co_await stream.Write(PieceOf(std::move(lines))));
    wanted.after = std::move(page.next);
  } while (!wanted.after.empty());
  co_return absl::OkStatus();
}

Task<absl::Status> RecordExport::WriteEntries(const Call& call, const std::string& patient, Stream& stream) {
  EntryQuery query{.patient = patient,
                   .start = std::nullopt,
                   .end = std::nullopt,
                   .page = {.size = kPage, .after = ""},
                   .retracted = true};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.journal.List(call, query));
    co_await workers_.Turn();
    std::string lines;
    for (const Entry& entry : page.items) {
      for (const fhir::Json& resource : fhir::ObservationsOf(entry, from_.vocabulary)) lines += fhir::Line(resource);
      if (lines.size() < kPieceBytes) continue;
      CO_RETURN_IF_ERROR(co_await stream.Write(PieceOf(std::exchange(lines, {}))));
    }
    if (!lines.empty()) CO_RETURN_IF_ERROR(co_await stream.Write(PieceOf(std::move(lines))));
    query.page.after = std::move(page.next);
  } while (!query.page.after.empty());
  co_return absl::OkStatus();
}

Task<absl::Status> RecordExport::WriteShares(const Call& call, const std::string& patient, Stream& stream) {
  PageRequest wanted{.size = kPage, .after = ""};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.shares.List(call, patient, wanted));
    co_await workers_.Turn();
    std::string lines;
    for (const Share& share : page.items) lines += fhir::Line(fhir::ConsentOf(share, clock_.Now()));
    if (!lines.empty()) CO_RETURN_IF_ERROR(co_await stream.Write(PieceOf(std::move(lines))));
    wanted.after = std::move(page.next);
  } while (!wanted.after.empty());
  co_return absl::OkStatus();
}

}  // namespace careloop::journal

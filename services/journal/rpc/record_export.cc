#include "services/journal/rpc/record_export.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/fhir/resource.h"
#include "services/journal/rpc/fhir_observations.h"
#include "services/journal/rpc/fhir_record.h"

namespace careloop::journal {
namespace {

constexpr int kPage = 50;

}  // namespace

// Pages come on the store's thread, which has other things to do than to print them.
Task<absl::Status> RecordExport::Write(const Call& call, std::string patient, Stream& stream) {
  CO_RETURN_IF_ERROR(RequirePatient(call, patient, "patient"));
  Lines lines(stream);
  lines.Add(fhir::Line(fhir::PatientResource(patient)));
  CO_RETURN_IF_ERROR(co_await lines.Send());
  CO_RETURN_IF_ERROR(co_await WriteCourses(call, patient, lines));
  // Before the entries, so that what a share names is among those that come after it.
  CO_RETURN_IF_ERROR(co_await WriteShares(call, patient, lines));
  const absl::Status entries = co_await WriteEntries(call, patient, lines);
  co_return entries;
}

Task<absl::Status> RecordExport::WriteCourses(const Call& call, const std::string& patient, Lines& lines) {
  PageRequest wanted{.size = kPage, .after = ""};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.courses.List(call, patient, CourseFilter::kAny, wanted));
    co_await workers_.Turn();
    for (const TreatmentCourse& course : page.items) lines.Add(fhir::Line(MedicationStatementOf(course)));
    CO_RETURN_IF_ERROR(co_await lines.Send());
    wanted.after = std::move(page.next);
  } while (!wanted.after.empty());
  co_return absl::OkStatus();
}

Task<absl::Status> RecordExport::WriteEntries(const Call& call, const std::string& patient, Lines& lines) {
  EntryQuery query{.patient = patient,
                   .start = std::nullopt,
                   .end = std::nullopt,
                   .page = {.size = kPage, .after = ""},
                   .retracted = true};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.journal.List(call, query));
    co_await workers_.Turn();
    for (const Entry& entry : page.items) {
      for (const fhir::Json& resource : ObservationsOf(entry, from_.vocabulary)) lines.Add(fhir::Line(resource));
      if (lines.full()) CO_RETURN_IF_ERROR(co_await lines.Send());
    }
    CO_RETURN_IF_ERROR(co_await lines.Send());
    query.page.after = std::move(page.next);
  } while (!query.page.after.empty());
  co_return absl::OkStatus();
}

Task<absl::Status> RecordExport::WriteShares(const Call& call, const std::string& patient, Lines& lines) {
  PageRequest wanted{.size = kPage, .after = ""};
  do {
    CO_ASSIGN_OR_RETURN(auto page, co_await from_.shares.List(call, patient, wanted));
    co_await workers_.Turn();
    for (const Share& share : page.items) lines.Add(fhir::Line(ConsentOf(share, clock_.Now())));
    CO_RETURN_IF_ERROR(co_await lines.Send());
    wanted.after = std::move(page.next);
  } while (!wanted.after.empty());
  co_return absl::OkStatus();
}

}  // namespace careloop::journal

#include "services/cli/print/audit_print.h"

#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {

void PrintAccessEvents(std::ostream& out, const audit::v1::ListAccessEventsResponse& answer) {
  for (const auto& event : answer.events()) {
    out << FormatTime(event.time()) << "  " << event.display_name() << " (" << WordOf(event.role()) << ") "
        << event.description() << "\n    " << event.resource() << ", allowed by: " << event.rule() << "\n";
  }
  if (answer.events().empty()) out << "Nobody else has looked at your record.\n";
  PrintNextPage(out, answer.next_page_token());
}

void PrintCheckedRecords(std::ostream& out, const audit::v1::CheckRecordsResponse& answer) {
  out << answer.service() << ": " << answer.checked_count() << " records compared with the access log up to its record "
      << answer.last_sequence() << ", " << answer.unchecked_count() << " are older than that, "
      << answer.unchecked_patient_count() << " patients cannot be read\n";
  if (answer.unreadable_log_count() > 0) {
    out << answer.unreadable_log_count() << " records of the log do not open: see careloop audit verify\n";
  }
  for (const auto& finding : answer.findings()) {
    out << "FOUND: " << finding.name() << " " << WordOf(finding.fault());
    if (finding.sequence() > 0) out << ", of record " << finding.sequence() << " of the log";
    out << "\n";
  }
  const int64_t left_out = answer.finding_count() - answer.findings_size();
  if (left_out > 0) out << "and " << left_out << " more\n";
  if (answer.finding_count() == 0 && answer.unreadable_log_count() == 0) out << "Each lies where it was written.\n";
}

void PrintVerification(std::ostream& out, const audit::Verification& result) {
  out << result.records << " records, " << result.heads << " heads";
  if (result.heads > 0) {
    out << "; sealed up to record " << result.sealed << " at "
        << absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", result.sealed_time, absl::UTCTimeZone()) << ", by the key "
        << result.key;
  }
  out << "\n";
  for (const std::string& problem : result.problems) out << "FOUND: " << problem << "\n";
  if (result.problems.empty()) out << "Nothing of what is sealed was edited, removed, inserted, moved or set back.\n";
  out.flush();
}

}  // namespace careloop::cli

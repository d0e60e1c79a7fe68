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

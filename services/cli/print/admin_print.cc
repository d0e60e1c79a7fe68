#include "services/cli/print/admin_print.h"

#include "services/cli/print/prose.h"
#include "services/cli/times.h"

namespace careloop::cli {

void PrintUndelivered(std::ostream& out, const admin::v1::ListUndeliveredResponse& answer) {
  for (const auto& item : answer.items()) {
    out << item.name() << ", given up " << FormatTime(item.given_up_time()) << ", tried " << item.attempt_count()
        << (item.attempt_count() == 1 ? " time\n" : " times\n");
  }
  out << answer.given_up_count() << " given up, " << answer.waiting_count() << " waiting";
  if (answer.has_oldest_waiting_time()) out << " since " << FormatTime(answer.oldest_waiting_time());
  out << "\n";
  PrintNextPage(out, answer.next_page_token());
}

void PrintRebuilt(std::ostream& out, const admin::v1::RebuildProjectionsResponse& answer) {
  out << answer.thread_count() << " threads, " << answer.differing_count() << " of which were kept wrongly\n";
}

void PrintRetried(std::ostream& out, const admin::v1::RetryUndeliveredResponse& answer) {
  out << answer.retried_count() << " tried again\n";
}

void PrintErased(std::ostream& out, std::string_view service, const admin::v1::ErasePatientResponse&) {
  out << service << ": erased; nothing of the patient can be read any more once no backup of the key folder is left\n";
}

void PrintRotated(std::ostream& out, std::string_view service, const admin::v1::RotateKeysResponse& answer) {
  out << service << ": " << answer.rewrapped_count() << " wrapped anew, " << answer.renewed_count() << " renewed\n";
}

}  // namespace careloop::cli

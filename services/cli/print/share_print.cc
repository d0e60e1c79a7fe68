#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;

std::string DescribeScope(const v1::Share& share) {
  switch (share.scope_case()) {
    case v1::Share::kEntries:
      return absl::StrJoin(share.entries().entries(), ", ");
    case v1::Share::kPeriod:
      return StrCat("entries from ", FormatTime(share.period().start_time()), " to ",
                    FormatTime(share.period().end_time()));
    case v1::Share::kStanding:
      return StrCat("entries from ", FormatTime(share.standing().start_time()), " on");
    default:
      return "something that this command does not know";
  }
}

std::string DescribeFailure(v1::ShareDeliveryFailure failure) {
  if (failure == v1::SHARE_DELIVERY_FAILURE_NOT_ENROLLED) return "it is unknown or has not enrolled the patient";
  return "messaging does not accept the message";
}

std::string DescribeDelivery(const v1::ShareDelivery& delivery) {
  switch (delivery.state()) {
    case v1::SHARE_DELIVERY_STATE_DELIVERED:
      return StrCat("delivered to the team ", FormatTime(delivery.delivered_time()), " in ", delivery.thread());
    case v1::SHARE_DELIVERY_STATE_FAILED:
      return StrCat("FAILED ", FormatTime(delivery.failed_time()),
                    ": the team has not been told and reads nothing by it; ", DescribeFailure(delivery.failure()));
    default:
      return "queued: the team has not been told yet";
  }
}

}  // namespace

void PrintShare(std::ostream& out, const v1::Share& share, int indent) {
  out << Indented(StrCat(share.name(), " with ", share.caregiver().empty() ? share.care_team() : share.caregiver()),
                  indent)
      << Indented(StrCat(DescribeScope(share), share.symptoms_only() ? "; symptoms only" : ""), indent + 2);
  if (share.has_revoked_time()) {
    out << Indented(StrCat("revoked ", FormatTime(share.revoked_time())), indent + 2);
  } else if (share.has_expire_time()) {
    out << Indented(StrCat("until ", FormatTime(share.expire_time())), indent + 2);
  }
  if (share.former_caregiver()) {
    out << Indented("ended: they are not your caregiver any more, and read nothing by it", indent + 2);
  }
  if (share.has_delivery()) out << Indented(DescribeDelivery(share.delivery()), indent + 2);
}

void PrintNewShare(std::ostream& out, const v1::CreateShareResponse& answer) { PrintShare(out, answer.share()); }

void PrintPreview(std::ostream& out, const v1::PreviewShareResponse& answer) {
  if (answer.entries().empty() && answer.next_page_token().empty()) out << "They would see nothing.\n";
  for (const auto& entry : answer.entries()) PrintEntry(out, entry);
  PrintNextPage(out, answer.next_page_token());
}

void PrintRevokedShare(std::ostream& out, const v1::RevokeShareResponse& answer) { PrintShare(out, answer.share()); }

void PrintShares(std::ostream& out, const v1::ListSharesResponse& answer) {
  for (const auto& share : answer.shares()) PrintShare(out, share);
  PrintNextPage(out, answer.next_page_token());
}

void PrintCourse(std::ostream& out, const v1::TreatmentCourse& course, int indent) {
  out << Indented(StrCat(course.treatment(), ", ", WordOf(course.state()), ", since ",
                         FormatTime(course.started_time(), course.started_time_zone())),
                  indent)
      << Indented(course.name(), indent + 2);
  if (course.has_stopped_time()) {
    out << Indented(StrCat("stopped ", FormatTime(course.stopped_time(), course.stopped_time_zone()), ": ",
                           WordOf(course.stop_reason())),
                    indent + 2);
  }
  for (const auto& note : course.notes()) {
    out << Indented(StrCat(FormatTime(note.time(), note.time_zone()), " \"", note.text(), "\""), indent + 2);
  }
}

void PrintStartedCourse(std::ostream& out, const v1::StartTreatmentCourseResponse& answer) {
  PrintCourse(out, answer.treatment_course());
}

void PrintStoppedCourse(std::ostream& out, const v1::StopTreatmentCourseResponse& answer) {
  PrintCourse(out, answer.treatment_course());
}

void PrintNotedCourse(std::ostream& out, const v1::AddTreatmentCourseNoteResponse& answer) {
  PrintCourse(out, answer.treatment_course());
}

void PrintCourses(std::ostream& out, const v1::ListTreatmentCoursesResponse& answer) {
  for (const auto& course : answer.treatment_courses()) PrintCourse(out, course);
  PrintNextPage(out, answer.next_page_token());
}

}  // namespace careloop::cli

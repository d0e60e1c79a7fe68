#include <memory>
#include <string>

#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/program.h"
#include "services/cli/times.h"
#include "services/cli/verbs/flags.h"

namespace careloop::cli {
namespace {

namespace v1 = journal::v1;
using Stub = v1::JournalService::Stub;

// The option of a time that is now unless given, and of its time zone.
template <typename Request>
void AddWhen(CLI::App& verb, Request& request, std::string& when) {
  request.set_time_zone(LocalZoneName());
  verb.add_option("--when", when, "When; now unless given");
  verb.add_option("--time-zone", *request.mutable_time_zone(), "Your IANA time zone; this machine's unless given");
}

void AddStart(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::StartTreatmentCourseRequest>();
  auto when = std::make_shared<std::string>();
  const auto complete = [when](const Session& session, v1::StartTreatmentCourseRequest& r) -> absl::Status {
    RETURN_IF_ERROR(FillParent(session, r));
    if (when->empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(*r.mutable_started_time(), ParseTime("--when", *when, r.time_zone()));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "start", "You have started a treatment", request, &Stub::StartTreatmentCourse,
                                   PrintStartedCourse, complete);
  verb.add_option("treatment", *request->mutable_treatment(), "treatments/{id}, or {id}")
      ->required()
      ->transform(Named("treatments"));
  AddWhen(verb, *request, *when);
}

void AddStop(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::StopTreatmentCourseRequest>();
  auto when = std::make_shared<std::string>();
  const auto complete = [when](const Session& session, v1::StopTreatmentCourseRequest& r) -> absl::Status {
    RETURN_IF_ERROR(FillName<v1::StopTreatmentCourseRequest>("treatmentCourses")(session, r));
    if (when->empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(*r.mutable_stopped_time(), ParseTime("--when", *when, r.time_zone()));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "stop", "You have stopped a treatment", request, &Stub::StopTreatmentCourse,
                                   PrintStoppedCourse, complete);
  verb.add_option("course", *request->mutable_name(), "patients/{patient}/treatmentCourses/{id}, or {id}")->required();
  AddEnumOption<v1::StopReason>(
      verb, "--reason", [request](auto reason) { request->set_reason(reason); }, "Why")
      ->required();
  AddWhen(verb, *request, *when);
}

void AddNote(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::AddTreatmentCourseNoteRequest>();
  auto when = std::make_shared<std::string>();
  const auto complete = [when](const Session& session, v1::AddTreatmentCourseNoteRequest& r) -> absl::Status {
    RETURN_IF_ERROR(FillName<v1::AddTreatmentCourseNoteRequest>("treatmentCourses")(session, r));
    if (when->empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(*r.mutable_time(), ParseTime("--when", *when, r.time_zone()));
    return absl::OkStatus();
  };
  CLI::App& verb = program.AddCall(group, "note", "Something to note about a treatment, such as a change of dose",
                                   request, &Stub::AddTreatmentCourseNote, PrintNotedCourse, complete);
  verb.add_option("course", *request->mutable_name(), "patients/{patient}/treatmentCourses/{id}, or {id}")->required();
  verb.add_option("--text", *request->mutable_text(), "What there is to note")->required();
  AddWhen(verb, *request, *when);
}

void AddList(CLI::App& group, Program& program) {
  auto request = std::make_shared<v1::ListTreatmentCoursesRequest>();
  CLI::App& verb =
      program.AddCall(group, "courses", "Treatment courses, latest started first", request, &Stub::ListTreatmentCourses,
                      PrintCourses, FillParent<v1::ListTreatmentCoursesRequest>);
  AddEnumOption<v1::TreatmentCourseState>(
      verb, "--state", [request](auto state) { request->set_state(state); }, "Only those in this state");
  AddPaging(verb, request);
}

}  // namespace

void AddCourseVerbs(CLI::App& journal, Program& program) {
  CLI::App& course = *journal.add_subcommand("course", "A treatment that you take");
  course.require_subcommand(1);
  AddStart(course, program);
  AddStop(course, program);
  AddNote(course, program);
  AddList(journal, program);
}

}  // namespace careloop::cli

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

struct TrendOptions {
  v1::GetTrendsRequest request;
  std::string from;
  std::string to;
};

absl::Status Trends(const Session& session, TrendOptions& options) {
  v1::GetTrendsRequest& request = options.request;
  RETURN_IF_ERROR(FillParent(session, request));
  ASSIGN_OR_RETURN(*request.mutable_start_time(), ParseTime("--from", options.from, LocalZoneName()));
  if (!options.to.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_end_time(), ParseTime("--to", options.to, LocalZoneName()));
  }
  if (!request.treatment_course().empty()) {
    ASSIGN_OR_RETURN(*request.mutable_treatment_course(),
                     session.PatientsResource("treatmentCourses", request.treatment_course()));
  }
  return session.Show(session.Call(&Stub::GetTrends, request), PrintTrends);
}

void AddSummary(CLI::App& journal, Program& program) {
  auto request = std::make_shared<v1::GetVisitSummaryRequest>();
  auto since = std::make_shared<std::string>();
  const auto complete = [since](const Session& session, v1::GetVisitSummaryRequest& r) -> absl::Status {
    RETURN_IF_ERROR(FillParent(session, r));
    if (since->empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(*r.mutable_start_time(), ParseTime("--since", *since, LocalZoneName()));
    return absl::OkStatus();
  };
  program
      .AddCall(journal, "summary", "What to tell at the next visit", request, &Stub::GetVisitSummary, PrintSummary,
               complete)
      .add_option("--since", *since, "Since this time; since your last visit unless given");
}

}  // namespace

void AddTrendVerbs(CLI::App& journal, Program& program) {
  auto options = std::make_shared<TrendOptions>();
  v1::GetTrendsRequest& request = options->request;
  request.set_period(v1::TREND_PERIOD_WEEK);
  CLI::App& verb = program.Add(journal, "trends", "How symptoms and wellbeing change", options, Trends);
  verb.add_option("--from", options->from, "What occurred from this time on")->required();
  verb.add_option("--to", options->to, "but only before this time; now unless given");
  AddEnumOption<v1::TrendPeriod>(
      verb, "--by", [options](auto period) { options->request.set_period(period); }, "By week unless given");
  verb.add_option("--course", *request.mutable_treatment_course(),
                  "The treatment course since whose start to tell changes, {id} or its name; needed by cycle");
  verb.add_option_function<int>(
      "--cycle-days", [options](int days) { options->request.set_cycle_days(days); }, "How long a cycle is");
  AddNames(verb, "--symptom", "symptoms", request.mutable_symptoms(), "Only this symptom");
  AddSummary(journal, program);
}

}  // namespace careloop::cli

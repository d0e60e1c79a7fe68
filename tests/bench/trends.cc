// Times GetTrends on a year of daily entries about twenty symptoms, one call at a time, and on a month of it. Run by
// tests/bench/trends.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "careloop/journal/v1/journal_service.grpc.pb.h"
#include "common/base/strings.h"

namespace careloop {
namespace {

namespace v1 = journal::v1;
using v1::JournalService;

struct Options {
  std::string journal, token, patient;
  int days = 365, symptoms = 20, calls = 300;
};

class Patient {
 public:
  explicit Patient(const Options& options)
      : options_(options),
        stub_(JournalService::NewStub(grpc::CreateChannel(options.journal, grpc::InsecureChannelCredentials()))) {}

  template <typename Request, typename Response>
  Response Call(grpc::Status (JournalService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                const Request& request) const {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + options_.token);
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) throw std::runtime_error(status.error_message());
    return response;
  }

 private:
  const Options& options_;
  const std::unique_ptr<JournalService::Stub> stub_;
};

std::vector<v1::Symptom> GradedSymptoms(const Patient& patient, int count) {
  v1::ListSymptomsRequest request;
  request.set_page_size(200);
  std::vector<v1::Symptom> graded;
  const v1::ListSymptomsResponse all = patient.Call(&JournalService::Stub::ListSymptoms, request);
  for (const auto& symptom : all.symptoms()) {
    if (symptom.attributes(0) != v1::SYMPTOM_ATTRIBUTE_PRESENCE) graded.push_back(symptom);
  }
  graded.resize(std::min<size_t>(graded.size(), count));
  return graded;
}

void Answer(const v1::Symptom& symptom, int level, v1::SymptomAnswer& answer) {
  answer.set_symptom(symptom.name());
  for (const int attribute : symptom.attributes()) {
    if (attribute == v1::SYMPTOM_ATTRIBUTE_FREQUENCY) answer.set_frequency(level);
    if (attribute == v1::SYMPTOM_ATTRIBUTE_SEVERITY) answer.set_severity(level);
    if (attribute == v1::SYMPTOM_ATTRIBUTE_INTERFERENCE) answer.set_interference(level);
    if (attribute == v1::SYMPTOM_ATTRIBUTE_AMOUNT) answer.set_amount(level);
  }
}

void RecordDays(const Patient& patient, const Options& options, absl::Time now) {
  const std::vector<v1::Symptom> symptoms = GradedSymptoms(patient, options.symptoms);
  for (int day = 0; day < options.days; ++day) {
    v1::RecordEntryRequest request;
    request.set_request_id(absl::StrFormat("00000000-0000-4000-8000-%012d", day));
    request.set_parent(options.patient);
    request.mutable_occurred_time()->set_seconds(absl::ToUnixSeconds(now - absl::Hours(24) * (day + 1)));
    request.set_time_zone("Europe/Berlin");
    request.set_wellbeing(day % 11);
    for (size_t i = 0; i < symptoms.size(); ++i) {
      Answer(symptoms[i], static_cast<int>(day + i) % 4, *request.add_answers());
    }
    patient.Call(&JournalService::Stub::RecordEntry, request);
  }
}

void Time(const Patient& patient, const Options& options, v1::TrendPeriod period, int days, absl::Time now) {
  v1::GetTrendsRequest request;
  request.set_parent(options.patient);
  request.set_period(period);
  request.mutable_start_time()->set_seconds(absl::ToUnixSeconds(now - absl::Hours(24) * (days + 1)));
  std::vector<absl::Duration> took;
  v1::GetTrendsResponse response;
  for (int i = 0; i < options.calls; ++i) {
    const absl::Time start = absl::Now();
    response = patient.Call(&JournalService::Stub::GetTrends, request);
    took.push_back(absl::Now() - start);
  }
  std::sort(took.begin(), took.end());
  int points = 0;
  for (const auto& series : response.series()) points += series.points_size();
  std::cout << absl::StrFormat(
      "%4d days %-18s %3d series, %5d points, %4d KiB: p50 %.1f ms, p99 %.1f ms, max %.1f ms\n", days,
      v1::TrendPeriod_Name(period), response.series_size(), points, response.ByteSizeLong() / 1024,
      absl::ToDoubleMilliseconds(took[took.size() / 2]), absl::ToDoubleMilliseconds(took[took.size() * 99 / 100]),
      absl::ToDoubleMilliseconds(took.back()));
}

int Run(const Options& options) {
  const Patient patient(options);
  const absl::Time now = absl::Now();
  RecordDays(patient, options, now);
  for (const int days : {30, options.days}) {
    Time(patient, options, v1::TREND_PERIOD_DAY, days, now);
    Time(patient, options, v1::TREND_PERIOD_WEEK, days, now);
  }
  return 0;
}

}  // namespace
}  // namespace careloop

int main(int argc, char** argv) {
  careloop::Options options;
  CLI::App app("Times GetTrends");
  app.add_option("--journal", options.journal)->required();
  app.add_option("--token", options.token)->required();
  app.add_option("--patient", options.patient)->required();
  app.add_option("--days", options.days);
  app.add_option("--symptoms", options.symptoms);
  app.add_option("--calls", options.calls);
  CLI11_PARSE(app, argc, argv);
  try {
    return careloop::Run(options);
  } catch (const std::exception& failed) {
    std::cerr << failed.what() << "\n";
    return 1;
  }
}

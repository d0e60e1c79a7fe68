// What the inbox index costs: fills one with threads of twenty teams, and prints what it takes in memory, what a change
// of a thread costs it, and how long pages take for somebody who is on all of the teams.

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "common/base/strings.h"
#include "services/messaging/domain/inbox_index.h"

namespace careloop::messaging {
namespace {

using std::chrono::steady_clock;

constexpr int kTeams = 20;
constexpr int kNurses = 30;  // of each team

double Micros(steady_clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

double ResidentMegabytes() {
  std::ifstream statm("/proc/self/statm");
  long total = 0;
  long resident = 0;
  statm >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

std::string TeamOf(int thread) { return StrCat("team-", thread % kTeams); }

class Bench {
 public:
  explicit Bench(int threads) : threads_(threads) {}

  void Fill() {
    const double before = ResidentMegabytes();
    const auto start = steady_clock::now();
    for (int i = 0; i < threads_; ++i) index_.Put(Row(i));
    const double took = Micros(steady_clock::now() - start);
    std::printf("%d threads, %.0f bytes each, put in %.2f us each\n", threads_,
                (ResidentMegabytes() - before) * 1e6 / threads_, took / threads_);
  }
  void Change(int count) {
    std::vector<LogEntry> entries;
    for (int i = 0; i < count; ++i)
      entries.push_back(Entry(static_cast<int>(random_() % static_cast<size_t>(threads_))));
    const auto start = steady_clock::now();
    int known = 0;
    for (const LogEntry& entry : entries) known += index_.Apply(entry);
    std::printf("a change of a thread: %.2f us (%d of %d)\n", Micros(steady_clock::now() - start) / count, known,
                count);
  }
  void List(const char* name, std::vector<InboxFilter> filters, const std::string& subject, int count) {
    std::vector<double> micros;
    size_t rows = 0;
    for (int i = 0; i < count; ++i) {
      InboxQuery query{
          .reader = StrCat("nurse-", random_() % kNurses), .filters = filters, .subject = subject, .now = now_};
      for (int team = 0; team < kTeams; ++team) query.teams.push_back(TeamOf(team));
      const auto start = steady_clock::now();
      rows += index_.List(query).threads.size();
      micros.push_back(Micros(steady_clock::now() - start));
    }
    std::sort(micros.begin(), micros.end());
    std::printf("%-28s p50 %7.1f us, p99 %7.1f us, %.1f rows\n", name, micros[micros.size() / 2],
                micros[micros.size() * 99 / 100], static_cast<double>(rows) / count);
  }

 private:
  InboxRow Row(int i) {
    const absl::Time last = now_ - absl::Minutes(static_cast<int>(random_() % 10'000));
    Thread thread{.ref = {StrCat("patient-", i / 2), StrCat("thread-", i)},
                  .care_team = TeamOf(i),
                  .subject = StrCat("About the tablets of week ", i % 50),
                  .patient_display_name = "Demo Patient",
                  .last_number = 10,
                  .last_time = last};
    if (i % 3 != 0) {
      thread.work.waiting_since = last;
      thread.work.due = last + absl::Hours(48);
    }
    if (i % 25 == 0) thread.work.urgency = Urgency::kUrgent;
    if (i % 2 == 0) thread.work.assignment = Assignment{{.id = StrCat("nurse-", i % kNurses)}, last};
    InboxRow row{.thread = std::move(thread), .marks = {}, .place = {1, 0}};
    for (int nurse = 0; nurse < 5; ++nurse) row.marks[StrCat("nurse-", (i + nurse) % kNurses)] = 5 + i % 6;
    return row;
  }
  LogEntry Entry(int i) {
    return {.place = {++place_, 0},
            .kind = LogEntry::Kind::kMessage,
            .thread = {StrCat("patient-", i / 2), StrCat("thread-", i)},
            .number = 11,
            .team = TeamOf(i),
            .person = StrCat("nurse-", random_() % kNurses),
            .text = {},
            .of_staff = true,
            .time = now_ + absl::Milliseconds(place_)};
  }

  const int threads_;
  const absl::Time now_ = absl::FromUnixSeconds(1'750'000'000);
  uint64_t place_ = 1;
  std::mt19937_64 random_{1};
  InboxIndex index_;
};

int Main(int argc, char** argv) {
  CLI::App app("What the inbox index costs");
  int threads = 100'000;
  int calls = 2'000;
  app.add_option("--threads", threads, "Open threads")->check(CLI::PositiveNumber);
  app.add_option("--calls", calls, "Pages of each kind")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  Bench bench(threads);
  bench.Fill();
  bench.List("all", {}, "", calls);
  bench.List("unanswered", {InboxFilter::kUnanswered}, "", calls);
  bench.List("mine", {InboxFilter::kMine}, "", calls);
  bench.List("overdue", {InboxFilter::kOverdue}, "", calls);
  bench.List("unread, urgent, unassigned", {InboxFilter::kUnread, InboxFilter::kUrgent, InboxFilter::kUnassigned}, "",
             calls);
  bench.List("a subject that none has", {}, "nothing", calls / 10 + 1);
  bench.Change(calls * 10);
  bench.List("all, after the changes", {}, "", calls);
  return 0;
}

}  // namespace
}  // namespace careloop::messaging

int main(int argc, char** argv) { return careloop::messaging::Main(argc, argv); }

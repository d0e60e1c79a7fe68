#include "services/cli/dev/supervisor.h"

#include <signal.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/cli/files.h"

namespace careloop::cli {
namespace {

sigset_t Awaited() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD}) sigaddset(&signals, signal);
  return signals;
}

// The next signal, or 0 if none comes within `limit`.
int WaitForSignal(absl::Duration limit) {
  const sigset_t signals = Awaited();
  const timespec timeout = absl::ToTimespec(std::clamp(limit, absl::ZeroDuration(), absl::Hours(1)));
  return std::max(sigtimedwait(&signals, nullptr, &timeout), 0);
}

}  // namespace

void Supervisor::HoldSignals() {
  const sigset_t signals = Awaited();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

absl::StatusOr<ChildProcess*> Supervisor::Start(Command command) {
  ASSIGN_OR_RETURN(ChildProcess process, ChildProcess::Start(command));
  children_.push_back({.command = std::move(command), .process = std::move(process), .started = absl::Now()});
  RETURN_IF_ERROR(WritePid(children_.back()));
  return &children_.back().process;
}

void Supervisor::SetCommand(const Command& command) {
  for (Supervised& child : children_) {
    if (child.command.name == command.name) child.command = command;
  }
}

int Supervisor::Run() {
  while (true) {
    const int signal = WaitForSignal(UntilRestart());
    if (signal != 0 && signal != SIGCHLD) return signal;
    Reap();
    RestartDue();
  }
}

void Supervisor::Reap() {
  for (Supervised& child : children_) {
    const std::optional<std::string> end = child.process.Ended();
    if (!end) continue;
    const absl::Time now = absl::Now();
    if (now - child.started > 4 * kLongestPause) child.pause = kFirstPause;
    child.restart = now + child.pause;
    child.pause = std::min(2 * child.pause, kLongestPause);
    Report(child, StrCat("has ended (", *end, "); it is started again"));
  }
}

void Supervisor::RestartDue() {
  const absl::Time now = absl::Now();
  for (Supervised& child : children_) {
    if (child.restart <= now) Restart(child);
  }
}

void Supervisor::Restart(Supervised& child) {
  absl::StatusOr<ChildProcess> process = ChildProcess::Start(child.command);
  child.started = absl::Now();
  child.restart = process.ok() ? absl::InfiniteFuture() : child.started + child.pause;
  absl::Status status = process.status();
  if (process.ok()) {
    child.process = *std::move(process);
    status = WritePid(child);
  }
  if (!status.ok()) Report(child, std::string(status.message()));
}

absl::Duration Supervisor::UntilRestart() const {
  absl::Time next = absl::InfiniteFuture();
  for (const Supervised& child : children_) next = std::min(next, child.restart);
  return next - absl::Now();
}

void Supervisor::Stop() {
  for (auto child = children_.rbegin(); child != children_.rend(); ++child) child->process.Stop(kStopLimit);
  children_.clear();
}

void Supervisor::Report(const Supervised& child, const std::string& what) const {
  std::cerr << "careloop dev: " << child.command.name << " " << what << std::endl;
}

absl::Status Supervisor::WritePid(const Supervised& child) const {
  return WriteFile(StrCat(run_directory_, "/", child.command.name, ".pid"), StrCat(child.process.pid(), "\n"), 0600);
}

}  // namespace careloop::cli

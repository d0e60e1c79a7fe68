#include "tests/fault/load.h"

#include "tests/support/careloop_command.h"

namespace careloop::fault {

Load::Load(const Stack& stack, const Site& site) {
  for (const Site::Patient& patient : site.patients()) {
    for (const Person& writer : {patient.person, site.nurse()}) {
      writers_.push_back(std::make_unique<Writer>(stack, site, patient, writer, acked_));
    }
  }
  for (const auto& writer : writers_) {
    threads_.emplace_back([&writer = *writer](const std::stop_token& stop) { writer.Run(stop); });
  }
}

void Load::WaitForAcks(int more) const {
  const int goal = acked_ + more;
  testing::Eventually("the load goes on", [&] { return acked_ >= goal; });
}

std::vector<Ledger> Load::Stop() {
  for (std::jthread& thread : threads_) thread.request_stop();
  threads_.clear();
  std::vector<Ledger> ledgers;
  for (const auto& writer : writers_) ledgers.push_back(writer->ledger());
  return ledgers;
}

int Load::unknown_outcomes() const {
  int unknown = 0;
  for (const auto& writer : writers_) unknown += writer->unknown_outcomes();
  return unknown;
}

}  // namespace careloop::fault

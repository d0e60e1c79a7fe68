#ifndef CARELOOP_TESTS_FAULT_CHECKER_H_
#define CARELOOP_TESTS_FAULT_CHECKER_H_

#include <ostream>
#include <vector>

#include "tests/fault/ledger.h"

namespace careloop::fault {

// What is stored, against what was attempted and acknowledged. All but the first two are faults.
struct Report {
  int attempted = 0;
  int acked = 0;
  int lost = 0;          // acknowledged, and not there; a mark that is behind
  int doubled = 0;       // attempted once, and there more than once
  int out_of_order = 0;  // under another number than was answered, or before what its writer wrote before
  int unexpected = 0;    // there, and attempted by nobody; a mark that is ahead; an answer about something else

  bool sound() const { return lost == 0 && doubled == 0 && out_of_order == 0 && unexpected == 0; }
};
std::ostream& operator<<(std::ostream& out, const Report& report);

// Reads all threads and journals of the writers back through the API.
Report Check(const Stack& stack, const std::vector<Ledger>& ledgers);

// As Check, which has to be sound, with nothing left unacknowledged; prints the report. For the end of a test.
void ExpectSound(const Stack& stack, const std::vector<Ledger>& ledgers);

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_CHECKER_H_

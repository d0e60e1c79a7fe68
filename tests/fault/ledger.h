#ifndef CARELOOP_TESTS_FAULT_LEDGER_H_
#define CARELOOP_TESTS_FAULT_LEDGER_H_

#include <string>
#include <vector>

#include "tests/fault/client.h"

namespace careloop::fault {

// Something that was to be stored once, under a text that nothing else has.
struct Attempt {
  std::string text;
  int number = 0;  // of the message or entry, as the answer said; 0: no answer said so
};

// What one writer has attempted, in this order, one after the other, and what became of it by the answers.
struct Ledger {
  Person writer;
  Person patient;      // whose thread it is, and whose journal
  std::string thread;  // where its messages go

  std::vector<Attempt> messages = {};
  std::vector<Attempt> entries = {};        // of the writer's own journal
  int read_up_to = 0;                       // the writer's mark in the thread
  std::vector<std::string> surprises = {};  // answers that were about something else than was asked
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_LEDGER_H_

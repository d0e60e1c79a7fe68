#ifndef CARELOOP_TESTS_MATRIX_EXECUTOR_H_
#define CARELOOP_TESTS_MATRIX_EXECUTOR_H_

#include <string>
#include <vector>

#include "tests/matrix/credentials.h"
#include "tests/matrix/expected.h"
#include "tests/matrix/report.h"
#include "tests/matrix/worlds.h"

namespace careloop::matrix {

// Makes the calls of cells and compares their outcomes with the table. For one thread.
class Executor {
 public:
  Executor(const fault::Stack& stack, const CommonGround& ground, const Requests& requests, const Expected& expected,
           Consent consent)
      : desk_(stack), ground_(ground), requests_(requests), expected_(expected), worlds_(desk_, ground, consent) {}

  void Run(const Cell& cell);
  Report TakeReport();

 private:
  Answer Ask(const Cell& cell, const Names& names);
  std::string OutcomeOf(const Cell& cell, const Answer& answer);
  void Note(const Cell& cell, const Expected::Outcomes& outcomes, const Answer& answer, const std::string& outcome);
  // That what is not there is refused in the same words, and that who asks for all patients is told nothing of P.
  void CompareWithAbsent(const Cell& cell, const Answer& answer);
  void CompareWith(const Cell& cell, const Answer& answer, const Names& absent);
  void AskForAllPatients(const Cell& cell);
  void Differ(const Cell& cell, const std::string& expected, const std::string& got) {
    report_.differences.push_back({cell, expected, got});
  }

  const Desk desk_;
  const CommonGround& ground_;
  const Requests& requests_;
  const Expected& expected_;
  Worlds worlds_;
  Credentials credentials_;
  Report report_;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_EXECUTOR_H_

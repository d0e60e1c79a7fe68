#ifndef CARELOOP_TESTS_MATRIX_EXPECTED_H_
#define CARELOOP_TESTS_MATRIX_EXPECTED_H_

#include <set>
#include <string>
#include <vector>

#include "tests/matrix/cell.h"

namespace careloop::matrix {

// The table of expected results, tests/matrix/expected.txt, which was written from the policy in words.
class Expected {
 public:
  using Outcomes = std::set<std::string>;

  // A line that cannot be read ends the test process with a message.
  static Expected Load(const std::string& path);

  // Which outcomes are right in a cell with a valid token; none if no row is about it.
  Outcomes Of(const Cell& cell) const;
  // Whether they differ by the consent.
  bool ConsentMatters(Cell cell) const;

 private:
  struct Row {
    std::string method;  // with the process before it, if it is for one alone
    std::set<std::string> roles, relationships, consents;
    Outcomes outcomes;
    bool IsAbout(const Cell& cell) const;
    bool IsOf(const Rpc& rpc) const;
  };
  static Row Read(const std::string& line);

  std::vector<Row> rows_;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_EXPECTED_H_

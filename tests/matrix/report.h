#ifndef CARELOOP_TESTS_MATRIX_REPORT_H_
#define CARELOOP_TESTS_MATRIX_REPORT_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/matrix/cell.h"

namespace careloop::matrix {

// Who asks by which RPC, whatever the consent.
std::string AudienceOf(const Cell& cell);

// What came of running cells.
struct Report {
  struct Difference {
    Cell cell;
    std::string expected, got;
  };

  int cells = 0;
  int with_good_token = 0;
  int absent_things = 0;  // asked for, to compare with what is not the caller's
  int asked_for_all = 0;  // patients, by who may not see P
  int worlds = 0;
  std::vector<Difference> differences;
  std::vector<Difference> shown_nothing;  // to who is admitted
  // Of RPCs whose requests have been answered OK, and with something of P. A request that never is proves nothing.
  std::set<std::string> admitted, answered, asked_for_nothing, shown;
  std::set<std::string> shown_to;  // by AudienceOf

  void Add(const Report& other);
  std::string Summary() const;
  // One line each, of the first `most`.
  std::string Lines(size_t most) const;
  std::set<std::string> DifferingRpcs() const;
  // RPCs to which somebody is admitted, but nobody was ever answered OK; and those that answer "nothing of P" to some,
  // but something to nobody.
  std::vector<std::string> ProvingNothing() const;
  // Where a patient, caregiver or clinician who is admitted is shown nothing of P, whatever the consent, by an RPC that
  // shows others something. (Without a share a list of shares is empty, and sound.)
  std::vector<std::string> Withheld() const;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_REPORT_H_

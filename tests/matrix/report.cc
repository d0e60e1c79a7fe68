#include "tests/matrix/report.h"

#include <algorithm>
#include <iterator>

#include "common/base/strings.h"

namespace careloop::matrix {

void Report::Add(const Report& other) {
  cells += other.cells;
  with_good_token += other.with_good_token;
  absent_things += other.absent_things;
  asked_for_all += other.asked_for_all;
  worlds += other.worlds;
  differences.insert(differences.end(), other.differences.begin(), other.differences.end());
  admitted.insert(other.admitted.begin(), other.admitted.end());
  answered.insert(other.answered.begin(), other.answered.end());
  asked_for_nothing.insert(other.asked_for_nothing.begin(), other.asked_for_nothing.end());
  shown.insert(other.shown.begin(), other.shown.end());
  shown_to.insert(other.shown_to.begin(), other.shown_to.end());
  shown_nothing.insert(shown_nothing.end(), other.shown_nothing.begin(), other.shown_nothing.end());
}

std::string Report::Summary() const {
  return StrCat(cells, " cells, ", with_good_token, " with a good token, ", absent_things,
                " compared with something absent, ", asked_for_all, " asked for all patients, ", worlds, " patients, ",
                differences.size(), " differences");
}

std::string Report::Lines(size_t most) const {
  std::string lines;
  for (size_t i = 0; i < std::min(most, differences.size()); ++i) {
    const Difference& difference = differences[i];
    lines += StrCat(TextOf(difference.cell), ": expected ", difference.expected, ", got ", difference.got, "\n");
  }
  return lines;
}

std::set<std::string> Report::DifferingRpcs() const {
  std::set<std::string> rpcs;
  for (const Difference& difference : differences) rpcs.insert(difference.cell.rpc.name());
  return rpcs;
}

std::string AudienceOf(const Cell& cell) {
  return StrCat(cell.rpc.text(), " ", static_cast<int>(cell.role), " ", static_cast<int>(cell.relationship));
}

std::vector<std::string> Report::Withheld() const {
  std::vector<std::string> cells;
  for (const Difference& difference : shown_nothing) {
    const Role role =
        difference.cell.role;  // admins' and editors' lists are of the whole site: P may be on another page
    const bool about_p = role == Role::kPatient || role == Role::kCaregiver || role == Role::kClinician;
    const bool to_nobody_like_them = !shown_to.contains(AudienceOf(difference.cell));
    if (about_p && to_nobody_like_them && shown.contains(difference.cell.rpc.text())) {
      cells.push_back(TextOf(difference.cell));
    }
  }
  return cells;
}

std::vector<std::string> Report::ProvingNothing() const {
  std::vector<std::string> rpcs;
  std::ranges::set_difference(admitted, answered, std::back_inserter(rpcs));
  std::ranges::set_difference(asked_for_nothing, shown, std::back_inserter(rpcs));
  return rpcs;
}

}  // namespace careloop::matrix

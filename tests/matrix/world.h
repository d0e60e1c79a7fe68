#ifndef CARELOOP_TESTS_MATRIX_WORLD_H_
#define CARELOOP_TESTS_MATRIX_WORLD_H_

#include <string>
#include <vector>

#include "tests/matrix/cell.h"
#include "tests/matrix/common_ground.h"
#include "tests/matrix/desk.h"
#include "tests/matrix/requests.h"

namespace careloop::matrix {

// A patient P with a care team T, made through the API and without a trace of any other world: a treatment course, an
// entry that raises an alert, a thread in which both sides have written, a resolved one, a template, a second care
// team, somebody in each relationship, and what P has agreed to. Its mark is in the name of P and of T, and in each
// text of them; so an answer without it has nothing of P.
class World {
 public:
  static constexpr int kMost = 3'000;  // in one test

  // Of an expired one the shares have not expired yet: see HasExpired.
  World(const Desk& desk, const CommonGround& ground, Consent consent);

  const std::string& mark() const { return mark_; }
  const Names& names() const { return names_; }
  // The id of who stands so to P.
  std::string PersonIn(Relationship relationship) const;
  // Everybody who is in a relationship in any world.
  static std::vector<std::string> AllPersons();

  // Whether nothing is shared any more.
  bool HasExpired() const;

  // P, by their authorization, does something that is told to those who see P's threads.
  void SendMessage() const;
  // The names of what is not there, and looks alike: of another patient; of P, but for P and T themselves.
  Names NamesOfNobody() const;
  Names NamesOfNothing() const;

 private:
  void FormTeams();
  void FindHelp();
  void Talk();
  void Keep();
  void Agree();
  void Withdraw();
  std::string Share(const std::string& with);
  bool IsDelivered() const;
  void Ask(const std::string& authorization, const std::string& rpc, const std::string& request) const;

  const Desk& desk_;
  const Consent consent_;
  const int number_;
  const std::string mark_;
  const std::string admin_, patient_, nurse_;  // authorizations
  Names names_;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_WORLD_H_

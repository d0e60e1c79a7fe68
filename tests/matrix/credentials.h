#ifndef CARELOOP_TESTS_MATRIX_CREDENTIALS_H_
#define CARELOOP_TESTS_MATRIX_CREDENTIALS_H_

#include <map>
#include <string>
#include <tuple>

#include "tests/matrix/cell.h"
#include "tests/matrix/desk.h"

namespace careloop::matrix {

// A good token, as metadata.
std::string SignedIn(Role role, const std::string& person);

// What a service has to be told for the states kRevoked...: the text of its revocation file. `persons` are all those
// who ever have a token in state kRevokedPerson; their good tokens are newer than the revocation.
std::string Revocations(const std::vector<std::string>& persons);

// Makes and remembers what people send in each state of their token. For one thread.
class Credentials {
 public:
  const Authorization& Of(Role role, const std::string& person, TokenState state);
  void Forget() { known_.clear(); }

 private:
  std::map<std::tuple<Role, std::string, TokenState>, Authorization> known_;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_CREDENTIALS_H_

#ifndef CARELOOP_TESTS_MATRIX_COMMON_GROUND_H_
#define CARELOOP_TESTS_MATRIX_COMMON_GROUND_H_

#include <string>

#include "tests/matrix/desk.h"
#include "tests/matrix/requests.h"

namespace careloop::matrix {

// What is there once, for all worlds, made through the API: publications, a rule set, and a care team and a patient
// that have nothing to do with any P.
class CommonGround {
 public:
  explicit CommonGround(const Desk& desk);

  const Names& names() const { return names_; }
  const std::string& admin() const { return admin_; }        // authorization
  const std::string& stranger() const { return stranger_; }  // that of patients/stranger

 private:
  std::string Publish(const Desk& desk, const std::string& markdown) const;

  const std::string admin_;
  const std::string editor_;
  const std::string stranger_;
  Names names_;
};

inline constexpr char kStranger[] = "patients/stranger";
inline constexpr char kQuietTeam[] = "careTeams/quiet";

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_COMMON_GROUND_H_

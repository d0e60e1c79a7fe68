#ifndef CARELOOP_TESTS_FAULT_SITE_H_
#define CARELOOP_TESTS_FAULT_SITE_H_

#include <string>
#include <vector>

#include "tests/fault/client.h"

namespace careloop::fault {

// A care team with a nurse, its patients with a thread each, and a publication about fatigue, made through the API.
class Site {
 public:
  Site(const Stack& stack, int patients);

  struct Patient {
    Person person;
    std::string thread;
  };
  const std::vector<Patient>& patients() const { return patients_; }
  const Patient& patient(size_t i = 0) const { return patients_.at(i); }
  const Person& nurse() const { return nurse_; }
  const std::string& care_team() const { return care_team_; }

  // The name of a new care team with one member.
  static std::string NewTeam(const Client& admin, const Person& member);
  static void Enrol(const Client& admin, const std::string& care_team, const Person& patient);
  const std::string& publication() const { return publication_; }

 private:
  Patient MakePatient(const Stack& stack, const Client& admin, int number) const;
  void Publish(const Client& editor);

  const Person nurse_{"nurse", Role::kClinician, "Demo Nurse"};
  std::string care_team_;
  std::string publication_;
  std::vector<Patient> patients_;
};

// A request to record an entry of this patient, with a note.
journal::v1::RecordEntryRequest EntryOf(const Person& patient, const std::string& note);

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_SITE_H_

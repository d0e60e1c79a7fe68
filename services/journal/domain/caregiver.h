#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_CAREGIVER_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_CAREGIVER_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace careloop::journal {

// A person as a caregiver of a patient since a time. Who was removed and is added again is another: what was shared
// with the former one stays closed.
struct Caregiver {
  std::string person;
  absl::Time since;

  friend bool operator==(const Caregiver&, const Caregiver&) = default;
};

// What a patient lets somebody do as a caregiver.
struct Care {
  std::optional<absl::Time> since;  // nothing: they are no caregiver of the patient
  bool reads_journal = false;
  bool writes_journal = false;
  bool reads_messages = false;
  std::string display_name = "";  // that the patient gave them; empty: it is not known
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_CAREGIVER_H_

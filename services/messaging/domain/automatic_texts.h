#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_AUTOMATIC_TEXTS_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_AUTOMATIC_TEXTS_H_

#include <string>

#include "absl/status/statusor.h"

namespace careloop::messaging {

// What the site says in automatic messages, in its default language.
struct AutomaticTexts {
  std::string emergency;     // which each of them begins with
  std::string urgent_alert;  // to an urgent alert while the team is not there, unless the team says it; may be empty
};

// `folder`/urgent-alert-text.md, which looks like an emergency text; empty if there is no such file.
// FAILED_PRECONDITION, which names the file, for one that cannot be used.
absl::StatusOr<std::string> LoadUrgentAlertText(const std::string& folder);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_AUTOMATIC_TEXTS_H_

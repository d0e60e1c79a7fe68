#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/messaging/domain/person.h"

namespace careloop::messaging {

struct MessageTemplate {
  std::string team;
  std::string id;
  std::string title;
  std::string text;
  int64_t version = 0;  // how often it was saved
  Person saved_by;
  absl::Time saved;
};

// Which variables of a template the service fills in itself.
inline constexpr char kPatientVariable[] = "patient";
inline constexpr char kTeamVariable[] = "care_team";
inline constexpr char kSenderVariable[] = "sender";

using TemplateValues = std::map<std::string, std::string>;

// The variables that whoever sends the text fills in, in the order of their first use: all in braces but {patient},
// {care_team} and {sender}. INVALID_ARGUMENT on `text` for braces that are no variable, 1-40 of a-z 0-9 _ between them,
// and for more than 20.
absl::StatusOr<std::vector<std::string>> VariablesOf(std::string_view text);

// The text with all variables filled in; a value that looks like a variable is none. INVALID_ARGUMENT on
// `template.values` if `values` lacks one or has another, and if the text becomes longer than a message may be. `known`
// are those that the service fills in.
absl::StatusOr<std::string> FillIn(std::string_view text, const TemplateValues& known, const TemplateValues& values);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATE_H_

#ifndef CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATES_H_
#define CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATES_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/base/task.h"
#include "services/messaging/domain/access.h"
#include "services/messaging/domain/team_calendars.h"
#include "services/messaging/domain/template_store.h"
#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// The texts that care teams send often. For members of the team; to others it does not exist. Thread-safe.
class Templates {
 public:
  Templates(TemplateStore& store, CareTeamStore& teams, Access& access, TeamCalendars& calendars, const Clock& clock)
      : store_(store), teams_(teams), access_(access), calendars_(calendars), clock_(clock) {}

  // `seen`: the version that the caller looked at; nothing: whatever is current. INVALID_ARGUMENT on `text`.
  Task<absl::StatusOr<MessageTemplate>> Save(const Call& call, MessageTemplate saved, std::optional<int64_t> seen);
  Task<absl::StatusOr<TemplateStore::Page>> List(const Call& call, std::string team, std::string after, int most);

  struct Use {
    std::string team;
    std::string id;
    TemplateValues values;
    std::optional<int64_t> seen;
  };
  struct Filled {
    std::string text;
    TemplateReference of;
  };
  // The text that `sender` sends to the patient in a thread with the team of `use`. INVALID_ARGUMENT on `template` for
  // one that is not there or is not filled in rightly; ABORTED if it is another version than was seen.
  Task<absl::StatusOr<Filled>> Fill(const Call& call, Use use, std::string patient, Person sender);

 private:
  TemplateStore& store_;
  CareTeamStore& teams_;
  Access& access_;
  TeamCalendars& calendars_;
  const Clock& clock_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_DOMAIN_TEMPLATES_H_

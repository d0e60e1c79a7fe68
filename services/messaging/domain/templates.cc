#include "services/messaging/domain/templates.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"

namespace careloop::messaging {
namespace {

absl::Status Stale() {
  return Error(absl::StatusCode::kAborted, reason::kVersionConflict,
               "template.etag: the template has been changed since it was read; read it again");
}

absl::Status NoTemplate() {
  Violations violations;
  violations.Add("template.name", "is no template of the thread's care team");
  return violations.ToStatus();
}

}  // namespace

Task<absl::StatusOr<MessageTemplate>> Templates::Save(const Call& call, MessageTemplate saved,
                                                      std::optional<int64_t> seen) {
  CO_ASSIGN_OR_RETURN(saved.saved_by, co_await access_.SelfIn(call, saved.team));
  CO_RETURN_IF_ERROR(VariablesOf(saved.text).status());
  saved.saved = clock_.Now();
  CO_ASSIGN_OR_RETURN(const TemplateStore::Saved outcome, co_await store_.Save(call, saved, seen));
  saved.version = outcome.version;
  saved.saved = outcome.time;
  co_return saved;
}

Task<absl::StatusOr<TemplateStore::Page>> Templates::List(const Call& call, std::string team, std::string after,
                                                          int most) {
  CO_RETURN_IF_ERROR((co_await access_.SelfIn(call, team)).status());
  co_return co_await store_.List(call, std::move(team), std::move(after), most);
}

Task<absl::StatusOr<Templates::Filled>> Templates::Fill(const Call& call, Use use, std::string patient, Person sender) {
  auto found = co_await store_.Get(call, use.team, use.id);
  if (absl::IsNotFound(found.status())) co_return NoTemplate();
  if (!found.ok()) co_return found.status();
  if (use.seen && *use.seen != found->version) co_return Stale();
  const auto enrolment = co_await teams_.EnrolmentOf(call, use.team, std::move(patient));
  if (absl::IsNotFound(enrolment.status())) co_return NotFound("thread");  // as to whoever was never with the team
  if (!enrolment.ok()) co_return enrolment.status();
  CO_ASSIGN_OR_RETURN(const auto times, co_await calendars_.Recent(use.team, call.deadline));
  const TemplateValues known = {{kPatientVariable, enrolment->display_name},
                                {kTeamVariable, times->settings.team_name},
                                {kSenderVariable, std::move(sender.display_name)}};
  CO_ASSIGN_OR_RETURN(std::string text, FillIn(found->text, known, use.values));
  co_return Filled{std::move(text), {std::move(use.team), std::move(use.id), found->version}};
}

}  // namespace careloop::messaging

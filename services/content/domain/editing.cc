#include "services/content/domain/editing.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/content/domain/manuscript.h"

namespace careloop::content {
namespace {

Act ActOf(const Call& call, const Clock& clock) {
  return {.time = clock.Now(), .person = call.caller->subject, .name = call.caller->name};
}

}  // namespace

Task<absl::StatusOr<ShownPublication>> Editing::Import(const Call& call, std::string markdown) {
  CO_ASSIGN_OR_RETURN(Manuscript manuscript, ReadManuscript(markdown, site_));
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer,
                      co_await library_.RequiredDisclaimer(manuscript.text.language, call.deadline));
  CO_ASSIGN_OR_RETURN(const Row row, co_await store_.AddDraft(call, manuscript, ActOf(call, clock_)));
  co_return ShownDraft(std::move(manuscript), row.latest, row.standing, std::move(disclaimer));
}

Task<absl::StatusOr<ShownPublication>> Editing::TryImport(const Call& call, std::string markdown) {
  CO_ASSIGN_OR_RETURN(Manuscript manuscript, ReadManuscript(markdown, site_));
  CO_ASSIGN_OR_RETURN(Disclaimer disclaimer,
                      co_await library_.RequiredDisclaimer(manuscript.text.language, call.deadline));
  CO_ASSIGN_OR_RETURN(const Row row, co_await store_.ReadRow(manuscript.text.id, call.deadline));
  co_return ShownDraft(std::move(manuscript), row.latest + 1, row.standing, std::move(disclaimer));
}

Task<absl::StatusOr<ShownPublication>> Editing::Publish(const Call& call, std::string id, int revision,
                                                        std::string etag) {
  CO_RETURN_IF_ERROR(co_await store_.Publish(call, id, revision, std::move(etag), ActOf(call, clock_)));
  auto shown = co_await Changed(std::move(id), revision, {.last_published = revision}, call.deadline);
  co_return shown;
}

Task<absl::StatusOr<ShownPublication>> Editing::Withdraw(const Call& call, std::string id, std::string reason,
                                                         std::string etag) {
  Withdrawal withdrawal{.act = ActOf(call, clock_), .reason = std::move(reason)};
  CO_ASSIGN_OR_RETURN(const int revision, co_await store_.Withdraw(call, id, std::move(etag), std::move(withdrawal)));
  const Standing standing{.last_published = revision, .withdrawn = true};
  auto shown = co_await Changed(std::move(id), revision, standing, call.deadline);
  co_return shown;
}

Task<absl::StatusOr<ShownPublication>> Editing::Changed(std::string id, int revision, Standing standing,
                                                        Deadline deadline) {
  CO_RETURN_IF_ERROR(co_await library_.Refresh(deadline));
  CO_ASSIGN_OR_RETURN(const auto library, library_.Current());
  const ShownPublication* found = library->Find(id, revision);
  if (found == nullptr) {
    co_return StoreUnavailable("the store was set back meanwhile");
  }
  co_return AsItWasIn(standing, *found);
}

Task<absl::StatusOr<Disclaimer>> Editing::PublishDisclaimer(const Call& call, Disclaimer disclaimer) {
  CO_RETURN_IF_ERROR(co_await store_.PublishDisclaimer(call, disclaimer, ActOf(call, clock_)));
  CO_RETURN_IF_ERROR(co_await library_.Refresh(call.deadline));
  co_return disclaimer;
}

Task<absl::StatusOr<History>> Editing::Revisions(const Call& call, std::string id, int before, int most) const {
  auto history = co_await store_.ReadHistory(std::move(id), before, most, call.deadline);
  co_return history;
}

}  // namespace careloop::content

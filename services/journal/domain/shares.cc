#include "services/journal/domain/shares.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/journal/domain/chosen_team.h"
#include "services/journal/domain/instant.h"
#include "services/journal/domain/time_to_answer.h"

namespace careloop::journal {
namespace {

constexpr int kPreviewPage = 100;  // as many as a share can name

// As it is stored; see StoredInstant.
ShareScope StoredScope(ShareScope scope) {
  if (auto* period = std::get_if<PeriodScope>(&scope)) {
    return PeriodScope{StoredInstant(period->start), StoredInstant(period->end)};
  }
  if (auto* standing = std::get_if<StandingScope>(&scope)) return StandingScope{StoredInstant(standing->start)};
  return scope;
}

// Whether the entries that a share covers are there already. To a period that has passed some may be added, but whoever
// shares it means what there is.
bool CoversWhatIsThere(const Share& share) {
  if (const auto* period = std::get_if<PeriodScope>(&share.scope)) return period->end <= share.created;
  return std::holds_alternative<EntriesScope>(share.scope);
}

EntryQuery QueryOf(const Share& share) {
  EntryQuery query{.patient = share.patient, .page = {.size = kPreviewPage}};
  if (const auto* period = std::get_if<PeriodScope>(&share.scope)) {
    query.start = period->start;
    query.end = period->end;
  }
  return query;
}

std::optional<absl::Time> StoredExpiry(const std::optional<absl::Time>& expires) {
  return expires ? std::optional<absl::Time>(StoredInstant(*expires)) : std::nullopt;
}

}  // namespace

Task<absl::StatusOr<Share>> Shares::Create(const Call& call, NewShare given) {
  CO_RETURN_IF_ERROR(RequirePatient(call, given.patient, "patient"));
  CO_ASSIGN_OR_RETURN(std::optional<std::string> earlier, co_await ports_.store.Created(call));
  if (earlier) {
    auto first = co_await ports_.store.Get(call, std::move(given.patient), *std::move(earlier));
    co_return first;
  }
  Share share{.patient = given.patient,
              .id = NewId(random_),
              .care_team = "",
              .caregiver = std::nullopt,
              .scope = StoredScope(given.scope),
              .view = given.view,
              .expires = StoredExpiry(given.expires),
              .created = StoredInstant(clock_.Now()),
              .revoked = std::nullopt,
              .delivered = std::nullopt,
              .refused = std::nullopt};
  CO_RETURN_IF_ERROR(co_await Address(call, given, share));
  CO_RETURN_IF_ERROR(co_await RequireToShowAnything(call, share));
  CO_ASSIGN_OR_RETURN(std::string id, co_await ports_.store.Create(call, share));
  if (!share.caregiver) on_queued_();
  if (id == share.id) co_return share;
  auto first = co_await ports_.store.Get(call, std::move(share.patient), std::move(id));  // of one sent twice at a time
  co_return first;
}

// Says with whom the share is.
Task<absl::Status> Shares::Address(const Call& call, const NewShare& given, Share& share) {
  if (given.caregiver.empty()) {
    CO_ASSIGN_OR_RETURN(share.care_team, co_await ChosenTeam(call, ports_.care_teams, given.patient, given.care_team));
    co_return absl::OkStatus();
  }
  CO_ASSIGN_OR_RETURN(const Care care, co_await ports_.care_teams.CareOf(call, given.patient, given.caregiver));
  if (!care.since) {
    Violations violations;
    violations.Add("caregiver", "is no caregiver of the patient");
    co_return violations.ToStatus();
  }
  share.caregiver = Caregiver{given.caregiver, *care.since};
  co_return absl::OkStatus();
}

// Refuses a share of symptoms alone through which none would be seen, as PreviewShare shows it. All of a live entry
// always says something; that there is one is for the store to say, in the step in which it stores the share.
Task<absl::Status> Shares::RequireToShowAnything(const Call& call, const Share& share) {
  if (share.view == ShareView::kAll || !CoversWhatIsThere(share)) co_return absl::OkStatus();
  EntryQuery query = QueryOf(share);
  bool covers_any = false;
  do {
    CO_ASSIGN_OR_RETURN(PageOf<Entry> page, co_await ports_.entries.Preview(call, query, share.scope, share.view));
    if (std::any_of(page.items.begin(), page.items.end(), SaysAnything)) co_return absl::OkStatus();
    covers_any = covers_any || !page.items.empty();
    query.page.after = std::move(page.next);
  } while (!query.page.after.empty());
  Violations violations;
  if (covers_any)
    violations.Add("symptoms_only", "what is shared answers about no symptom: the share would open nothing");
  co_return violations.ToStatus();
}

Task<absl::StatusOr<Share>> Shares::Revoke(const Call& call, std::string patient, std::string id) {
  CO_RETURN_IF_ERROR(RequirePatient(call, patient, "share"));
  const absl::Time now = StoredInstant(clock_.Now());
  CO_ASSIGN_OR_RETURN(const absl::Time revoked, co_await ports_.store.Revoke(call, patient, id, now));
  on_queued_();  // also for a share with a caregiver, of which nobody is told: whoever looks finds nothing
  CO_ASSIGN_OR_RETURN(Share share, co_await ports_.store.Get(call, std::move(patient), std::move(id)));
  share.revoked = revoked;
  co_return share;
}

Task<absl::StatusOr<PageOf<Share>>> Shares::List(const Call& call, std::string patient, PageRequest page) {
  CO_ASSIGN_OR_RETURN(std::optional<ShareReaders> readers,
                      co_await ports_.access.ReadersOfShares(call, patient, "patient"));
  if (!readers) {
    auto own = co_await ports_.store.List(call, patient, std::move(page));
    if (own.ok()) co_await MarkFormerCaregivers(call, std::move(patient), own->items);
    co_return own;
  }
  auto shared = co_await ports_.store.ListShared(call, std::move(patient), std::move(page), *std::move(readers));
  co_return shared;
}

// Nobody is asked unless it matters. While nobody can say in time who is a caregiver, none is marked: the patient reads
// on, and what opens nothing opens nothing all the same.
Task<void> Shares::MarkFormerCaregivers(const Call& call, std::string patient, std::vector<Share>& shares) {
  const absl::Time now = clock_.Now();
  const auto may_end = [&](const Share& share) { return share.caregiver && IsInForce(share, now); };
  if (std::none_of(shares.begin(), shares.end(), may_end)) co_return;
  const Call asking = LeavingTimeToAnswer(call);
  const auto current = co_await ports_.care_teams.CaregiversOf(asking, std::move(patient));
  if (!current.ok()) co_return;
  for (Share& share : shares) {
    const auto is_theirs = [&](const Caregiver& caregiver) { return caregiver == *share.caregiver; };
    share.former_caregiver = may_end(share) && std::none_of(current->begin(), current->end(), is_theirs);
  }
}

Task<absl::StatusOr<std::vector<Share>>> Shares::Covering(const Call& call, std::string patient, int64_t entry) {
  if (!RequirePatient(call, patient, "entry").ok()) co_return std::vector<Share>();
  CO_ASSIGN_OR_RETURN(std::vector<Share> shares, co_await ports_.store.Covering(call, patient, entry, clock_.Now()));
  co_await MarkFormerCaregivers(call, std::move(patient), shares);
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    return a.created != b.created ? a.created > b.created : a.id > b.id;
  });
  co_return shares;
}

}  // namespace careloop::journal

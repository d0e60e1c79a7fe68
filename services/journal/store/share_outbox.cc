#include "services/journal/store/share_outbox.h"

#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/missing_keys.h"
#include "common/store/outbox_relay.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {

namespace {

// "patients/WHO/shares/ID" and the like with somebody else's name.
std::string Renamed(const std::string& name, std::string_view who) {
  const std::vector<std::string> parts = absl::StrSplit(name, absl::MaxSplits('/', 2));
  return parts.size() < 3 ? name : StrCat(parts[0], "/", who, "/", parts[2]);
}

std::string WhoOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, absl::MaxSplits('/', 2));
  return parts.size() < 3 ? "" : parts[1];
}

// Of "patients/PSEUDONYM/shares/ID/revocation", whose payload is the TIME of the revocation.
absl::StatusOr<ShareRevocation> RevocationIn(const store::OutboxItem& item, std::string patient) {
  constexpr size_t kParts = 5;
  std::vector<std::string> parts = absl::StrSplit(item.id, '/');
  if (parts.size() != kParts) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "an outbox item has a name of another shape");
  }
  ShareRevocation revocation{.patient = std::move(patient), .id = std::move(parts[3]), .revoked = {}};
  ASSIGN_OR_RETURN(revocation.revoked, TimeOfKey(item.payload));
  return revocation;
}

}  // namespace

std::string LaneOfShareItem(const store::OutboxItem& item) {
  return item.id.substr(0, item.id.rfind("/shares/"));  // of "patients/PSEUDONYM/shares/ID" and so on
}

Task<absl::Status> DeliverShareItem(ShareDelivery& delivery, PatientKeys& patient_keys, store::OutboxItem item) {
  const auto found = co_await patient_keys.OfPseudonym(WhoOf(item.id));
  if (absl::IsNotFound(found.status())) co_return absl::OkStatus();  // erased: there is nothing to show any more
  CO_ASSIGN_OR_RETURN(const auto keys, found);
  if (item.kind == kRevocationKind) {
    CO_ASSIGN_OR_RETURN(ShareRevocation revocation, RevocationIn(item, keys->person()));
    const absl::Status told = co_await delivery.DeliverRevocation(std::move(revocation));
    co_return told;
  }
  CO_ASSIGN_OR_RETURN(Share share, OpenShare(item.payload, *keys, item.id.substr(item.id.rfind('/') + 1)));
  const absl::Status delivered = co_await delivery.Deliver(share);
  if (!store::RefusedForGood(delivered)) co_return delivered;
  // Before the relay buries the item: a share that nobody delivers any more must not go on saying that it is queued.
  const absl::Status noted = co_await delivery.GiveUp(std::move(share), delivered.code());
  co_return noted.ok() ? delivered : noted;
}

Task<absl::StatusOr<DeliveryQueue>> OutboxUndelivered::List(const Call&, PageRequest page) {
  CO_ASSIGN_OR_RETURN(auto dead, co_await outbox_.Dead(static_cast<size_t>(page.size), std::move(page.after)));
  CO_ASSIGN_OR_RETURN(const auto state, co_await outbox_.State());
  DeliveryQueue queue{.given_up = {.items = {}, .next = std::move(dead.next)},
                      .given_up_count = state.dead,
                      .waiting = state.waiting,
                      .oldest = state.oldest};
  std::vector<std::string> patients;
  for (const store::DeadItem& item : dead.items) patients.push_back(WhoOf(item.id));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(std::move(patients)));
  for (const store::DeadItem& item : dead.items) {
    const auto owner = keys.find(WhoOf(item.id));
    if (owner == keys.end() || !owner->second) continue;  // erased, or lost
    queue.given_up.items.push_back({Renamed(item.id, owner->second->person()), item.attempts, item.buried});
  }
  store::LogMissingKeys(keys);
  co_return queue;
}

Task<absl::StatusOr<int>> OutboxUndelivered::Retry(const Call& call, std::vector<std::string> names) {
  for (std::string& name : names) name = Renamed(name, keys_.PseudonymOf(WhoOf(name)));
  return outbox_.Revive(call, idempotency_, std::move(names));
}

}  // namespace careloop::journal

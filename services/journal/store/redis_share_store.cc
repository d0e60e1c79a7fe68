#include "services/journal/store/redis_share_store.h"

#include <array>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "services/journal/domain/entry.h"
#include "services/journal/store/delivered_thread.h"
#include "services/journal/store/grant_args.h"
#include "services/journal/store/sealed_records.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kCreate{"share_create", Function::Effect::kWrites};
constexpr Function kRevoke{"share_revoke", Function::Effect::kWrites};
constexpr Function kGet{"share_get", Function::Effect::kReads};
constexpr Function kList{"share_list", Function::Effect::kReads};
constexpr Function kListCovering{"share_list_covering", Function::Effect::kReads};
constexpr Function kListShared{"share_list_shared", Function::Effect::kReads};
constexpr Function kDelivered{"share_delivered", Function::Effect::kWrites};
constexpr Function kRefused{"share_refused", Function::Effect::kWrites};

constexpr absl::Duration kNoteLimit = absl::Seconds(2);
constexpr std::string_view kNoEntry = "NO_ENTRY ";
constexpr size_t kTimeDigits = 16;
constexpr size_t kShareFields = 5;

constexpr std::array kRevokeRefusals = {
    store::Refusal{"NOT_FOUND", absl::StatusCode::kNotFound, reason::kNotFound, "share not found"}};
constexpr std::array kCreateRefusals = {
    store::kErased[0], store::Refusal{"TOO_MANY", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                                      "the patient has 1000 shares in force, which is the most; revoke one first"}};
static_assert(kMostSharesInForce == 1000, "the message above names the limit");

std::string NumberOf(RefusalReason reason) { return StrCat(static_cast<int>(reason)); }

absl::Status BadField(std::string_view field, std::string_view what) {
  Violations violations;
  violations.Add(field, what);
  return violations.ToStatus();
}

// The refusals that are about a field of the request.
absl::Status FieldRefusal(const Reply::Array& reply) {
  const std::string word = reply.empty() ? "" : reply.front().text();
  if (word == "EXPIRED") return BadField("expire_time", "has passed; it has to be in the future");
  if (word == "NOTHING") return BadField("period", "has passed and holds no entry: the share would open nothing");
  if (!word.starts_with(kNoEntry)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t number, NumberOfKey(std::string_view(word).substr(kNoEntry.size())));
  return BadField("entries.entries", StrCat("names entry ", number, ", which does not exist or is retracted"));
}

std::vector<std::string> CreateArgs(const Share& share, const OwnerKeys& keys, std::string reader) {
  std::vector<std::string> args = {keys.owner(),
                                   share.id,
                                   SealShare(share, keys),
                                   TimeKey(share.created),
                                   StrCat(absl::ToUnixMillis(share.created)),
                                   share.caregiver ? "" : ShareName(keys.owner(), share.id),
                                   StrCat(kMostSharesInForce),
                                   std::move(reader),
                                   share.expires ? TimeKey(*share.expires) : ""};
  AppendGrant(share.scope, share.view, args);
  return args;
}

// TIME, then the number of the reason. One that this release does not know is a mere refusal to it.
absl::StatusOr<ShareRefused> RefusalIn(std::string_view stored) {
  ASSIGN_OR_RETURN(const absl::Time time, TimeOfKey(stored.substr(0, kTimeDigits)));
  const bool not_enrolled = stored.substr(kTimeDigits) == NumberOf(RefusalReason::kNotEnrolled);
  return ShareRefused{not_enrolled ? RefusalReason::kNotEnrolled : RefusalReason::kRejected, time};
}

// Id, record, revoked, delivered, refused, from `at` on.
absl::StatusOr<Share> ShareIn(const Reply::Array& reply, size_t at, const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(Share share, OpenShare(reply[at + 1].text(), keys, reply[at].text()));
  if (const std::string& revoked = reply[at + 2].text(); !revoked.empty()) {
    ASSIGN_OR_RETURN(share.revoked, TimeOfKey(revoked));
  }
  if (const std::string& delivered = reply[at + 3].text(); !delivered.empty()) {
    ASSIGN_OR_RETURN(const absl::Time time, TimeOfKey(std::string_view(delivered).substr(0, kTimeDigits)));
    share.delivered = ShareDelivered{ThreadOfKey(keys.person(), delivered.substr(kTimeDigits)), time};
  }
  if (const std::string& refused = reply[at + 4].text(); !refused.empty()) {
    ASSIGN_OR_RETURN(share.refused, RefusalIn(refused));
  }
  return share;
}

// Each as ShareIn, from `at` on.
absl::StatusOr<std::vector<Share>> SharesIn(const Reply::Array& reply, size_t at, const OwnerKeys& keys) {
  std::vector<Share> shares;
  for (; at + kShareFields <= reply.size(); at += kShareFields) {
    ASSIGN_OR_RETURN(Share share, ShareIn(reply, at, keys));
    shares.push_back(std::move(share));
  }
  return shares;
}

absl::StatusOr<PageOf<Share>> PageIn(const Reply::Array& reply, const OwnerKeys& keys) {
  ASSIGN_OR_RETURN(std::vector<Share> shares, SharesIn(reply, 1, keys));
  return PageOf<Share>{std::move(shares), reply.front().text()};
}

}  // namespace

Task<absl::StatusOr<std::optional<std::string>>> RedisShareStore::Created(const Call& call) {
  return idempotency_.EarlierOutcome(redis_, call);
}

Task<absl::StatusOr<std::string>> RedisShareStore::Create(const Call& call, const Share& share) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(share.patient, call.deadline));
  std::vector<std::string> args = idempotency_.Args(call, CreateArgs(share, *keys, ReaderKey(share, keys_)));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kCreate, std::move(args), call.deadline));
  CO_RETURN_IF_ERROR(FieldRefusal(reply));
  co_return store::OutcomeOf(reply, kCreateRefusals);
}

Task<absl::StatusOr<absl::Time>> RedisShareStore::Revoke(const Call& call, std::string patient, std::string id,
                                                         absl::Time now) {
  const std::string owner = keys_.PseudonymOf(patient);
  std::string item = ShareName(owner, id);
  std::vector<std::string> args =
      idempotency_.Args(call, {owner, std::move(id), TimeKey(now), StrCat(absl::ToUnixMillis(now)), std::move(item)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRevoke, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRevokeRefusals));
  co_return TimeOfKey(outcome);
}

Task<absl::StatusOr<Share>> RedisShareStore::Get(const Call& call, std::string patient, std::string id) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kGet, std::move(args), call.deadline));
  if (reply.size() != kShareFields) co_return NotFound("share");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return ShareIn(reply, 0, *keys);
}

Task<absl::StatusOr<std::vector<Share>>> RedisShareStore::Covering(const Call& call, std::string patient, int64_t entry,
                                                                   absl::Time now) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), NumberKey(entry), TimeKey(now)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kListCovering, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return SharesIn(reply, 0, *keys);
}

Task<absl::StatusOr<PageOf<Share>>> RedisShareStore::List(const Call& call, std::string patient, PageRequest page) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), UpperEnd(page), StrCat(page.size)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kList, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return PageIn(reply, *keys);
}

Task<absl::StatusOr<PageOf<Share>>> RedisShareStore::ListShared(const Call& call, std::string patient, PageRequest page,
                                                                ShareReaders readers) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), UpperEnd(page), StrCat(page.size), TimeKey(readers.now)};
  AppendReaders(std::move(readers), keys_, args);
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kListShared, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("patient");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  co_return PageIn(reply, *keys);
}

Task<absl::Status> RedisShareStore::MarkDelivered(std::string patient, std::string id, ShareDelivered delivered) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id), TimeKey(delivered.time),
                                   KeyOfThread(delivered.thread)};
  const auto reply = co_await redis_.Run(kDelivered, std::move(args), DeadlineAfter(kNoteLimit));
  co_return reply.status();
}

Task<absl::Status> RedisShareStore::MarkRefused(std::string patient, std::string id, ShareRefused refused) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(id), TimeKey(refused.time),
                                   NumberOf(refused.reason)};
  const auto reply = co_await redis_.Run(kRefused, std::move(args), DeadlineAfter(kNoteLimit));
  co_return reply.status();
}

}  // namespace careloop::journal

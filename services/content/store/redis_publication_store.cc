#include "services/content/store/redis_publication_store.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/content/store/publication_codec.h"
#include "services/content/store/publication_replies.h"

namespace careloop::content {
namespace {

using redis::Function;
using store::Refusal;

constexpr Function kAddDraft{"add_draft", Function::Effect::kWrites};
constexpr Function kPublish{"publish", Function::Effect::kWrites};
constexpr Function kWithdraw{"withdraw", Function::Effect::kWrites};
constexpr Function kPublishDisclaimer{"publish_disclaimer", Function::Effect::kWrites};
constexpr Function kOfferDisclaimer{"offer_disclaimer", Function::Effect::kWrites};
constexpr Function kRow{"row", Function::Effect::kReads};
constexpr Function kRevision{"revision", Function::Effect::kReads};
constexpr Function kHistory{"history", Function::Effect::kReads};
constexpr Function kChangesAfter{"changes_after", Function::Effect::kReads};

// Of one answer of changes_after: far below what a reply may hold, the last revision (1 MiB at most) included.
constexpr int kMostChanges = 200;
constexpr int kEnoughBytes = 2 << 20;

constexpr Refusal kAbsent{"ABSENT", absl::StatusCode::kNotFound, reason::kNotFound, "publication not found"};
constexpr Refusal kChanged{"CHANGED", absl::StatusCode::kAborted, reason::kVersionConflict,
                           "etag: the publication has been published or withdrawn since it was read; read it again"};

constexpr std::array<Refusal, 5> kPublishRefusals = {{
    kAbsent,
    kChanged,
    {"OLDER", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "revision: is older than the one last published; import the text again to publish it"},
    {"WITHDRAWN", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "revision: was withdrawn; import the text again to publish it"},
    {"NO_DISCLAIMER", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "no disclaimer is published in the language of the revision"},
}};

constexpr std::array<Refusal, 3> kWithdrawRefusals = {{
    kAbsent,
    kChanged,
    {"NOT_CURRENT", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "the publication has no current revision to withdraw"},
}};

constexpr std::array<Refusal, 2> kDisclaimerRefusals = {{
    {"OTHER_TEXT", absl::StatusCode::kAborted, reason::kVersionConflict,
     "version: has been published with another text, and one version has one text for ever; read the current one"},
    {"BEHIND", absl::StatusCode::kAborted, reason::kVersionConflict,
     "version: is not above the current one in that language; read the current one"},
}};

std::string LanguageKey(std::string_view tag) { return absl::AsciiStrToLower(ForAbsl(tag)); }

std::vector<std::string> ArgsOf(const Disclaimer& disclaimer, const Act& act) {
  return {LanguageKey(disclaimer.language()), StrCat(disclaimer.version()), disclaimer.text(),
          EncodeDisclaimer(disclaimer, act)};
}

}  // namespace

Task<absl::StatusOr<Row>> RedisPublicationStore::AddDraft(const Call& call, Manuscript manuscript, Act act) {
  std::vector<std::string> own = {manuscript.text.id, LanguageKey(manuscript.text.language),
                                  EncodeManuscript(manuscript), EncodeAct(act)};
  std::vector<std::string> args = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kAddDraft, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, {}));
  co_return DecodeDraft(outcome);
}

Task<absl::StatusOr<Row>> RedisPublicationStore::ReadRow(std::string id, Deadline deadline) {
  std::vector<std::string> args = {std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRow, std::move(args), deadline));
  co_return DecodeRow(reply);
}

Task<absl::StatusOr<StoredRevision>> RedisPublicationStore::Read(std::string id, int number, Deadline deadline) {
  std::vector<std::string> args = {std::move(id), StrCat(number)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRevision, std::move(args), deadline));
  if (reply.empty()) co_return NotFound("publication");
  co_return DecodeRevision(number, reply);
}

Task<absl::StatusOr<History>> RedisPublicationStore::ReadHistory(std::string id, int before, int most,
                                                                 Deadline deadline) {
  std::vector<std::string> args = {std::move(id), StrCat(before), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kHistory, std::move(args), deadline));
  CO_ASSIGN_OR_RETURN(History history, DecodeHistory(reply));
  if (history.row.latest == 0) co_return NotFound("publication");
  co_return history;
}

Task<absl::Status> RedisPublicationStore::Publish(const Call& call, std::string id, int number, std::string etag,
                                                  Act act) {
  std::vector<std::string> own = {std::move(id), StrCat(number), std::move(etag), EncodeAct(act)};
  std::vector<std::string> args = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPublish, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, kPublishRefusals).status();
}

Task<absl::StatusOr<int>> RedisPublicationStore::Withdraw(const Call& call, std::string id, std::string etag,
                                                          Withdrawal withdrawal) {
  std::vector<std::string> own = {std::move(id), std::move(etag), EncodeWithdrawal(withdrawal)};
  std::vector<std::string> args = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kWithdraw, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kWithdrawRefusals));
  int number = 0;
  if (!absl::SimpleAtoi(outcome, &number)) co_return UnknownReply();
  co_return number;
}

Task<absl::Status> RedisPublicationStore::PublishDisclaimer(const Call& call, Disclaimer disclaimer, Act act) {
  std::vector<std::string> args = idempotency_.Args(call, ArgsOf(disclaimer, act));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPublishDisclaimer, std::move(args), call.deadline));
  co_return store::OutcomeOf(reply, kDisclaimerRefusals).status();
}

Task<absl::Status> RedisPublicationStore::OfferDisclaimer(Disclaimer disclaimer, absl::Time now, Deadline deadline) {
  std::vector<std::string> args = ArgsOf(disclaimer, {.time = now});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kOfferDisclaimer, std::move(args), deadline));
  const std::string word = reply.empty() ? "" : reply.front().text();
  if (word == "OK" || word == "BEHIND") co_return absl::OkStatus();
  if (word != "OTHER_TEXT") co_return UnknownReply();
  co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                  StrCat("disclaimers/", disclaimer.language(), ".md: version ", disclaimer.version(),
                         " has been published with another text; give this text a new version"));
}

Task<absl::StatusOr<Changes>> RedisPublicationStore::ChangesAfter(int64_t version, Deadline deadline) {
  std::vector<std::string> args = {StrCat(version), StrCat(kMostChanges), StrCat(kEnoughBytes)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kChangesAfter, std::move(args), deadline));
  co_return DecodeChanges(reply);
}

}  // namespace careloop::content

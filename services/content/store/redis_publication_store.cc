#include "services/content/store/redis_publication_store.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/content/store/publication_codec.h"

namespace careloop::content {
namespace {

using redis::Function;
using redis::Reply;
using store::Refusal;

constexpr Function kAddDraft{"add_draft", Function::Effect::kWrites};
constexpr Function kPublish{"publish", Function::Effect::kWrites};
constexpr Function kLatestRevision{"latest_revision", Function::Effect::kReads};
constexpr Function kRevision{"revision", Function::Effect::kReads};
constexpr Function kPublishedAfter{"published_after", Function::Effect::kReads};

// Of one answer of published_after: far below what a reply may hold, the last revision (1 MiB at most) included.
constexpr int kMostRevisions = 200;
constexpr int kEnoughBytes = 2 << 20;

constexpr std::array<Refusal, 3> kPublishRefusals = {{
    {"ABSENT", absl::StatusCode::kNotFound, reason::kNotFound, "publication not found"},
    {"OLDER", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "revision: is older than the current one; import the text again to publish it"},
    {"DISCLAIMER_CHANGED", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "the site's disclaimer has another text than was published under its version; it needs a new version"},
}};

absl::Status Damaged() {
  return Error(absl::StatusCode::kInternal, reason::kInternal,
               "the store gave an answer that this release does not know");
}

// `imprint` is empty of a draft.
absl::StatusOr<Revision> DecodeRevision(int64_t number, std::string_view manuscript, std::string_view imprint) {
  ASSIGN_OR_RETURN(Manuscript decoded, DecodeManuscript(manuscript));
  Revision revision{.manuscript = std::move(decoded), .number = static_cast<int>(number), .imprint = std::nullopt};
  if (!imprint.empty()) {
    ASSIGN_OR_RETURN(revision.imprint, DecodeImprint(imprint));
  }
  return revision;
}

absl::StatusOr<Published> DecodePublished(const Reply::Array& reply) {
  if (reply.size() < 2 || !reply[0].is_integer()) return Damaged();
  Published published{.version = reply[0].integer(), .revisions = {}, .complete = reply[1].integer() == 1};
  for (size_t i = 2; i < reply.size(); ++i) {
    ASSIGN_OR_RETURN(Revision revision,
                     DecodeRevision(reply[i].at(0).integer(), reply[i].at(1).text(), reply[i].at(2).text()));
    if (!revision.imprint) return Damaged();
    published.revisions.push_back(std::move(revision));
  }
  return published;
}

}  // namespace

Task<absl::StatusOr<int>> RedisPublicationStore::AddDraft(const Call& call, Manuscript manuscript) {
  std::vector<std::string> args = idempotency_.Args(call, {manuscript.text.id, EncodeManuscript(manuscript)});
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kAddDraft, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, {}));
  int number = 0;
  if (!absl::SimpleAtoi(outcome, &number)) co_return Damaged();
  co_return number;
}

Task<absl::StatusOr<int>> RedisPublicationStore::LatestRevision(std::string id, Deadline deadline) {
  std::vector<std::string> args = {std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kLatestRevision, std::move(args), deadline));
  if (reply.size() != 1 || !reply[0].is_integer()) co_return Damaged();
  co_return static_cast<int>(reply[0].integer());
}

Task<absl::StatusOr<Revision>> RedisPublicationStore::Read(std::string id, int number, Deadline deadline) {
  std::vector<std::string> args = {std::move(id), StrCat(number)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRevision, std::move(args), deadline));
  if (reply.empty()) co_return NotFound("publication");
  if (reply.size() != 2) co_return Damaged();
  co_return DecodeRevision(number, reply[0].text(), reply[1].text());
}

Task<absl::StatusOr<Imprint>> RedisPublicationStore::Publish(const Call& call, std::string id, int number,
                                                             Imprint imprint) {
  const Disclaimer& disclaimer = imprint.disclaimer;
  std::vector<std::string> own = {std::move(id), StrCat(number), EncodeImprint(imprint),
                                  StrCat(disclaimer.language(), ":", disclaimer.version()), disclaimer.text()};
  std::vector<std::string> args = idempotency_.Args(call, std::move(own));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPublish, std::move(args), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kPublishRefusals));
  co_return DecodeImprint(outcome);
}

Task<absl::StatusOr<Published>> RedisPublicationStore::PublishedAfter(int64_t version, Deadline deadline) {
  std::vector<std::string> args = {StrCat(version), StrCat(kMostRevisions), StrCat(kEnoughBytes)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPublishedAfter, std::move(args), deadline));
  co_return DecodePublished(reply);
}

}  // namespace careloop::content

#include "services/content/store/publication_replies.h"

#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/content/store/publication_codec.h"

namespace careloop::content {
namespace {

using redis::Reply;

int NumberIn(const Reply& reply) { return static_cast<int>(reply.integer()); }

Standing StandingIn(const Reply& last, const Reply& withdrawn) {
  return {.last_published = NumberIn(last), .withdrawn = withdrawn.integer() == 1};
}

absl::StatusOr<Disclaimer> DisclaimerIn(const Reply& reply) {
  return DecodeDisclaimer(reply.at(0).integer(), reply.at(1).text(), reply.at(2).text());
}

// None, of a draft.
absl::StatusOr<std::optional<Imprint>> ImprintIn(const Reply& imprint, const Reply& disclaimer) {
  if (imprint.text().empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Act act, DecodeAct(imprint.text()));
  ASSIGN_OR_RETURN(Disclaimer shown_with, DisclaimerIn(disclaimer));
  return Imprint{.act = std::move(act), .disclaimer = std::move(shown_with)};
}

absl::StatusOr<Revision> RevisionIn(int number, const Reply& manuscript, const Reply& imprint,
                                    const Reply& disclaimer) {
  ASSIGN_OR_RETURN(Manuscript decoded, DecodeManuscript(manuscript.text()));
  ASSIGN_OR_RETURN(auto published, ImprintIn(imprint, disclaimer));
  return Revision{.manuscript = std::move(decoded), .number = number, .imprint = std::move(published)};
}

absl::StatusOr<RevisionHistory> HistoryIn(const Reply& reply) {
  RevisionHistory history{.number = NumberIn(reply.at(0))};
  ASSIGN_OR_RETURN(history.imported, DecodeAct(reply.at(1).text()));
  ASSIGN_OR_RETURN(history.imprint, ImprintIn(reply.at(2), reply.at(3)));
  if (!reply.at(4).text().empty()) {
    ASSIGN_OR_RETURN(history.withdrawal, DecodeWithdrawal(reply.at(4).text()));
  }
  return history;
}

absl::StatusOr<Change> ChangeIn(const Reply& reply) {
  const std::string& kind = reply.at(0).text();
  if (kind == "d") return DisclaimerIn(reply.at(1));
  if (kind == "w") {
    ASSIGN_OR_RETURN(Withdrawal withdrawal, DecodeWithdrawal(reply.at(3).text()));
    return PublicationWithdrawn{reply.at(1).text(), NumberIn(reply.at(2)), std::move(withdrawal)};
  }
  if (kind != "p") return UnknownReply();
  ASSIGN_OR_RETURN(Revision revision, RevisionIn(NumberIn(reply.at(1)), reply.at(2), reply.at(3), reply.at(4)));
  if (!revision.imprint) return UnknownReply();
  return revision;
}

}  // namespace

absl::Status UnknownReply() {
  return Error(absl::StatusCode::kInternal, reason::kInternal,
               "the store gave an answer that this release does not know");
}

absl::StatusOr<Row> DecodeDraft(std::string_view outcome) {
  const std::vector<absl::string_view> words = absl::StrSplit(ForAbsl(outcome), ' ');
  Row row;
  if (words.size() != 3 || !absl::SimpleAtoi(words[0], &row.latest) ||
      !absl::SimpleAtoi(words[1], &row.standing.last_published)) {
    return UnknownReply();
  }
  row.standing.withdrawn = words[2] == "1";
  return row;
}

absl::StatusOr<Row> DecodeRow(const Reply::Array& reply) {
  if (reply.size() < 3 || !reply[0].is_integer()) return UnknownReply();
  return Row{.latest = NumberIn(reply[0]), .standing = StandingIn(reply[1], reply[2])};
}

absl::StatusOr<StoredRevision> DecodeRevision(int number, const Reply::Array& reply) {
  if (reply.size() != 5) return UnknownReply();
  ASSIGN_OR_RETURN(Revision revision, RevisionIn(number, reply[2], reply[3], reply[4]));
  return StoredRevision{.revision = std::move(revision), .standing = StandingIn(reply[0], reply[1])};
}

absl::StatusOr<History> DecodeHistory(const Reply::Array& reply) {
  History history;
  ASSIGN_OR_RETURN(history.row, DecodeRow(reply));
  for (size_t i = 3; i < reply.size(); ++i) {
    ASSIGN_OR_RETURN(RevisionHistory revision, HistoryIn(reply[i]));
    history.revisions.push_back(std::move(revision));
  }
  return history;
}

absl::StatusOr<Changes> DecodeChanges(const Reply::Array& reply) {
  if (reply.size() < 2 || !reply[0].is_integer()) return UnknownReply();
  Changes changes{.version = reply[0].integer(), .changes = {}, .complete = reply[1].integer() == 1};
  for (size_t i = 2; i < reply.size(); ++i) {
    ASSIGN_OR_RETURN(Change change, ChangeIn(reply[i]));
    changes.changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace careloop::content

#include "common/audit/sealer.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/sha256.h"

namespace careloop::audit {
namespace {

void Add(std::string& finding, const std::string& what) {
  if (finding.size() < 1000) finding += (finding.empty() ? "" : "; ") + what;
}

}  // namespace

// From where the file ends.
absl::Status Sealer::GoOn() {
  ASSIGN_OR_RETURN(const std::optional<std::string> line, file_.LastLine());
  chain_.emplace(log_.service);
  last_.clear();
  if (!line) return absl::OkStatus();
  const std::optional<SignedHead> head = ReadHead(*line);
  const bool own =
      head && head->key == key_.public_key() && head->head.service == log_.service && head->head.site == log_.site;
  if (!own) {
    doubt_ = "the last head was not signed by this service: sealed anew from the first record";
    return absl::OkStatus();
  }
  chain_.emplace(head->head.hash, head->head.sequence);
  last_ = head->head.last;
  return absl::OkStatus();
}

// The records after the last sealed one, which is read once more: a database that was set back does not have it, or has
// another in its place.
absl::StatusOr<std::vector<LoggedAccess>> Sealer::ReadOn(std::string& finding) {
  const int64_t sealed = chain_->sequence();
  if (sealed == 0) return log_.read(0, kPage);
  ASSIGN_OR_RETURN(std::vector<LoggedAccess> rows, log_.read(sealed - 1, kPage + 1));
  if (!rows.empty() && rows.front().sequence == sealed && Sha256(rows.front().bytes) == last_) {
    rows.erase(rows.begin());
    return rows;
  }
  Add(finding, StrCat("record ", sealed, " is not there as it was sealed: the database was set back or changed; ",
                      "sealed anew from the first record"));
  chain_.emplace(log_.service);
  last_.clear();
  return log_.read(0, kPage);
}

absl::Status Sealer::Sign(const Chain& chain, const std::string& finding) {
  const Head head{.site = log_.site,
                  .service = log_.service,
                  .sequence = chain.sequence(),
                  .hash = chain.hash(),
                  .last = chain.last().empty() ? last_ : chain.last(),
                  .time = clock_.Now(),
                  .finding = finding};
  return file_.Append(SignHead(head, key_));
}

Chain Sealer::ChainOn(const std::vector<LoggedAccess>& rows, std::string& finding) const {
  Chain chain = *chain_;
  for (const LoggedAccess& row : rows) {
    if (row.sequence != chain.sequence() + 1) {
      Add(finding, StrCat("after record ", chain.sequence(), " comes ", row.sequence));
    }
    if (row.bytes.empty()) Add(finding, StrCat("record ", row.sequence, " was not written by this service"));
    chain.Append(row.sequence, row.bytes);
  }
  return chain;
}

absl::StatusOr<int> Sealer::SealPage(Sealed& sealed) {
  std::string finding = std::exchange(doubt_, "");
  ASSIGN_OR_RETURN(const std::vector<LoggedAccess> rows, ReadOn(finding));
  if (rows.empty() && finding.empty()) return 0;
  const Chain chain = ChainOn(rows, finding);
  RETURN_IF_ERROR(Sign(chain, finding));
  if (!chain.last().empty()) last_ = chain.last();
  chain_ = chain;
  sealed.records += static_cast<int64_t>(rows.size());
  if (!finding.empty()) Add(sealed.finding, finding);
  return static_cast<int>(rows.size());
}

absl::StatusOr<Sealer::Sealed> Sealer::SealNew() {
  Sealed sealed;
  ASSIGN_OR_RETURN(const bool is_ours, file_.TakeTurn());
  if (!is_ours) return sealed;
  if (!chain_) RETURN_IF_ERROR(GoOn());
  while (true) {
    const absl::StatusOr<int> page = SealPage(sealed);
    if (!page.ok()) chain_.reset();  // the file says where to go on
    if (!page.ok()) return page.status();
    if (*page < kPage) return sealed;
  }
}

}  // namespace careloop::audit

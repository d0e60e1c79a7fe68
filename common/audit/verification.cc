#include "common/audit/verification.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/escaping.h"
#include "common/audit/chain.h"
#include "common/audit/export.h"
#include "common/audit/head.h"
#include "common/base/strings.h"

namespace careloop::audit {
namespace {

constexpr size_t kMostProblems = 20;

// What a crash leaves of a head: its start, which the next one stands for. Not what somebody put behind a whole head,
// so that it is passed over.
bool IsCutOff(const std::string& line) {
  constexpr std::string_view kStart = "{\"site\":";
  if (!kStart.starts_with(std::string_view(line).substr(0, kStart.size()))) return false;
  return line.find('}') == std::string::npos;
}

class Verifier {
 public:
  explicit Verifier(std::string public_key) : key_(std::move(public_key)) {}

  void ReadHeads(std::istream& in) {
    std::string line;
    for (int64_t number = 1; std::getline(in, line); ++number) {
      if (!line.empty()) AddHead(line, number);
    }
    if (heads_.empty()) Problem("there are no heads: nothing is known to have been sealed");
  }

  void ReadExport(std::istream& in) {
    Chain chain(service_);
    Compare(chain);
    std::string line;
    for (int64_t number = 1; std::getline(in, line); ++number) {
      const auto read = ReadExportLine(line);
      if (!read) {
        Problem(StrCat("line ", number, " of the export is no record"));
        continue;
      }
      CheckRecord(*read, chain.sequence());
      chain.Append(read->access.sequence, read->access.bytes);
      if (!read->access.bytes.empty()) CheckCopy(chain);
      Compare(chain);
      ++result_.records;
    }
    CheckEnd(chain);
  }

  Verification Take() { return std::move(result_); }

 private:
  void Problem(std::string problem) {
    if (result_.problems.size() < kMostProblems) result_.problems.push_back(std::move(problem));
  }

  void AddHead(const std::string& line, int64_t number) {
    auto head = ReadHead(line);
    if (!head) head = ReadHead(line + "}");  // its last byte alone is gone, or was taken so that it is passed over
    if (!head && IsCutOff(line)) return;
    if (head && key_.empty()) key_ = head->key;
    if (!head || head->key != key_)
      return Problem(StrCat("line ", number, " of the heads is not signed by the service"));
    if (service_.empty()) std::tie(site_, service_) = std::pair(head->head.site, head->head.service);
    if (head->head.site != site_ || head->head.service != service_) {
      return Problem(StrCat("line ", number, " of the heads is of another log"));
    }
    if (!head->head.finding.empty()) Problem(StrCat("sealed with a finding: ", head->head.finding));
    result_.key = absl::BytesToHexString(head->key);
    ++result_.heads;
    if (head->head.sequence >= result_.sealed) {
      result_.sealed = head->head.sequence;
      result_.sealed_time = head->head.time;
    }
    heads_.emplace(head->head.sequence, std::move(head->head));
  }

  void CheckRecord(const ExportedAccess& read, int64_t before) {
    const int64_t sequence = read.access.sequence;
    if (sequence <= before) Problem(StrCat("record ", sequence, " comes after ", before, ": inserted or moved"));
    if (sequence > before + 1) Problem(StrCat("after record ", before, " comes ", sequence, ": some were removed"));
    if (!read.consistent) Problem(StrCat("record ", sequence, " does not say what its bytes say"));
    if (read.access.bytes.empty()) Problem(StrCat("record ", sequence, " was not written by the service"));
  }

  // No two records have the same nonce, and of those from before there was one hardly any the same time, person and
  // trace. Who may write to the database but not make records can still put there what once was one, before it is
  // sealed.
  void CheckCopy(const Chain& chain) {
    uint64_t start = 0;
    std::memcpy(&start, chain.last().data(), sizeof(start));
    const auto [first, is_new] = seen_.emplace(start, chain.sequence());
    if (!is_new) Problem(StrCat("record ", chain.sequence(), " is a copy of ", first->second));
  }

  // What comes after the first difference differs too.
  void Compare(const Chain& chain) {
    const auto [from, to] = heads_.equal_range(chain.sequence());
    if (from == to) return;
    const bool same = std::all_of(from, to, [&](const auto& head) { return head.second.hash == chain.hash(); });
    if (same) {
      good_ = std::max(good_, chain.sequence());
    } else if (!std::exchange(differs_, true)) {
      Problem(StrCat("among the records ", good_ + 1, " to ", chain.sequence(), " one is not as it was sealed"));
    }
  }

  void CheckEnd(const Chain& chain) {
    if (heads_.empty() || chain.sequence() >= result_.sealed) return;
    Problem(StrCat("the log was sealed up to record ", result_.sealed, " and the export ends with ", chain.sequence(),
                   ": the end was removed, the database was set back, or the heads are younger than the export"));
  }

  std::string key_;
  std::string site_;
  std::string service_;
  std::multimap<int64_t, Head> heads_;
  absl::flat_hash_map<uint64_t, int64_t> seen_;  // by the start of the records' hashes, which is enough of them
  int64_t good_ = 0;
  bool differs_ = false;
  Verification result_;
};

}  // namespace

Verification Verify(std::istream& exported, std::istream& heads, std::string public_key) {
  Verifier verifier(std::move(public_key));
  verifier.ReadHeads(heads);
  verifier.ReadExport(exported);
  return verifier.Take();
}

}  // namespace careloop::audit

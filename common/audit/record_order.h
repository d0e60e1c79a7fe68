#ifndef CARELOOP_COMMON_AUDIT_RECORD_ORDER_H_
#define CARELOOP_COMMON_AUDIT_RECORD_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/audit/access_record.h"

namespace careloop::audit {

// A change of the access log that wrote a record, or repeated one that did. Names are hashed: there may be millions.
struct Change {
  int64_t sequence = 0;  // in the log
  uint64_t id = 0;       // of the request
  uint64_t place = 0;    // what it named of the patient's, as RecordChain::place; 0: only the patient
  uint64_t writer = 0;   // who, by which method
  absl::Time time;
  bool leaves_record = false;  // always: what was delivered before leaves none
};

// Nothing of what writes no message and no version of an entry. `patient` is whose it is.
std::optional<Change> ChangeOf(const AccessRecord& record, int64_t sequence, std::string& patient);

// A record where it lies in the store, by the id under which it is encrypted: that of the request that wrote it.
struct FoundRecord {
  std::string name;
  std::string id;
  bool is_reply = false;      // the automatic one to what the request sent, written after that in the same step
  bool opens = true;          // else the id is what somebody says
  bool is_elsewhere = false;  // it says itself that it belongs somewhere else
  bool again = false;         // it is in another chain too, which counts it
};

// Records that were written one after another, as they lie.
struct RecordChain {
  std::string place;  // "threads/ID", "entries/3": written by changes that name it or only the patient; empty: by these
  std::vector<FoundRecord> records;
};

// Numbered as careloop.audit.v1.RecordFault.
enum class RecordFault { kOutOfOrder = 1, kNotInLog = 2, kMissing = 3, kUnreadable = 4 };

struct RecordFinding {
  std::string name;
  RecordFault fault = RecordFault::kOutOfOrder;
  int64_t sequence = 0;  // of what is missing

  friend auto operator<=>(const RecordFinding&, const RecordFinding&) = default;
};

struct RecordComparison {
  std::vector<RecordFinding> findings;  // each once
  int64_t checked = 0;
  int64_t unchecked = 0;  // older than the log
};

// Compares all of one patient's chains with their changes, in the order of the log. The first `complete` of these were
// in the log before the chains were read, and all that wrote what is in the chains are among them. Whatever clients do,
// and also where they use an id of a request again for another one, after what the service promises about repetitions
// ends, what nobody else has touched has no findings; only of an id that was used before there was a log this is not
// so.
RecordComparison CompareWithLog(const std::string& patient, const std::vector<Change>& changes, size_t complete,
                                const std::vector<RecordChain>& chains);

}  // namespace careloop::audit

#endif  // CARELOOP_COMMON_AUDIT_RECORD_ORDER_H_

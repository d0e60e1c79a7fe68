#ifndef CARELOOP_TESTS_SUPPORT_MEMORY_ACCESS_LOG_H_
#define CARELOOP_TESTS_SUPPORT_MEMORY_ACCESS_LOG_H_

#include <string>
#include <utility>
#include <vector>

#include "common/audit/access_log.h"

namespace careloop::testing {

// An access log that keeps what it is given, or fails with `failure`. For tests of one thread.
class MemoryAccessLog : public audit::AccessLog {
 public:
  void Attach(audit::AccessRecord record, Call& call) const override {
    call.access_entry = audit::EncodeAccess(record);
  }
  Task<absl::Status> Append(audit::AccessRecord record, Deadline) override {
    if (failure.ok()) records.push_back(std::move(record));
    co_return failure;
  }
  Task<absl::Status> AppendDenial(audit::AccessRecord record, Deadline) override {
    if (failure.ok()) denials.push_back(std::move(record));
    co_return failure;
  }
  Task<absl::StatusOr<audit::AccessPage>> Of(std::string, std::string, int, Deadline) override {
    co_return audit::AccessPage{records, ""};
  }
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> Read(int64_t after, int most, Deadline) override {
    co_return Rows(records, after, most);
  }
  Task<absl::StatusOr<std::vector<audit::LoggedAccess>>> Denials(int64_t after, int most, Deadline) override {
    co_return Rows(denials, after, most);
  }

  std::vector<audit::AccessRecord> records;
  std::vector<audit::AccessRecord> denials;
  absl::Status failure;

 private:
  static std::vector<audit::LoggedAccess> Rows(const std::vector<audit::AccessRecord>& all, int64_t after, int most) {
    std::vector<audit::LoggedAccess> rows;
    for (int64_t i = after; i < static_cast<int64_t>(all.size()) && i < after + most; ++i) {
      rows.push_back({i + 1, audit::EncodeAccess(all[i])});
    }
    return rows;
  }
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_MEMORY_ACCESS_LOG_H_

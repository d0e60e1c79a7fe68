#ifndef CARELOOP_TESTS_UNIT_AUDIT_SEALED_LOG_H_
#define CARELOOP_TESTS_UNIT_AUDIT_SEALED_LOG_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "common/audit/export.h"
#include "common/audit/sealer.h"
#include "common/audit/verification.h"
#include "common/base/strings.h"
#include "tests/support/fake_clock.h"
#include "tests/unit/audit/sample.h"

namespace careloop::audit {

// A log in memory with its sealer, whose heads are in a file of the test's.
class SealedLog : public ::testing::Test {
 protected:
  SealedLog() {
    std::remove(path().c_str());
    Restart();
  }
  ~SealedLog() override { std::remove(path().c_str()); }

  static std::string path() { return StrCat("/tmp/careloop-heads-", getpid()); }

  // So many more records, different from others by their number.
  void Log(int count, int different = 0) {
    for (int i = 0; i < count; ++i) {
      const auto sequence = static_cast<int64_t>(log_.size()) + 1;
      log_.push_back({sequence, EncodeAccess(SampleRecord(static_cast<int>(sequence) + different))});
    }
  }
  Sealer::Log LogOf() {
    return {
        .site = "demo", .service = "journal", .read = [this](int64_t after, int most) { return Read(after, most); }};
  }
  // As another process, when the one before has ended.
  void Restart() {
    sealer_.reset();
    file_.reset();
    file_ = HeadFile::Open(path()).value();
    sealer_.emplace(LogOf(), *file_, key_, clock_);
  }
  Sealer::Sealed Seal() { return sealer_->SealNew().value(); }

  static std::vector<std::string> Heads() {
    std::ifstream file(path());
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }
  // Of the heads.
  static std::vector<int64_t> Sequences() {
    std::vector<int64_t> sequences;
    for (const std::string& line : Heads()) {
      if (const auto head = ReadHead(line)) sequences.push_back(head->head.sequence);
    }
    return sequences;
  }
  std::vector<std::string> Export() const {
    std::vector<std::string> lines;
    for (const LoggedAccess& access : log_) lines.push_back(ExportLine(access));
    return lines;
  }
  Verification Check(const std::vector<std::string>& exported, const std::string& key = "") const {
    std::stringstream lines;
    for (const std::string& line : exported) lines << line;
    std::ifstream heads(path());
    return Verify(lines, heads, key);
  }
  Verification Check() const { return Check(Export()); }

  std::vector<LoggedAccess> log_;
  absl::Status failure_;
  testing::FakeClock clock_;
  const SigningKey key_{SecretKey(SecretKey::Bytes{1})};
  std::unique_ptr<HeadFile> file_;
  std::optional<Sealer> sealer_;

 private:
  absl::StatusOr<std::vector<LoggedAccess>> Read(int64_t after, int most) const {
    if (!failure_.ok()) return failure_;
    std::vector<LoggedAccess> rows;
    for (const LoggedAccess& access : log_) {
      if (access.sequence > after && static_cast<int>(rows.size()) < most) rows.push_back(access);
    }
    return rows;
  }
};

}  // namespace careloop::audit

#endif  // CARELOOP_TESTS_UNIT_AUDIT_SEALED_LOG_H_

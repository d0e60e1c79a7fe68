#include "common/service/sealing.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/crypto/durable_file.h"
#include "common/log/log.h"

namespace careloop::service {
namespace {

using Rows = absl::StatusOr<std::vector<audit::LoggedAccess>>;

constexpr absl::Duration kReadLimit = absl::Seconds(2);

Task<void> Fulfil(Task<Rows> reading, std::shared_ptr<std::promise<Rows>> promise) {
  Rows rows = co_await std::move(reading);
  promise->set_value(std::move(rows));
}

Rows ReadAndWait(audit::AccessLog& log, int64_t after, int most) {
  const auto promise = std::make_shared<std::promise<Rows>>();
  std::future<Rows> rows = promise->get_future();
  StartDetached(Fulfil(log.Read(after, most, DeadlineAfter(kReadLimit)), promise));
  return rows.get();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Sealing>> Sealing::Open(std::string path, audit::AccessLog& log, std::string site,
                                                       std::string service, const SecretKey& secret,
                                                       const Clock& clock) {
  ASSIGN_OR_RETURN(std::unique_ptr<audit::HeadFile> file, audit::HeadFile::Open(path));
  auto read = [&log](int64_t after, int most) { return ReadAndWait(log, after, most); };
  auto sealing = std::unique_ptr<Sealing>(
      new Sealing(std::move(file), secret,
                  {.site = std::move(site), .service = std::move(service), .read = std::move(read)}, clock));
  const std::string published = absl::BytesToHexString(sealing->key_.public_key()) + "\n";
  const std::string published_path = path + ".pub";
  ASSIGN_OR_RETURN(const std::optional<std::string> there, ReadIfThere(published_path));
  if (there && there != published)
    return absl::FailedPreconditionError(StrCat(path, ": holds the heads of another service, or of another secret"));
  if (!there) RETURN_IF_ERROR(WriteDurably(published_path, published));
  return sealing;
}

Sealing::Sealing(std::unique_ptr<audit::HeadFile> file, const SecretKey& secret, audit::Sealer::Log log,
                 const Clock& clock)
    : file_(std::move(file)),
      key_(secret.ForPurpose(StrCat("access-log-heads of ", log.service))),
      sealer_(std::move(log), *file_, key_, clock) {}

void Sealing::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void Sealing::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  do {
    SealAndTell();
  } while (!stopped.wait_for(lock, stop, absl::ToChronoMilliseconds(kInterval), [&] { return stop.stop_requested(); }));
  SealAndTell();
}

// A finding is in the heads; the log only calls somebody to read them.
void Sealing::SealAndTell() {
  const auto sealed = sealer_.SealNew();
  if (sealed.ok() && !sealed->finding.empty()) log::LogEvent(log::Level::kError, "access_log_tampered");
  if (!sealed.ok() && !failing_) log::LogEvent(log::Level::kWarning, "access_log_not_sealed");
  failing_ = !sealed.ok();
}

}  // namespace careloop::service

#ifndef CARELOOP_SERVICES_MESSAGING_RPC_THREAD_EXPORT_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_THREAD_EXPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "careloop/messaging/v1/thread_export.pb.h"
#include "common/base/task.h"
#include "common/base/workers.h"
#include "common/call/call.h"
#include "common/rpc/line_stream.h"
#include "common/rpc/reply_stream.h"
#include "services/messaging/domain/conversations.h"
#include "services/messaging/domain/first_reads.h"

namespace careloop::messaging {

// Streams the threads of a patient as FHIR R4 NDJSON, page by page: it holds one page at a time, however many messages
// there are. Thread-safe; what it is built on outlives it.
class ThreadExport {
 public:
  using Stream = rpc::ReplyStream<v1::ExportThreadsResponse>;

  ThreadExport(Conversations& conversations, Workers& workers) : conversations_(conversations), workers_(workers) {}

  // NOT_FOUND unless the caller may see the patient, before anything is written.
  Task<absl::Status> Write(const Call& call, std::string patient, Stream& stream);

 private:
  using Lines = rpc::LineStream<v1::ExportThreadsResponse>;
  using Received = std::vector<std::optional<absl::Time>>;  // of one message each

  Task<absl::Status> WriteThread(const Call& call, const Thread& thread, Lines& lines);
  static Task<absl::StatusOr<Received>> ReceivedTimes(const std::vector<Message>& messages, FirstReads& reads);

  Conversations& conversations_;
  Workers& workers_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_THREAD_EXPORT_H_

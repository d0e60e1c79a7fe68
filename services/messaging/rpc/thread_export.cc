#include "services/messaging/rpc/thread_export.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/fhir/resource.h"
#include "services/messaging/rpc/fhir_communications.h"

namespace careloop::messaging {
namespace {

constexpr int kThreads = 50;
constexpr int kMessages = 50;
constexpr int kReceipts = 200;

}  // namespace

Task<absl::Status> ThreadExport::Write(const Call& call, std::string patient, Stream& stream) {
  Lines lines(stream);
  lines.Add(fhir::Line(fhir::PatientResource(patient)));
  std::string after;
  do {
    CO_ASSIGN_OR_RETURN(ThreadsById page, co_await conversations_.ListById(call, patient, after, kThreads));
    CO_RETURN_IF_ERROR(co_await lines.Send());
    for (const Thread& thread : page.threads) CO_RETURN_IF_ERROR(co_await WriteThread(call, thread, lines));
    after = std::move(page.next);
  } while (!after.empty() && !stream.over());
  const absl::Status rest = co_await lines.Send();
  co_return rest;
}

Task<absl::Status> ThreadExport::WriteThread(const Call& call, const Thread& thread, Lines& lines) {
  lines.Add(fhir::Line(CommunicationOf(thread)));
  FirstReads reads([&](int64_t above) { return conversations_.Receipts(call, thread.ref, above, kReceipts); });
  MessageQuery query{.thread = thread.ref, .most = kMessages};
  bool more = true;
  while (more) {
    CO_ASSIGN_OR_RETURN(const MessagePage page, co_await conversations_.Messages(call, query));
    CO_ASSIGN_OR_RETURN(const Received received, co_await ReceivedTimes(page.messages, reads));
    co_await workers_.Turn();  // the store's thread has other things to do than to print
    for (size_t i = 0; i < page.messages.size(); ++i) {
      lines.Add(fhir::Line(CommunicationOf(thread, page.messages[i], received[i])));
      if (lines.full()) CO_RETURN_IF_ERROR(co_await lines.Send());
    }
    more = page.more;
    if (more) query.above = page.messages.back().number;
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<ThreadExport::Received>> ThreadExport::ReceivedTimes(const std::vector<Message>& messages,
                                                                         FirstReads& reads) {
  Received received;
  for (const Message& message : messages) {
    CO_ASSIGN_OR_RETURN(const auto time, co_await reads.Of(message));
    received.push_back(time);
  }
  co_return received;
}

}  // namespace careloop::messaging

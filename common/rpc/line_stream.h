#ifndef CARELOOP_COMMON_RPC_LINE_STREAM_H_
#define CARELOOP_COMMON_RPC_LINE_STREAM_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "common/base/task.h"
#include "common/rpc/reply_stream.h"

namespace careloop::rpc {

// NDJSON in pieces of bounded size, as responses with whole lines in their field `ndjson`. For the writer of `stream`,
// which outlives this.
//
//   out.Add(line);
//   if (out.full()) CO_RETURN_IF_ERROR(co_await out.Send());
template <typename Response>
class LineStream {
 public:
  // From so many bytes on a piece is to be sent: no more than this and what is added at once is ever held.
  static constexpr size_t kPieceBytes = 256 << 10;

  explicit LineStream(ReplyStream<Response>& stream) : stream_(stream) {}

  void Add(std::string_view lines) { lines_ += lines; }
  bool full() const { return lines_.size() >= kPieceBytes; }

  // Sends what there is, if there is anything, as ReplyStream::Write does.
  Task<absl::Status> Send() {
    if (lines_.empty()) co_return absl::OkStatus();
    Response piece;
    piece.set_ndjson(std::exchange(lines_, {}));
    const absl::Status written = co_await stream_.Write(std::move(piece));
    co_return written;
  }

 private:
  ReplyStream<Response>& stream_;
  std::string lines_;
};

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_LINE_STREAM_H_

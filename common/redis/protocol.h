#ifndef CARELOOP_COMMON_REDIS_PROTOCOL_H_
#define CARELOOP_COMMON_REDIS_PROTOCOL_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/redis/reply.h"

// Redis' wire protocol (RESP2). protocol.cc is the one file that includes hiredis, for its reply reader, with object
// functions of its own. Commands are written here: hiredis formats each length with sprintf, which was a twentieth of
// all that a service does for a call. hiredis' asynchronous API is not used: in 0.14 it knows no time limits, and its
// asserts end the process on a reply that it did not expect.
struct redisReader;

namespace careloop::redis {

// Appends one command; arguments may hold any bytes.
void AppendCommand(std::span<const std::string_view> arguments, std::string& out);

// Cuts a byte stream into replies. Memory grows with the bytes received, never with a length that a header announces.
// Not thread-safe. After an error the stream cannot be trusted any more: throw the connection away.
class ReplyReader {
 public:
  static constexpr int kMaxArrayElements = 65'536;
  static constexpr size_t kMaxReplyElements = 262'144;        // over all nested arrays
  static constexpr size_t kMaxReplyBytes = size_t{16} << 20;  // four times the largest gRPC message

  ReplyReader();
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;

  // DATA_LOSS when the unfinished reply is larger than the limit.
  absl::Status Feed(std::string_view bytes);

  // The next complete reply, or nothing until more bytes come. DATA_LOSS when the bytes are no reply, nest deeper than
  // eight arrays, or break a limit.
  absl::StatusOr<std::optional<Reply>> Next();

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
  size_t unfinished_bytes_ = 0;
  size_t elements_ = 0;  // of the reply being read; counted by the object functions
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_PROTOCOL_H_

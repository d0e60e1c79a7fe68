#ifndef CARELOOP_COMMON_REDIS_STREAM_TAIL_H_
#define CARELOOP_COMMON_REDIS_STREAM_TAIL_H_

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/random.h"
#include "common/redis/handshake.h"
#include "common/redis/link.h"
#include "common/redis/loop.h"

namespace careloop::redis {

struct StreamTailOptions {
  std::string address;  // "unix:/path" or "host:port"
  Credentials user;
  std::string key;    // of the stream, e.g. "{m:demo}:log"
  int recent = 4096;  // entries that a fresh start begins with, so that those who are a little behind find theirs
  int batch = 1024;   // entries of one read
  absl::Duration block = absl::Seconds(3);      // a silent server is left after this and `patience`
  absl::Duration pace = absl::Milliseconds(2);  // a read each, once `burst` reads came faster
  int burst = 16;
  absl::Duration patience = kPatience;
  absl::Duration first_backoff = absl::Milliseconds(20);
  absl::Duration longest_backoff = absl::Milliseconds(500);
};

// Follows one stream, each entry once and in order, over a connection of its own: reads that wait in Redis for the next
// entry. When little happens an entry is here at once; when much does, each read brings all that came in a few
// milliseconds. Any error, and any answer that is overdue, throws the connection away; the next one goes on where this
// one stopped, if the stream still has the entry that was read last.
//
// Entries have one field. Callbacks run on the loop thread and must not block; none runs after Stop has returned.
// Destruction as for AsyncClient.
class StreamTail final : private Link::Owner {
 public:
  struct Entry {
    std::string id;
    std::string value;
  };
  using Entries = std::vector<Entry>;
  struct Callbacks {
    // What comes next is what comes after these, the last entries of the stream. After the first start it means that
    // the place of before is not in the stream any more: entries may have been missed.
    std::function<void(Entries)> on_start;
    std::function<void()> on_resumed;  // connected again; nothing was missed
    std::function<void(Entries)> on_entries;
    std::function<void(std::string_view why)> on_down;  // fit for a log
  };

  // Starts to connect at once. `loop` and `random` outlive the tail. INVALID_ARGUMENT for an address that cannot be
  // parsed.
  static absl::StatusOr<std::unique_ptr<StreamTail>> Create(StreamTailOptions options, Loop& loop, Random& random,
                                                            Callbacks callbacks);
  ~StreamTail() override;

  void Stop();  // not from the loop thread; may be repeated

 private:
  enum class Step { kAuthenticate, kFindPlace, kStart, kRead };

  StreamTail(StreamTailOptions options, const Address& address, Loop& loop, Random& random, Callbacks callbacks);

  void OnConnected() override;
  void OnReply(Reply reply) override;
  void OnDown(std::string_view why) override;
  void Ask(Step step, std::vector<std::string_view> command, absl::Duration limit);
  void FindPlace();
  void AskForTheEnd();
  void Start(const Reply& reply);
  void Read();
  void ReadAtPace();
  void Take(const Reply& reply);
  void SetTimer(absl::Duration delay, std::function<void()> work);
  void CancelTimer();

  const StreamTailOptions options_;
  Loop& loop_;
  const Callbacks callbacks_;
  Step step_ = Step::kAuthenticate;
  std::optional<std::string> place_;  // the last entry that was passed on; "0-0" in an empty stream
  double credit_;                     // reads that may be made at once
  std::chrono::steady_clock::time_point credited_;
  std::optional<Loop::TimerId> timer_;  // of the answer that is waited for, or the pause before the next read
  Link link_;
};

}  // namespace careloop::redis

#endif  // CARELOOP_COMMON_REDIS_STREAM_TAIL_H_

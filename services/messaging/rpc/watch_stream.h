#ifndef CARELOOP_SERVICES_MESSAGING_RPC_WATCH_STREAM_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_WATCH_STREAM_H_

#include <memory>
#include <string>

#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/event_stream.h"
#include "services/messaging/domain/watch_hub.h"
#include "services/messaging/rpc/tokens.h"

namespace careloop::messaging {

// One open Watch: what the hub tells, as responses with their resume tokens. Kept alive by the hub and by the stream's
// end.
class WatchStream final : public WatchSink {
 public:
  using Stream = rpc::EventStream<careloop::messaging::v1::WatchResponse>;

  // Admits the caller, opens the resume token and hands the stream to the hub; a stream that may not start is ended
  // with the reason. The result belongs to gRPC.
  static Stream* Open(rpc::CallRunner& run, WatchHub& hub, const Tokens& tokens, grpc::CallbackServerContext& context,
                      const careloop::messaging::v1::WatchRequest& request);

  WatchStream(std::shared_ptr<Stream> stream, const Tokens& tokens, std::string reader)
      : stream_(std::move(stream)), tokens_(tokens), reader_(std::move(reader)) {}

  void OnEvent(const Event& event, Place place) override;
  void OnHeartbeat(Place place) override;
  void OnGap(Place place) override;
  void OnTeamLeft(const std::string& team, Place place) override;
  void OnPatientLeft(const std::string& patient, Place place) override;
  void OnReconnect(absl::Duration delay, Place place) override;
  void OnError(const absl::Status& status) override { stream_->End(status); }

 private:
  void Push(careloop::messaging::v1::WatchResponse response, Place place);

  const std::shared_ptr<Stream> stream_;
  const Tokens& tokens_;
  const std::string reader_;
};

// What WatchAccesses records with: into the access log.
WatchAccesses::Record RecorderOf(rpc::AccessAudit& audit);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_WATCH_STREAM_H_

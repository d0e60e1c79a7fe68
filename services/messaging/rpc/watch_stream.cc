#include "services/messaging/rpc/watch_stream.h"

#include <optional>
#include <utility>

#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"
#include "services/messaging/rpc/policy.h"

namespace careloop::messaging {
namespace {

// Events that a reader may be behind before it is cut and has to resume.
constexpr size_t kQueueLimit = 256;
constexpr absl::Duration kRecordLimit = absl::Seconds(2);

Task<absl::Status> RecordWatch(rpc::AccessAudit& audit, std::shared_ptr<const Caller> caller,
                               std::vector<std::string> patients) {
  Call call;
  call.caller = std::move(caller);
  call.method = kWatch.row.method;
  call.deadline = DeadlineAfter(kRecordLimit);
  const absl::Status recorded = co_await audit.BeforeTelling(kWatch.row, call, std::move(patients));
  co_return recorded;
}

absl::StatusOr<std::optional<Place>> StartOf(const Tokens& tokens, const std::string& token,
                                             const std::string& reader) {
  if (token.empty()) return std::optional<Place>();
  const auto place = tokens.OpenPlace(token, reader);
  if (!place.ok()) return place.status();
  return std::optional<Place>(*place);
}

}  // namespace

WatchAccesses::Record RecorderOf(rpc::AccessAudit& audit) {
  return [&audit](std::shared_ptr<const Caller> caller, std::vector<std::string> patients) {
    return RecordWatch(audit, std::move(caller), std::move(patients));
  };
}

WatchStream::Stream* WatchStream::Open(rpc::CallRunner& run, WatchHub& hub, const Tokens& tokens,
                                       grpc::CallbackServerContext& context, const v1::WatchRequest& request) {
  const std::shared_ptr<Stream> stream = Stream::Create(context, kQueueLimit);
  auto admitted = run.AdmitStream(kWatch.row, context, stream);
  if (!admitted.ok()) {
    stream->End(admitted.status());
    return stream.get();
  }
  const auto opened = std::make_shared<rpc::CallRunner::Admitted>(*std::move(admitted));
  const std::string& reader = opened->call.caller->subject;
  const auto sink = std::make_shared<WatchStream>(stream, tokens, reader);
  stream->OnEnded([&hub, sink, opened, start = absl::Now()](const absl::Status& status) {
    hub.Remove(sink);
    rpc::CallRunner::LogEnd(kWatch.row, opened->call, status, start);
    opened->place = {};
    opened->ticket = {};
  });
  absl::Status valid = kWatch.validate(request);
  auto from = valid.ok() ? StartOf(tokens, request.resume_token(), reader) : std::move(valid);
  if (from.ok()) {
    hub.Add(sink, opened->call.caller, *std::move(from));
  } else {
    stream->End(from.status());
  }
  return stream.get();
}

void WatchStream::OnEvent(const Event& event, Place place) { Push(ToProto(event, reader_), place); }

void WatchStream::OnHeartbeat(Place place) {
  v1::WatchResponse response;
  response.mutable_heartbeat();
  Push(std::move(response), place);
}

void WatchStream::OnGap(Place place) {
  v1::WatchResponse response;
  response.mutable_gap();
  Push(std::move(response), place);
}

void WatchStream::OnTeamLeft(const std::string& team, Place place) {
  v1::WatchResponse response;
  response.mutable_revoked()->set_care_team(CareTeamName(team));
  Push(std::move(response), place);
}

void WatchStream::OnPatientLeft(const std::string& patient, Place place) {
  v1::WatchResponse response;
  response.mutable_revoked()->set_patient(PatientName(patient));
  Push(std::move(response), place);
}

void WatchStream::OnReconnect(absl::Duration delay, Place place) {
  v1::WatchResponse response;
  response.mutable_reconnect()->mutable_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
  response.mutable_reconnect()->mutable_delay()->set_seconds(absl::ToInt64Seconds(delay));
  Push(std::move(response), place);
  stream_->End(absl::OkStatus());
}

void WatchStream::Push(v1::WatchResponse response, Place place) {
  auto token = tokens_.SealPlace(place, reader_);
  if (!token.ok()) return stream_->End(token.status());
  response.set_resume_token(*std::move(token));
  stream_->Push(std::make_shared<const v1::WatchResponse>(std::move(response)));
}

}  // namespace careloop::messaging

// Ways to send bytes that the guard has not looked at. The compiler verifies that the lines marked below are in error,
// and no others: see ../CMakeLists.txt.
#include "common/rpc/kept_reply.h"

#include "careloop/content/v1/content_service.pb.h"

namespace careloop::rpc {

using Response = content::v1::GetPublicationResponse;
using Reply = KeptReply<Response>;

absl::StatusOr<Reply> Good(const Response& response) { return Reply::Of(response); }

#ifdef MUST_NOT_COMPILE

// expected-error@+1 {{calling a private constructor}}
Reply OfBytes(const grpc::Slice& bytes) { return Reply(bytes); }
// expected-error@+1 {{no matching constructor}}
Reply OfNothing() { return Reply(); }
// What was checked for one message is not another one's reply.
// expected-error@+1 {{no viable conversion}}
KeptReply<content::v1::GetTreatmentResponse> OfAnother(const Reply& reply) { return reply; }
// Only the call runner gets at the bytes.
// expected-error@+1 {{'Share' is a private member}}
grpc::ByteBuffer Bytes(const Reply& reply) { return reply.Share(); }

#endif  // MUST_NOT_COMPILE

}  // namespace careloop::rpc

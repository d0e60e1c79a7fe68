#ifndef CARELOOP_COMMON_RPC_EDUCATIONAL_H_
#define CARELOOP_COMMON_RPC_EDUCATIONAL_H_

#include "absl/status/status.h"
#include "common/base/disclaimed.h"
#include "google/protobuf/message.h"

namespace careloop::rpc {

// Whether a message of this type may hold an educational message, itself included, at any depth. Cached; thread-safe.
bool MayTeach(const google::protobuf::Descriptor* type);

// The guard of every reply: INTERNAL with reason DISCLAIMER_MISSING if any educational message in `message` lacks its
// disclaimer (version, language, text) or its sponsor acknowledgement. Costs nothing for types that cannot teach.
absl::Status CheckEducational(const google::protobuf::Message& message);

// The same for the first message of a stream whose further messages are pieces of one text: if its type may teach, it
// has to hold an educational message.
absl::Status CheckEducationalStart(const google::protobuf::Message& message);

absl::Status DisclaimerMissing();

// How many replies the guard has refused since the process started.
int64_t EducationalRefusals();

// These two are the only place that fills the fields of the disclaimer and the acknowledgement from the domain; a check
// of the tests holds every other file off them.

// Puts a disclaimer on `message`: for the answer that is the disclaimer itself. Educational messages are stamped
// instead.
template <typename Message>
void PutDisclaimer(const Disclaimer& disclaimer, Message& message) {
  message.mutable_disclaimer()->set_version(disclaimer.version());
  message.mutable_disclaimer()->set_language(disclaimer.language());
  message.mutable_disclaimer()->set_text(disclaimer.text());
}

// Puts the disclaimer and the acknowledgement of `content` on `message`, which must be of an educational type.
template <typename Message, typename Content>
void Stamp(const Disclaimed<Content>& content, Message& message) {
  PutDisclaimer(content.disclaimer(), message);
  message.set_sponsor_acknowledgement(content.sponsor().text());
}

// The other direction, for a peer's educational message: DisclaimerMissing if it came without.
template <typename Content, typename Message>
absl::StatusOr<Disclaimed<Content>> Unstamp(const Message& message, Content content) {
  auto disclaimer =
      Disclaimer::Create(message.disclaimer().version(), message.disclaimer().language(), message.disclaimer().text());
  auto sponsor = SponsorAcknowledgement::Create(message.sponsor_acknowledgement());
  if (!disclaimer.ok() || !sponsor.ok()) return DisclaimerMissing();
  return Disclaimed<Content>(std::move(content), *std::move(disclaimer), *std::move(sponsor));
}

}  // namespace careloop::rpc

#endif  // CARELOOP_COMMON_RPC_EDUCATIONAL_H_

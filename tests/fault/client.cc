#include "tests/fault/client.h"

#include <algorithm>
#include <random>

#include "absl/strings/escaping.h"
#include "common/base/strings.h"
#include "tests/support/test_tokens.h"

namespace careloop::fault {
namespace {

std::mt19937_64& Random() {
  thread_local std::mt19937_64 random{std::random_device{}()};
  return random;
}

}  // namespace

std::string NewRequestId() {
  char text[37];
  const uint64_t high = Random()();
  const uint64_t low = Random()();
  std::snprintf(text, sizeof(text), "%08x-%04x-4%03x-8%03x-%012llx", static_cast<unsigned>(high >> 32),
                static_cast<unsigned>(high >> 16 & 0xffff), static_cast<unsigned>(high & 0xfff),
                static_cast<unsigned>(low >> 48 & 0xfff), static_cast<unsigned long long>(low & 0xffff'ffff'ffffULL));
  return text;
}

bool IsUnknown(const grpc::Status& status) {
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
         status.error_code() == grpc::StatusCode::CANCELLED;
}

Client::Client(const Stack& stack, Person person)
    : Client(stack, person, testing::TokenFor(person.role, person.id, person.name)) {}

Client::Client(const Stack& stack, Person person, const std::string& token)
    : person_(std::move(person)), authorization_(StrCat("Bearer ", token)) {
  for (const Victim service : kServices) channels_[service] = stack.ChannelTo(service);
}

void Client::Retries::After(const grpc::Status& status) {
  if (!IsUnknown(status)) {
    Die(StrCat(call_, " by ", client_.person_.id, ": ", static_cast<int>(status.error_code()), " ",
               status.error_message()));
  }
  ++client_.unknown_outcomes_;
  if (absl::Now() > limit_) Die(StrCat(call_, " does not succeed any more: ", status.error_message()));
  absl::SleepFor(pause_ * std::uniform_real_distribution<>(0.5, 1.0)(Random()));
  pause_ = std::min(pause_ * 2, absl::Milliseconds(100));
}

}  // namespace careloop::fault

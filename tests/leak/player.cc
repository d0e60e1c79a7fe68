#include "tests/leak/player.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/fault/client.h"
#include "tests/support/eventually.h"

namespace careloop::leak {
namespace {

using fault::Victim;

bool IsWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }

std::string TakeWord(std::string_view& text) {
  size_t size = 0;
  while (size < text.size() && IsWord(text[size])) ++size;
  std::string word(text.substr(0, size));
  text.remove_prefix(size);
  return word;
}

bool Succeeded(const MethodDescriptor& method, const Reply& reply) {
  const bool left = method.name() == "Watch" && reply.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED;
  return reply.ok() || left;
}

}  // namespace

const MethodDescriptor& MethodOf(const Step& step) { return MethodNamed(step.method.substr(0, step.method.find('@'))); }

Victim ServiceOf(const Step& step) {
  const std::string package = MethodOf(step).file()->package();
  if (step.method.ends_with("@messaging") || package == "careloop.messaging.v1") return Victim::kMessaging;
  return package == "careloop.content.v1" ? Victim::kContent : Victim::kJournal;
}

Player::Player(const People& people, Markers& markers) : people_(people), markers_(markers) {
  words_["patient"] = people.patient();
  words_["recently"] = StrCat(absl::ToUnixSeconds(absl::Now() - absl::Hours(24)));
}

std::string Player::FillIn(const std::string& text, const std::string& origin) {
  std::string filled;
  for (std::string_view rest = text; !rest.empty();) {
    const char c = rest.front();
    rest.remove_prefix(1);
    std::string_view after = rest;
    const std::string word = TakeWord(after);
    if (c == '$') {
      filled += words_.at(word);
      rest = after;
    } else if (c == '<' && after.starts_with('>')) {
      std::string& marker = words_[word];
      if (word.empty() || marker.empty()) marker = markers_.Next(origin);
      filled += marker;
      rest = after.substr(1);
    } else {
      filled += c;
    }
  }
  return filled;
}

std::unique_ptr<Message> Player::RequestOf(const Step& step) {
  const MethodDescriptor& method = MethodOf(step);
  auto request = NewMessage(*method.input_type());
  const std::string text = FillIn(step.request, method.name());
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.get())) << step.method << ": " << text;
  if (IsChange(method)) SetText(*request, "request_id", fault::NewRequestId());
  ForEachText(*request, [&](const std::string& field, const std::string& value) {
    const size_t patient = value.find(people_.patient());
    if (patient == std::string::npos) return markers_.SetOrigin(value, StrCat(method.name(), ".", field));
    markers_.SetOrigin(value.substr(patient + people_.patient().size()), kIdOfNothing);
  });
  return request;
}

bool Player::Keep(const Step& step, const MethodDescriptor& method, const Reply& reply) {
  if (step.keep.empty()) return true;
  const size_t equals = step.keep.find('=');
  const auto response = NewMessage(*method.output_type());
  if (reply.messages.empty() || !response->ParseFromString(reply.messages[0])) return false;
  std::string& word = words_[step.keep.substr(0, equals)];
  word = ValueAt(*response, std::string_view(step.keep).substr(equals + 1));
  return !word.empty();
}

void Player::Note(const Step& step, Victim service, std::shared_ptr<const Message> request) {
  const MethodDescriptor& method = MethodOf(step);
  ForEachText(*request, [&](const std::string& field, const std::string& value) {
    if (IsMarked(value)) marked_.insert(StrCat(method.name(), ".", field));
  });
  sent_.push_back({step.person, service, &method, std::move(request)});
}

void Player::Play(const Script& script) {
  for (const Step& step : script) {
    const MethodDescriptor& method = MethodOf(step);
    const Victim service = ServiceOf(step);
    const std::shared_ptr<const Message> request = RequestOf(step);
    Reply reply;
    const bool done = testing::Eventually([&] {
      reply = people_.Call(step.person, service, method, request->SerializeAsString());
      const bool answered = Succeeded(method, reply);
      return answered ? Keep(step, method, reply) : !fault::IsUnknown(reply.status);
    });
    EXPECT_TRUE(done && Succeeded(method, reply))
        << step.person << ": " << step.method << ": " << reply.status.error_message() << " keep " << step.keep;
    if (Succeeded(method, reply)) Note(step, service, request);
  }
}

void Player::PlayRefused(const Script& script) {
  for (const Step& step : script) {
    const auto request = RequestOf(step);
    const Reply reply = people_.Call(step.person, ServiceOf(step), MethodOf(step), request->SerializeAsString());
    EXPECT_FALSE(reply.ok()) << step.person << ": " << step.method << ": " << request->ShortDebugString();
    Hear(StrCat("the error of ", step.method), "writer", reply);
  }
}

void Player::PlayAs(const Script& script) {
  for (const Step& step : script) {
    const MethodDescriptor& method = MethodOf(step);
    const auto request = RequestOf(step);
    const bool answered = testing::Eventually([&] {
      const Reply reply = people_.Call(step.person, ServiceOf(step), method, request->SerializeAsString());
      Hear(StrCat("the answer of ", step.method), step.person, reply);
      return Succeeded(method, reply) && !reply.messages.empty();
    });
    EXPECT_TRUE(answered) << step.person << ": " << step.method;
  }
}

}  // namespace careloop::leak

#include "tests/leak/wrong_calls.h"

#include <algorithm>
#include <set>

#include "common/base/strings.h"
#include "tests/fault/client.h"
#include "tests/leak/fields.h"

namespace careloop::leak {
namespace {

enum class Spoilt { kTooLong, kControl, kForm, kUnknown, kLikeAName, kBytes, kReused };
constexpr Spoilt kWays[] = {Spoilt::kTooLong,   Spoilt::kControl, Spoilt::kForm,  Spoilt::kUnknown,
                            Spoilt::kLikeAName, Spoilt::kBytes,   Spoilt::kReused};

// What of the last part of a name is left: "patients/a/threads/".
std::string CollectionOf(const std::string& name) { return name.substr(0, name.rfind('/') + 1); }

std::string Spoil(Spoilt way, const std::string& value, const std::string& marker) {
  switch (way) {
    case Spoilt::kTooLong:
      return StrCat(marker, std::string(20'000, 'x'), marker);
    case Spoilt::kControl:
      return StrCat(marker, "\x01");
    case Spoilt::kForm:
    case Spoilt::kReused:
      return StrCat("no / such thing as ", marker, "!");
    case Spoilt::kUnknown:
    case Spoilt::kBytes:
      return CollectionOf(value) + marker;
    case Spoilt::kLikeAName:
      return StrCat("patients/", marker);
  }
}

// With a byte in the marker that no UTF-8 holds, which no message of ours could be made to hold.
std::string WithBadByte(std::string bytes, const std::string& marker) {
  const size_t at = bytes.find(marker);
  if (at != std::string::npos) bytes[at + marker.size() - 1] = '\xff';
  return bytes;
}

class Spoiler {
 public:
  Spoiler(Player& player, const People& people, Markers& markers)
      : player_(player), people_(people), markers_(markers) {}

  void EachFieldOf(const Sent& sent) const {
    for (const std::string& field : TextFieldsOf(*sent.method->input_type())) {
      const std::string name = StrCat(sent.method->name(), ".", field);
      for (const Spoilt way : kWays) {
        if (MayBeTaken(way, name)) continue;
        Try(sent, field, name, way);
      }
    }
  }

 private:
  // And may be read then, as is listed.
  static bool MayBeTaken(Spoilt way, const std::string& name) {
    const ExemptField* exempt = ExemptionOf(name);
    const bool wrong_form = way == Spoilt::kTooLong || way == Spoilt::kControl || way == Spoilt::kBytes;
    return exempt != nullptr && exempt->readable && !wrong_form;
  }

  void Try(const Sent& sent, const std::string& field, const std::string& name, Spoilt way) const {
    const std::unique_ptr<Message> request(sent.request->New());
    request->CopyFrom(*sent.request);
    std::string value;
    ForEachText(*request, [&](const std::string& f, const std::string& v) {
      if (f == field) value = v;
    });
    if (IsChange(*sent.method) && way != Spoilt::kReused) SetText(*request, "request_id", fault::NewRequestId());
    const bool within = way == Spoilt::kUnknown && std::ranges::count(value, '/') > 1;
    const std::string marker = markers_.Next(within ? kIdOfNothing : name);
    SetText(*request, field, Spoil(way, value, marker));
    std::string bytes = request->SerializeAsString();
    if (way == Spoilt::kBytes) bytes = WithBadByte(bytes, marker);
    const Reply reply = people_.Call(sent.person, sent.service, *sent.method, bytes);
    if (!reply.ok()) player_.Hear(StrCat("the error of ", name), "writer", reply);
  }

  Player& player_;
  const People& people_;
  Markers& markers_;
};

// The same request about the other patient, and the other team.
std::string AboutTheirs(const Player& player, const People& people, const Sent& sent) {
  const std::unique_ptr<Message> request(sent.request->New());
  request->CopyFrom(*sent.request);
  const auto replace = [](std::string value, const std::string& from, const std::string& to) {
    const size_t at = value.find(from);
    return at == std::string::npos ? value : value.replace(at, from.size(), to);
  };
  ForEachText(*sent.request, [&](const std::string& field, std::string value) {
    value = replace(value, player.kept("thread"), player.kept("other_thread"));
    value = replace(value, people.patient(), "other-patient");
    SetText(*request, field, replace(value, player.kept("team"), player.kept("other_team")));
  });
  return request->SerializeAsString();
}

}  // namespace

void SpoilEveryField(Player& player, const People& people, Markers& markers) {
  std::set<const MethodDescriptor*> done;
  const Spoiler spoiler(player, people, markers);
  for (const Sent& sent : player.sent()) {
    if (done.insert(sent.method).second) spoiler.EachFieldOf(sent);
  }
}

void LookAsOthers(Player& player, const People& people) {
  for (const Sent& sent : player.sent()) {
    if (IsChange(*sent.method)) continue;
    for (const std::string other : kOthers) {
      for (const std::string& bytes : {sent.request->SerializeAsString(), AboutTheirs(player, people, sent)}) {
        const Reply reply = people.Call(other, sent.service, *sent.method, bytes);
        player.Hear(StrCat("the answer of ", sent.method->name(), " to ", other), other, reply);
      }
    }
  }
}

}  // namespace careloop::leak

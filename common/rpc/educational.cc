#include "common/rpc/educational.h"

#include <atomic>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "careloop/common/v1/education.pb.h"
#include "careloop/common/v1/options.pb.h"
#include "common/base/error.h"
#include "common/base/mutex.h"
#include "common/log/log.h"

namespace careloop::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::atomic<int64_t> refusals = 0;

bool IsEducational(const Descriptor* type) { return type->options().GetExtension(careloop::common::v1::educational); }

// `above` breaks cycles of message types.
bool Search(const Descriptor* type, std::set<const Descriptor*>& above) {
  if (IsEducational(type)) return true;
  if (!above.insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const Descriptor* field_type = type->field(i)->message_type();
    if (field_type != nullptr && Search(field_type, above)) return true;
  }
  return false;
}

bool Filled(const Message& message) {
  const auto* reflection = message.GetReflection();
  const auto* disclaimer_field = message.GetDescriptor()->FindFieldByName("disclaimer");
  const auto* sponsor_field = message.GetDescriptor()->FindFieldByName("sponsor_acknowledgement");
  if (disclaimer_field == nullptr || sponsor_field == nullptr) return false;
  if (disclaimer_field->message_type() != careloop::common::v1::Disclaimer::descriptor()) return false;
  const auto& disclaimer =
      static_cast<const careloop::common::v1::Disclaimer&>(reflection->GetMessage(message, disclaimer_field));
  std::string scratch;
  const std::string& sponsor = reflection->GetStringReference(message, sponsor_field, &scratch);
  return Disclaimer::Create(disclaimer.version(), disclaimer.language(), disclaimer.text()).ok() &&
         SponsorAcknowledgement::Create(sponsor).ok();
}

// What the guard has to look at in messages of one type.
struct Guarded {
  bool itself = false;
  std::vector<const FieldDescriptor*> fields;
};

Guarded GuardedOf(const Descriptor* type) {
  Guarded guarded{.itself = IsEducational(type), .fields = {}};
  for (int i = 0; i < type->field_count(); ++i) {
    const Descriptor* field_type = type->field(i)->message_type();
    if (field_type != nullptr && MayTeach(field_type)) guarded.fields.push_back(type->field(i));
  }
  return guarded;
}

// Remembers Of(type) for ever; what it refers to stays where it is. Thread-safe.
template <typename Answer, Answer (*Of)(const Descriptor*)>
const Answer& Remembered(const Descriptor* type) {
  static auto* const mutex = new Mutex;
  static auto* const known = new absl::node_hash_map<const Descriptor*, Answer>;
  {
    MutexLock lock(*mutex);
    if (const auto entry = known->find(type); entry != known->end()) return entry->second;
  }
  Answer answer = Of(type);
  MutexLock lock(*mutex);
  return known->try_emplace(type, std::move(answer)).first->second;
}

bool SearchAll(const Descriptor* type) {
  std::set<const Descriptor*> above;
  return Search(type, above);
}

// `found` counts the educational messages in `message`.
bool AllFilled(const Message& message, int& found) {
  const Guarded& guarded = Remembered<Guarded, GuardedOf>(message.GetDescriptor());
  if (guarded.itself && (++found, !Filled(message))) return false;
  const auto* reflection = message.GetReflection();
  for (const FieldDescriptor* field : guarded.fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field)
                                           : static_cast<int>(reflection->HasField(message, field));
    for (int i = 0; i < count; ++i) {
      const Message& part = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                 : reflection->GetMessage(message, field);
      if (!AllFilled(part, found)) return false;
    }
  }
  return true;
}

absl::Status Refuse(const Message& message) {
  ++refusals;
  log::LogEvent(log::Level::kError, "disclaimer_missing",
                {{"message_type", log::Word(message.GetDescriptor()->full_name())}});
  return DisclaimerMissing();
}

}  // namespace

bool MayTeach(const Descriptor* type) { return Remembered<bool, SearchAll>(type); }

absl::Status CheckEducational(const Message& message) {
  int found = 0;
  return AllFilled(message, found) ? absl::OkStatus() : Refuse(message);
}

absl::Status CheckEducationalStart(const Message& message) {
  int found = 0;
  const bool filled = AllFilled(message, found) && (found > 0 || !MayTeach(message.GetDescriptor()));
  return filled ? absl::OkStatus() : Refuse(message);
}

absl::Status DisclaimerMissing() {
  return Error(absl::StatusCode::kInternal, reason::kDisclaimerMissing,
               "educational content came without its disclaimer, and was held back");
}

int64_t EducationalRefusals() { return refusals; }

}  // namespace careloop::rpc

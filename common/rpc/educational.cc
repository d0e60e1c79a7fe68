#include "common/rpc/educational.h"

#include <atomic>
#include <set>
#include <string>

#include "absl/container/flat_hash_map.h"
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

bool AllFilled(const Message& message) {
  if (!MayTeach(message.GetDescriptor())) return true;
  if (IsEducational(message.GetDescriptor()) && !Filled(message)) return false;
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->message_type() == nullptr || !MayTeach(field->message_type())) continue;
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& part = field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                 : reflection->GetMessage(message, field);
      if (!AllFilled(part)) return false;
    }
  }
  return true;
}

}  // namespace

bool MayTeach(const Descriptor* type) {
  static auto* const mutex = new Mutex;
  static auto* const known = new absl::flat_hash_map<const Descriptor*, bool>;
  MutexLock lock(*mutex);
  const auto [entry, inserted] = known->try_emplace(type, false);
  if (inserted) {
    std::set<const Descriptor*> above;
    entry->second = Search(type, above);
  }
  return entry->second;
}

absl::Status CheckEducational(const Message& message) {
  if (AllFilled(message)) return absl::OkStatus();
  ++refusals;
  log::LogEvent(log::Level::kError, "disclaimer_missing",
                {{"message_type", log::Word(message.GetDescriptor()->full_name())}});
  return DisclaimerMissing();
}

absl::Status DisclaimerMissing() {
  return Error(absl::StatusCode::kInternal, reason::kDisclaimerMissing,
               "educational content came without its disclaimer, and was held back");
}

int64_t EducationalRefusals() { return refusals; }

}  // namespace careloop::rpc

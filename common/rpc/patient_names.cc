#include "common/rpc/patient_names.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "common/base/mutex.h"

namespace careloop::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kPrefix = "patients/";
constexpr size_t kLongestId = 128;
constexpr size_t kLongestName = 300;

bool IsPartCharacter(char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-'; }

bool IsResourceName(std::string_view text) {
  return text.find('/') != std::string_view::npos && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsPartCharacter(c) || c == '/'; });
}

// What a person wrote, or a client made up, could look like a name.
bool IsWritten(const FieldDescriptor& field) {
  static const std::set<std::string_view> kWritten = {"note",  "subject",    "summary",     "reason",
                                                      "title", "label",      "questions",   "ndjson",
                                                      "etag",  "page_token", "relationship"};
  const std::string_view name(field.name());
  return kWritten.contains(name) || name.ends_with("text") || name.ends_with("display_name");
}

bool IsName(const FieldDescriptor& field) { return field.type() == FieldDescriptor::TYPE_STRING && !IsWritten(field); }

// The fields of a type that are names, and those whose messages may hold some.
struct Plan {
  std::vector<const FieldDescriptor*> names;
  std::vector<const FieldDescriptor*> messages;
};

bool HoldsNames(const Descriptor* type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor& field = *type->field(i);
    if (IsName(field)) return true;
    if (field.message_type() != nullptr && HoldsNames(field.message_type(), seen)) return true;
  }
  return false;
}

Plan MakePlan(const Descriptor* type) {
  Plan plan;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    std::set<const Descriptor*> seen;
    if (IsName(*field)) plan.names.push_back(field);
    if (field->message_type() != nullptr && HoldsNames(field->message_type(), seen)) plan.messages.push_back(field);
  }
  return plan;
}

// Types are never forgotten, and there are few.
class Plans {
 public:
  const Plan& For(const Descriptor* type) {
    const MutexLock lock(mutex_);
    std::unique_ptr<const Plan>& plan = plans_[type];
    if (!plan) plan = std::make_unique<const Plan>(MakePlan(type));
    return *plan;
  }

 private:
  Mutex mutex_;
  std::map<const Descriptor*, std::unique_ptr<const Plan>> plans_ ABSL_GUARDED_BY(mutex_);
};

const Plan& PlanOf(const Descriptor* type) {
  static Plans plans;
  return plans.For(type);
}

template <typename Use>
void ForEachName(const Message& message, const FieldDescriptor* field, Use use) {
  const auto& reflection = *message.GetReflection();
  std::string buffer;
  if (!field->is_repeated()) return use(reflection.GetStringReference(message, field, &buffer));
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    use(reflection.GetRepeatedStringReference(message, field, i, &buffer));
  }
}

// Collects, each once.
class Patients {
 public:
  void Add(std::string_view name) {
    const std::string_view id = PatientInName(name);
    if (!id.empty() && (found_.empty() || found_.back() != id) && seen_.emplace(id).second) found_.emplace_back(id);
  }
  void AddOwn(const Message& message) {
    for (const FieldDescriptor* field : PlanOf(message.GetDescriptor()).names) {
      ForEachName(message, field, [this](const std::string& name) { Add(name); });
    }
  }
  void AddAll(const Message& message) {
    AddOwn(message);
    const auto& reflection = *message.GetReflection();
    for (const FieldDescriptor* field : PlanOf(message.GetDescriptor()).messages) {
      if (!field->is_repeated()) {
        if (reflection.HasField(message, field)) AddAll(reflection.GetMessage(message, field));
        continue;
      }
      const int size = reflection.FieldSize(message, field);
      for (int i = 0; i < size; ++i) AddAll(reflection.GetRepeatedMessage(message, field, i));
    }
  }
  std::vector<std::string> Take() { return std::move(found_); }

 private:
  std::vector<std::string> found_;
  absl::flat_hash_set<std::string> seen_;
};

}  // namespace

std::string_view PatientInName(std::string_view name) {
  if (!name.starts_with(kPrefix)) return {};
  const std::string_view rest = name.substr(kPrefix.size());
  const std::string_view id = rest.substr(0, rest.find('/'));
  const bool valid = !id.empty() && id.size() <= kLongestId && id != "-" && IsResourceName(name);
  return valid ? id : std::string_view();
}

std::vector<std::string> PatientsOfRequest(const Message& request) {
  Patients patients;
  patients.AddOwn(request);
  return patients.Take();
}

std::string ResourceOfRequest(const Message& request) {
  std::string resource;
  for (const FieldDescriptor* field : PlanOf(request.GetDescriptor()).names) {
    if (field->name() == "time_zone") continue;
    ForEachName(request, field, [&](const std::string& name) {
      const bool better = resource.empty() || (PatientInName(resource).empty() && !PatientInName(name).empty());
      if (better && IsResourceName(name)) resource = name;
    });
  }
  return resource;
}

std::vector<std::string> PatientsIn(const Message& message) {
  Patients patients;
  patients.AddAll(message);
  return patients.Take();
}

}  // namespace careloop::rpc

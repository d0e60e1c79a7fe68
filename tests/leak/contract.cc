#include "tests/leak/contract.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "absl/strings/str_split.h"
#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/audit/v1/audit_service.pb.h"
#include "careloop/common/v1/errors.pb.h"
#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"
#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "common/base/strings.h"
#include "paths.h"
#include "tests/fault/child.h"

namespace careloop::leak {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Reflection;

bool IsText(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING; }

// A program has only those files of a library to which it refers.
void LinkAll() {
  admin::v1::ListUndeliveredRequest::descriptor();
  audit::v1::ListAccessEventsRequest::descriptor();
  common::v1::ErrorReason_descriptor();
  content::v1::GetPublicationRequest::descriptor();
  content::v1::ListRevisionsRequest::descriptor();
  journal::v1::GetRuleSetRequest::descriptor();
  journal::v1::GetEntryRequest::descriptor();
  messaging::v1::GetCareTeamRequest::descriptor();
  messaging::v1::DeliverShareRequest::descriptor();
  messaging::v1::GetThreadRequest::descriptor();
}

void AddMethodsOf(const FileDescriptor& file, std::vector<const MethodDescriptor*>& methods) {
  for (int i = 0; i < file.service_count(); ++i) {
    for (int k = 0; k < file.service(i)->method_count(); ++k) methods.push_back(file.service(i)->method(k));
  }
}

std::vector<const MethodDescriptor*> ReadMethods() {
  namespace fs = std::filesystem;
  LinkAll();
  const fs::path top = CARELOOP_SOURCE_DIR "/protos";
  std::vector<const MethodDescriptor*> methods;
  for (const auto& entry : fs::recursive_directory_iterator(top)) {
    if (entry.path().extension() != ".proto") continue;
    const std::string name = fs::relative(entry.path(), top).string();
    const FileDescriptor* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) fault::Die(StrCat("add a message of ", name, " to LinkAll in tests/leak/contract.cc"));
    AddMethodsOf(*file, methods);
  }
  return methods;
}

void AddTextFields(const Descriptor& type, const std::string& prefix, std::set<const Descriptor*> outer,
                   std::vector<std::string>& fields) {
  if (!outer.insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsText(field)) fields.push_back(prefix + field.name());
    if (field.message_type() != nullptr)
      AddTextFields(*field.message_type(), prefix + field.name() + ".", outer, fields);
  }
}

Message& MessageIn(Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return *reflection.MutableMessage(&message, &field);
  if (reflection.FieldSize(message, &field) == 0) return *reflection.AddMessage(&message, &field);
  return *reflection.MutableRepeatedMessage(&message, &field, 0);
}

void SetOwnText(Message& message, const FieldDescriptor& field, const std::string& value) {
  const Reflection& reflection = *message.GetReflection();
  if (!field.is_repeated()) return reflection.SetString(&message, &field, value);
  if (reflection.FieldSize(message, &field) == 0) return reflection.AddString(&message, &field, value);
  reflection.SetRepeatedString(&message, &field, 0, value);
}

std::string OwnValue(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated() && index >= reflection.FieldSize(message, &field)) return "";
  if (field.is_repeated()) return reflection.GetRepeatedString(message, &field, index);
  if (IsText(field)) return reflection.GetString(message, &field);
  return StrCat(reflection.GetInt32(message, &field));
}

// "threads.0.name" without its first part, which it returns.
std::string TakePart(std::string_view& path) {
  const size_t dot = std::min(path.find('.'), path.size());
  std::string part(path.substr(0, dot));
  path.remove_prefix(std::min(dot + 1, path.size()));
  return part;
}

}  // namespace

const std::vector<const MethodDescriptor*>& AllMethods() {
  static const auto& methods = *new std::vector<const MethodDescriptor*>(ReadMethods());
  return methods;
}

const MethodDescriptor& MethodNamed(std::string_view name) {
  for (const MethodDescriptor* method : AllMethods()) {
    if (StrCat(method->service()->name(), "/", method->name()) == name) return *method;
  }
  fault::Die(StrCat("there is no RPC ", name));
}

std::string PathOf(const MethodDescriptor& method) {
  return StrCat("/", method.service()->full_name(), "/", method.name());
}

bool IsChange(const MethodDescriptor& method) { return method.input_type()->FindFieldByName("request_id") != nullptr; }

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

std::vector<std::string> TextFieldsOf(const Descriptor& type) {
  std::vector<std::string> fields;
  AddTextFields(type, "", {}, fields);
  return fields;
}

void ForEachText(const Message& message, const UseText& use, const std::string& prefix) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> held;
  reflection.ListFields(message, &held);
  for (const FieldDescriptor* field : held) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    const std::string path = prefix + field->name();
    for (int i = 0; i < count; ++i) {
      if (IsText(*field)) use(path, OwnValue(message, *field, i));
      if (field->message_type() == nullptr) continue;
      ForEachText(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                       : reflection.GetMessage(message, field),
                  use, path + ".");
    }
  }
}

void SetText(Message& message, std::string_view path, const std::string& value) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(TakePart(path));
  if (path.empty()) return SetOwnText(message, *field, value);
  SetText(MessageIn(message, *field), path, value);
}

std::string ValueAt(const Message& message, std::string_view path) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(TakePart(path));
  if (field == nullptr) fault::Die(StrCat(message.GetTypeName(), " has no such field"));
  const int index = field->is_repeated() ? std::stoi(TakePart(path)) : 0;
  if (path.empty()) return OwnValue(message, *field, index);
  const Reflection& reflection = *message.GetReflection();
  if (!field->is_repeated()) return ValueAt(reflection.GetMessage(message, field), path);
  if (index >= reflection.FieldSize(message, field)) return "";
  return ValueAt(reflection.GetRepeatedMessage(message, field, index), path);
}

}  // namespace careloop::leak

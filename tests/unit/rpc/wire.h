#ifndef CARELOOP_TESTS_UNIT_RPC_WIRE_H_
#define CARELOOP_TESTS_UNIT_RPC_WIRE_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/audit/v1/audit_service.pb.h"
#include "careloop/common/v1/education.pb.h"
#include "careloop/common/v1/options.pb.h"
#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"
#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "google/protobuf/descriptor.h"

namespace careloop::rpc {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The files that declare services: all that can go over the wire is reached from here. A test compares them with
// protos/.
inline std::vector<const FileDescriptor*> ServiceFiles() {
  return {admin::v1::ListUndeliveredRequest::descriptor()->file(),
          audit::v1::ExportLogRequest::descriptor()->file(),
          content::v1::ListPublicationsRequest::descriptor()->file(),
          content::v1::ImportPublicationRequest::descriptor()->file(),
          journal::v1::GetRuleSetRequest::descriptor()->file(),
          journal::v1::RecordEntryRequest::descriptor()->file(),
          messaging::v1::CreateCareTeamRequest::descriptor()->file(),
          messaging::v1::DeliverShareRequest::descriptor()->file(),
          messaging::v1::SendMessageRequest::descriptor()->file()};
}

inline std::vector<const MethodDescriptor*> AllRpcs() {
  std::vector<const MethodDescriptor*> rpcs;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int s = 0; s < file->service_count(); ++s) {
      for (int m = 0; m < file->service(s)->method_count(); ++m) rpcs.push_back(file->service(s)->method(m));
    }
  }
  return rpcs;
}

inline bool IsEducational(const Descriptor* type) { return type->options().GetExtension(common::v1::educational); }

// The fields that lead from a message to an educational one inside it; empty if the message is educational itself.
using Path = std::vector<const FieldDescriptor*>;

inline void FindPaths(const Descriptor* type, Path& path, std::vector<const Descriptor*>& above,
                      std::vector<Path>& paths) {
  if (IsEducational(type)) paths.push_back(path);
  above.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    const Descriptor* inner = type->field(i)->message_type();
    if (inner == nullptr || std::find(above.begin(), above.end(), inner) != above.end()) continue;
    path.push_back(type->field(i));
    FindPaths(inner, path, above, paths);
    path.pop_back();
  }
  above.pop_back();
}

// All ways in which a message of this type can hold educational text. Finds them without the guard's help.
inline std::vector<Path> PathsToEducation(const Descriptor* type) {
  std::vector<Path> paths;
  std::vector<const Descriptor*> above;
  Path path;
  FindPaths(type, path, above, paths);
  return paths;
}

// Makes the message at the end of a path, and those on the way to it.
inline Message* Reach(Message& message, const Path& path) {
  Message* inner = &message;
  for (const FieldDescriptor* field : path) {
    const auto* reflection = inner->GetReflection();
    inner = field->is_repeated() ? reflection->AddMessage(inner, field) : reflection->MutableMessage(inner, field);
  }
  return inner;
}

inline std::string PathText(const Descriptor* type, const Path& path) {
  std::string text = type->full_name();
  for (const FieldDescriptor* field : path) text += "." + field->name();
  return text;
}

}  // namespace careloop::rpc

#endif  // CARELOOP_TESTS_UNIT_RPC_WIRE_H_

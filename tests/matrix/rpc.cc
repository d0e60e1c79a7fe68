#include "tests/matrix/rpc.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "careloop/admin/v1/admin_service.pb.h"
#include "careloop/audit/v1/audit_service.pb.h"
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

namespace careloop::matrix {
namespace {

using fault::Victim;
using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

constexpr char kPrefix[] = "careloop.";

// The linker leaves out files that nothing refers to.
void ReferToAllServices() {
  admin::v1::ListUndeliveredRequest::descriptor();
  audit::v1::ExportLogRequest::descriptor();
  content::v1::GetPublicationRequest::descriptor();
  content::v1::PublishRevisionRequest::descriptor();
  journal::v1::GetRuleSetRequest::descriptor();
  journal::v1::GetEntryRequest::descriptor();
  messaging::v1::GetCareTeamRequest::descriptor();
  messaging::v1::DeliverShareRequest::descriptor();
  messaging::v1::GetThreadRequest::descriptor();
}

std::vector<Victim> ServersOf(const std::string& package) {
  if (package == "careloop.content.v1") return {Victim::kContent};
  if (package == "careloop.journal.v1") return {Victim::kJournal};
  if (package == "careloop.messaging.v1") return {Victim::kMessaging};
  return {Victim::kJournal, Victim::kMessaging};
}

bool HasService(const std::filesystem::path& path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("service ")) return true;
  }
  return false;
}

std::vector<std::string> FilesWithServices() {
  const std::filesystem::path root = CARELOOP_SOURCE_DIR "/protos";
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const bool has_service = entry.path().extension() == ".proto" && HasService(entry.path());
    if (has_service) files.push_back(entry.path().lexically_relative(root).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const FileDescriptor& Linked(const std::string& file) {
  const FileDescriptor* descriptor = DescriptorPool::generated_pool()->FindFileByName(file);
  if (descriptor == nullptr) fault::Die(StrCat("protos/", file, " is not linked into the access matrix"));
  return *descriptor;
}

}  // namespace

std::string Rpc::name() const {
  return StrCat(method->service()->full_name().substr(sizeof(kPrefix) - 1), "/", method->name());
}

std::string Rpc::text() const {
  const bool alone = ServersOf(method->file()->package()).size() == 1;
  return alone ? name() : StrCat(fault::NameOf(server), ":", name());
}

std::string Rpc::path() const { return StrCat("/", kPrefix, name()); }

std::vector<Rpc> RpcsOfTheContract() {
  ReferToAllServices();
  std::vector<Rpc> rpcs;
  for (const std::string& name : FilesWithServices()) {
    const FileDescriptor& file = Linked(name);
    for (int s = 0; s < file.service_count(); ++s) {
      for (int m = 0; m < file.service(s)->method_count(); ++m) {
        for (const Victim server : ServersOf(file.package())) rpcs.push_back({file.service(s)->method(m), server});
      }
    }
  }
  return rpcs;
}

Rpc RpcNamed(const std::string& name) {
  std::string full = StrCat(kPrefix, name);
  std::replace(full.begin(), full.end(), '/', '.');
  const auto* method = DescriptorPool::generated_pool()->FindMethodByName(full);
  if (method == nullptr) fault::Die(StrCat("there is no RPC ", name));
  return {method, ServersOf(method->file()->package()).front()};
}

}  // namespace careloop::matrix

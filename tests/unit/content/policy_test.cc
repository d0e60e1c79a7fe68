#include "services/content/rpc/policy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

std::set<std::string> MethodsOf(const google::protobuf::FileDescriptor* file) {
  std::set<std::string> methods;
  for (int s = 0; s < file->service_count(); ++s) {
    const auto* service = file->service(s);
    for (int m = 0; m < service->method_count(); ++m) {
      methods.insert(StrCat(service->full_name(), "/", service->method(m)->name()));
    }
  }
  return methods;
}

TEST(ContentPolicy, HasOneRowForEachRpc) {
  std::set<std::string> rpcs = MethodsOf(v1::ListPublicationsRequest::descriptor()->file());
  rpcs.merge(MethodsOf(v1::ImportPublicationRequest::descriptor()->file()));
  std::set<std::string> rows;
  for (const MethodPolicy& row : kPolicies) EXPECT_TRUE(rows.emplace(row.method).second) << row.method;
  EXPECT_EQ(rows, rpcs);
}

TEST(ContentPolicy, LetsEveryPersonReadAndOnlyEditorsPublish) {
  for (const MethodPolicy& row : kPolicies) {
    const bool publishing = row.method.find("PublishingService") != std::string_view::npos;
    EXPECT_EQ(row.roles, publishing ? RoleSet{Role::kEditor} : RoleSet::People()) << row.method;
  }
}

}  // namespace
}  // namespace careloop::content

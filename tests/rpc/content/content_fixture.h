#ifndef CARELOOP_TESTS_RPC_CONTENT_CONTENT_FIXTURE_H_
#define CARELOOP_TESTS_RPC_CONTENT_CONTENT_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "services/content/store/function_library.h"
#include "tests/rpc/content/content_server.h"
#include "tests/support/rpc_caller.h"
#include "tests/support/test_call.h"

namespace careloop::content {

// A loaded server on an empty Redis, and somebody of each kind who calls it.
class ContentFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redis_ = new testing::ServiceRedis("content", "{c:test}", kFunctionLibrary); }
  static void TearDownTestSuite() { delete redis_; }
  void SetUp() override {
    redis_->Clear();
    redis_->clock().Set(absl::FromUnixSeconds(testing::ServiceRedis::kStart));
    server_.emplace(*redis_);
    ASSERT_TRUE(server_->Load().ok());
  }

  testing::Answer<v1::ImportPublicationResponse> Import(const std::string& markdown, int request = 0,
                                                        bool validate_only = false) {
    v1::ImportPublicationRequest import;
    import.set_request_id(testing::RequestId(request == 0 ? ++last_request_ : request));
    import.set_markdown(markdown);
    import.set_validate_only(validate_only);
    return editor_.Call(server_->publishing(), &v1::PublishingService::Stub::ImportPublication, import);
  }
  testing::Answer<v1::PublishRevisionResponse> Publish(const std::string& id, int revision, int request = 0,
                                                       const std::string& etag = "") {
    v1::PublishRevisionRequest publish;
    publish.set_request_id(testing::RequestId(request == 0 ? ++last_request_ : request));
    publish.set_name(StrCat("publications/", id));
    publish.set_revision(revision);
    publish.set_etag(etag);
    return editor_.Call(server_->publishing(), &v1::PublishingService::Stub::PublishRevision, publish);
  }
  testing::Answer<v1::WithdrawPublicationResponse> Withdraw(const std::string& id, int request = 0,
                                                            const std::string& etag = "") {
    v1::WithdrawPublicationRequest withdraw;
    withdraw.set_request_id(testing::RequestId(request == 0 ? ++last_request_ : request));
    withdraw.set_name(StrCat("publications/", id));
    withdraw.set_reason("A dose was wrong.");
    withdraw.set_etag(etag);
    return editor_.Call(server_->publishing(), &v1::PublishingService::Stub::WithdrawPublication, withdraw);
  }
  testing::Answer<v1::PublishDisclaimerResponse> PublishDisclaimer(const std::string& language, int version,
                                                                   const std::string& text, int request = 0) {
    v1::PublishDisclaimerRequest publish;
    publish.set_request_id(testing::RequestId(request == 0 ? ++last_request_ : request));
    publish.set_language(language);
    publish.set_version(version);
    publish.set_text(text);
    return editor_.Call(server_->publishing(), &v1::PublishingService::Stub::PublishDisclaimer, publish);
  }
  // Imports and publishes a file of deploy/site, a second after what was published before.
  void Deploy(const std::string& id) {
    const auto draft = Import(DeployedMarkdown(id));
    ASSERT_TRUE(draft.ok()) << draft.message;
    redis_->clock().Advance(absl::Seconds(1));
    ASSERT_TRUE(Publish(id, draft.response.publication().revision()).ok());
  }
  testing::Answer<v1::GetPublicationResponse> Get(const testing::RpcCaller& caller, const std::string& id,
                                                  int revision = 0) {
    v1::GetPublicationRequest get;
    get.set_name(StrCat("publications/", id));
    get.set_revision(revision);
    return caller.Call(server_->content(), &v1::ContentService::Stub::GetPublication, get);
  }
  testing::Answer<v1::ListPublicationsResponse> List(const v1::ListPublicationsRequest& request) {
    return patient_.Call(server_->content(), &v1::ContentService::Stub::ListPublications, request);
  }

  static inline testing::ServiceRedis* redis_ = nullptr;
  std::optional<ContentServer> server_;
  const testing::RpcCaller patient_{Role::kPatient, "patient-1"};
  const testing::RpcCaller editor_{Role::kEditor, "editor-1"};
  int last_request_ = 1000;
};

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_RPC_CONTENT_CONTENT_FIXTURE_H_

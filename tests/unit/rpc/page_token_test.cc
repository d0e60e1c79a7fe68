#include "common/rpc/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "careloop/messaging/v1/messaging_service.pb.h"
#include "tests/support/fixed_random.h"
#include "tests/support/matchers.h"
#include "tests/support/test_call.h"

namespace careloop::rpc {
namespace {

using careloop::messaging::v1::ListThreadsRequest;
using testing::CallOf;

class PageTokensTest : public ::testing::Test {
 protected:
  static auto IsRefused() { return testing::FailsWith(absl::StatusCode::kInvalidArgument, reason::kPageTokenInvalid); }

  absl::StatusOr<std::string> OpenAs(const Call& call, ListThreadsRequest request, const std::string& token) {
    request.set_page_token(token);
    return tokens_.Open(call, request);
  }

  testing::FixedRandom random_;
  PageTokens tokens_{SecretKey(SecretKey::Bytes{}), random_};
  const Call call_ = CallOf(Role::kPatient, "patient-1");
  ListThreadsRequest request_ = [] {
    ListThreadsRequest request;
    request.set_parent("patients/-");
    return request;
  }();
};

TEST_F(PageTokensTest, OfTheFirstPageIsEmptyAndOfNoNextPageToo) {
  EXPECT_EQ(tokens_.Open(call_, request_).value(), "");
  EXPECT_EQ(tokens_.Seal(call_, request_, "").value(), "");
}

TEST_F(PageTokensTest, OpenToWhatWasSealedAlsoWithAnotherPageSize) {
  const std::string token = tokens_.Seal(call_, request_, "position 7").value();
  EXPECT_EQ(token.find("position"), std::string::npos);
  EXPECT_EQ(OpenAs(call_, request_, token).value(), "position 7");
  request_.set_page_size(3);
  EXPECT_EQ(OpenAs(call_, request_, token).value(), "position 7");
}

TEST_F(PageTokensTest, DoNotOpenForAnotherCallerMethodOrFilter) {
  const std::string token = tokens_.Seal(call_, request_, "position 7").value();
  EXPECT_THAT(OpenAs(CallOf(Role::kPatient, "patient-2"), request_, token), IsRefused());
  Call other_method = call_;
  other_method.method = "careloop.test.v1.TestService/Other";
  EXPECT_THAT(OpenAs(other_method, request_, token), IsRefused());
  ListThreadsRequest other = request_;
  other.set_care_team("careTeams/a");
  EXPECT_THAT(OpenAs(call_, other, token), IsRefused());
}

TEST_F(PageTokensTest, ThatWereAlteredDoNotOpen) {
  const std::string token = tokens_.Seal(call_, request_, "position 7").value();
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(OpenAs(call_, request_, altered), IsRefused()) << i;
  }
  EXPECT_THAT(OpenAs(call_, request_, token.substr(1)), IsRefused());
  EXPECT_THAT(OpenAs(call_, request_, "7"), IsRefused());
}

}  // namespace
}  // namespace careloop::rpc

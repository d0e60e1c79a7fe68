#include "common/crypto/sha256.h"
#include "tests/rpc/content/content_fixture.h"
#include "tests/support/matchers.h"

namespace careloop::content {
namespace {

using careloop::testing::FailsOnTheWireWith;
using careloop::testing::HasViolation;
using careloop::testing::HasViolations;
using grpc::StatusCode;

// All that a stream held.
struct Download {
  v1::Rendition rendition;
  std::string bytes;
  std::vector<size_t> chunks;
  grpc::Status status;
};

class DownloadRenditionTest : public ContentFixture {
 protected:
  Download Read(const v1::DownloadRenditionRequest& request, Role role = Role::kPatient) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", StrCat("Bearer ", careloop::testing::RpcCaller(role, "somebody").token()));
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    const auto reader = server_->content().DownloadRendition(&context, request);
    Download download;
    v1::DownloadRenditionResponse response;
    for (bool first = true; reader->Read(&response); first = false) {
      EXPECT_EQ(response.has_rendition(), first);
      EXPECT_EQ(response.data().empty(), first);
      if (first) download.rendition = response.rendition();
      if (!first) download.chunks.push_back(response.data().size());
      download.bytes += response.data();
    }
    download.status = reader->Finish();
    return download;
  }
  static v1::DownloadRenditionRequest Request(const std::string& id, v1::RenditionKind kind = v1::RENDITION_KIND_PDF) {
    v1::DownloadRenditionRequest request;
    request.set_name("publications/" + id);
    request.set_kind(kind);
    return request;
  }
};

// A text whose PDF takes several chunks.
std::string LongSheet() {
  std::string sheet =
      "---\nid: long\ntitle: A long sheet\nsummary: S\nkind: booklet\nlanguage: en\n"
      "sponsor_acknowledgement: Nobody.\nreview_due_date: 2030-01-31\ndiagnoses: [breast-cancer]\n---\n";
  for (int i = 0; i < 3000; ++i) sheet += StrCat("Paragraph ", i * i * 7919, " with words.\n\n");
  return sheet;
}

TEST_F(DownloadRenditionTest, TheFirstMessageSaysWhatTheBytesAreAndCarriesTheDisclaimer) {
  Deploy("fatigue");
  for (const auto& [kind, type] :
       {std::pair(v1::RENDITION_KIND_PDF, "application/pdf"), std::pair(v1::RENDITION_KIND_THUMBNAIL, "image/png")}) {
    const Download download = Read(Request("fatigue", kind));
    ASSERT_TRUE(download.status.ok()) << download.status.error_message();
    const v1::Rendition& rendition = download.rendition;
    EXPECT_EQ(rendition.name(), "publications/fatigue");
    EXPECT_EQ(rendition.revision(), 1);
    EXPECT_EQ(rendition.kind(), kind);
    EXPECT_EQ(rendition.state(), v1::PUBLICATION_STATE_PUBLISHED);
    EXPECT_TRUE(rendition.review_overdue()) << "it is the year 2100 in this test";
    EXPECT_EQ(rendition.content_type(), type);
    EXPECT_EQ(rendition.page_count(), 1);
    EXPECT_EQ(static_cast<size_t>(rendition.size_bytes()), download.bytes.size());
    EXPECT_EQ(rendition.sha256(), Sha256Hex(download.bytes));
    EXPECT_EQ(rendition.disclaimer().version(), 1);
    EXPECT_FALSE(rendition.disclaimer().text().empty());
    EXPECT_FALSE(rendition.sponsor_acknowledgement().empty());
  }
}

TEST_F(DownloadRenditionTest, SendsPiecesOf64KibAndGoesOnAtAnyOffset) {
  ASSERT_TRUE(Import(LongSheet()).ok());
  ASSERT_TRUE(Publish("long", 1).ok());
  auto request = Request("long");
  const Download whole = Read(request);
  ASSERT_TRUE(whole.status.ok()) << whole.status.error_message();
  ASSERT_GE(whole.chunks.size(), 2u);
  for (size_t i = 0; i + 1 < whole.chunks.size(); ++i) EXPECT_EQ(whole.chunks[i], 65'536u);
  request.set_sha256(whole.rendition.sha256());
  for (const size_t offset : {size_t{1}, size_t{65'536}, size_t{70'000}, whole.bytes.size()}) {
    request.set_offset(static_cast<int64_t>(offset));
    const Download rest = Read(request);
    EXPECT_TRUE(rest.status.ok()) << rest.status.error_message();
    EXPECT_EQ(rest.bytes, whole.bytes.substr(offset));
    EXPECT_EQ(rest.rendition.SerializeAsString(), whole.rendition.SerializeAsString());
  }
  request.set_offset(static_cast<int64_t>(whole.bytes.size()) + 1);
  EXPECT_THAT(Read(request).status, HasViolation("offset"));
}

TEST_F(DownloadRenditionTest, DoesNotGoOnWithTheFileOfAnotherState) {
  Deploy("fatigue");
  auto request = Request("fatigue");
  request.set_revision(1);
  request.set_sha256(Read(request).rendition.sha256());
  request.set_offset(100);
  Deploy("fatigue");
  EXPECT_THAT(Read(request).status, FailsOnTheWireWith(StatusCode::ABORTED, "VERSION_CONFLICT"));
  request.clear_offset();
  request.clear_sha256();
  const Download superseded = Read(request);
  EXPECT_EQ(superseded.rendition.state(), v1::PUBLICATION_STATE_SUPERSEDED);
  ASSERT_TRUE(Withdraw("fatigue").ok());
  const Download withdrawn = Read(request);
  EXPECT_EQ(withdrawn.rendition.state(), v1::PUBLICATION_STATE_WITHDRAWN);
  EXPECT_NE(withdrawn.rendition.sha256(), superseded.rendition.sha256());
  request.clear_revision();
  EXPECT_THAT(Read(request).status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
}

TEST_F(DownloadRenditionTest, IsTheSameOfEveryInstance) {
  Deploy("cansancio");
  const Download here = Read(Request("cansancio"));
  server_.emplace(*redis_);
  ASSERT_TRUE(server_->Load().ok());
  EXPECT_EQ(Read(Request("cansancio")).rendition.sha256(), here.rendition.sha256());
}

TEST_F(DownloadRenditionTest, ADraftIsSeenByEditorsAlone) {
  ASSERT_TRUE(Import(DeployedMarkdown("fatigue")).ok());
  auto request = Request("fatigue");
  request.set_revision(1);
  EXPECT_THAT(Read(request).status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  const Download draft = Read(request, Role::kEditor);
  EXPECT_TRUE(draft.status.ok()) << draft.status.error_message();
  EXPECT_EQ(draft.rendition.state(), v1::PUBLICATION_STATE_DRAFT);
  EXPECT_THAT(Read(Request("fatigue"), Role::kEditor).status, FailsOnTheWireWith(StatusCode::NOT_FOUND, "NOT_FOUND"));
  EXPECT_THAT(Read(request, Role::kService).status,
              FailsOnTheWireWith(StatusCode::PERMISSION_DENIED, "ROLE_NOT_ALLOWED"));
}

TEST_F(DownloadRenditionTest, RefusesWhatIsNoRequest) {
  v1::DownloadRenditionRequest request = Request("UPPER", v1::RENDITION_KIND_UNSPECIFIED);
  request.set_revision(-1);
  request.set_offset(-1);
  request.set_sha256("short");
  EXPECT_THAT(Read(request).status,
              HasViolations(std::vector<std::string>{"name", "revision", "kind", "offset", "sha256"}));
  request = Request("fatigue");
  request.set_offset(1);
  EXPECT_THAT(Read(request).status, HasViolation("sha256"));
  request.set_sha256(std::string(64, 'A'));
  EXPECT_THAT(Read(request).status, HasViolation("sha256"));
}

}  // namespace
}  // namespace careloop::content

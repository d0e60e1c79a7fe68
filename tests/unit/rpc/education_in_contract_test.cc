// Walks every RPC of all packages: what may hold educational text has a place for the disclaimer, and is guarded.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "common/rpc/educational.h"
#include "paths.h"
#include "tests/unit/rpc/wire.h"

namespace careloop::rpc {
namespace {

namespace fs = std::filesystem;
using ::testing::UnorderedElementsAreArray;

void CollectTypes(const Descriptor* type, std::set<const Descriptor*>& types) {
  if (!types.insert(type).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->message_type() != nullptr) CollectTypes(type->field(i)->message_type(), types);
  }
}

// Every message that any RPC takes or answers, at any depth.
std::set<const Descriptor*> TypesOnTheWire() {
  std::set<const Descriptor*> types;
  for (const MethodDescriptor* rpc : AllRpcs()) {
    CollectTypes(rpc->input_type(), types);
    CollectTypes(rpc->output_type(), types);
  }
  return types;
}

bool Has(const Descriptor* type, const std::string& field) { return type->FindFieldByName(field) != nullptr; }

TEST(EducationInContract, IsLookedForInEveryServiceOfTheProtos) {
  const std::regex service("(^|\n)service (\\w+) \\{");
  std::vector<std::string> declared;
  for (const auto& entry : fs::recursive_directory_iterator(CARELOOP_SOURCE_DIR "/protos")) {
    if (entry.path().extension() != ".proto") continue;
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const std::string proto = text.str();
    for (std::sregex_iterator match(proto.begin(), proto.end(), service), end; match != end; ++match) {
      declared.push_back((*match)[2]);
    }
  }
  std::vector<std::string> walked;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int s = 0; s < file->service_count(); ++s) walked.push_back(file->service(s)->name());
  }
  EXPECT_THAT(walked, UnorderedElementsAreArray(declared)) << "add the new service to ServiceFiles";
}

TEST(EducationInContract, HasAPlaceForDisclaimerAndAcknowledgement) {
  int educational = 0;
  for (const Descriptor* type : TypesOnTheWire()) {
    if (!IsEducational(type)) continue;
    ++educational;
    const FieldDescriptor* disclaimer = type->FindFieldByName("disclaimer");
    ASSERT_NE(disclaimer, nullptr) << type->full_name();
    EXPECT_EQ(disclaimer->message_type(), common::v1::Disclaimer::descriptor()) << type->full_name();
    EXPECT_FALSE(disclaimer->is_repeated()) << type->full_name();
    const FieldDescriptor* sponsor = type->FindFieldByName("sponsor_acknowledgement");
    ASSERT_NE(sponsor, nullptr) << type->full_name();
    EXPECT_EQ(sponsor->type(), FieldDescriptor::TYPE_STRING) << type->full_name();
    EXPECT_FALSE(sponsor->is_repeated()) << type->full_name();
    EXPECT_EQ(disclaimer->containing_oneof(), nullptr) << type->full_name();
    EXPECT_EQ(sponsor->containing_oneof(), nullptr) << type->full_name();
  }
  EXPECT_GE(educational, 5);
}

TEST(EducationInContract, IsMarkedWhereverAFieldHoldsIt) {
  for (const Descriptor* type : TypesOnTheWire()) {
    const bool teaches = Has(type, "body_markdown") || (Has(type, "title") && Has(type, "summary")) ||
                         Has(type, "mechanism") || Has(type, "excerpt") || Has(type, "suggested_query");
    EXPECT_TRUE(!teaches || IsEducational(type)) << type->full_name() << " holds educational text and is not marked so";
  }
}

TEST(EducationInContract, IsTheOnlyPlaceOfDisclaimersButForTheDisclaimerItself) {
  const std::set<const Descriptor*> of_the_disclaimer = {content::v1::GetDisclaimerResponse::descriptor(),
                                                         content::v1::PublishDisclaimerResponse::descriptor()};
  for (const Descriptor* type : TypesOnTheWire()) {
    if (!Has(type, "disclaimer") && !Has(type, "sponsor_acknowledgement")) continue;
    EXPECT_TRUE(IsEducational(type) || of_the_disclaimer.contains(type)) << type->full_name();
  }
}

TEST(EducationInContract, CannotHideInAMessageOfUnknownType) {
  for (const Descriptor* type : TypesOnTheWire()) {
    EXPECT_NE(type->full_name(), "google.protobuf.Any");
    EXPECT_NE(type->full_name(), "google.protobuf.Struct");
  }
}

TEST(EducationInContract, IsKnownToTheGuardInEveryResponseThatCanHoldIt) {
  for (const MethodDescriptor* rpc : AllRpcs()) {
    EXPECT_EQ(MayTeach(rpc->output_type()), !PathsToEducation(rpc->output_type()).empty()) << rpc->full_name();
  }
}

TEST(EducationInContract, IsNeverTakenFromAClient) {
  for (const MethodDescriptor* rpc : AllRpcs()) {
    EXPECT_FALSE(MayTeach(rpc->input_type())) << rpc->full_name();
  }
}

// A new RPC in this list, or one that leaves it, is to be seen in review.
TEST(EducationInContract, IsAnsweredByTheseRpcs) {
  std::vector<std::string> teaching;
  for (const MethodDescriptor* rpc : AllRpcs()) {
    if (MayTeach(rpc->output_type())) teaching.push_back(rpc->service()->name() + "/" + rpc->name());
  }
  const std::vector<std::string> known = {
      "ContentService/ListPublications",
      "ContentService/GetPublication",
      "ContentService/SearchPublications",
      "ContentService/ListTreatments",
      "ContentService/GetTreatment",
      "ContentService/FindRelatedPublications",
      "ContentService/DownloadRendition",
      "PublishingService/ImportPublication",
      "PublishingService/PublishRevision",
      "PublishingService/WithdrawPublication",
      "JournalService/RecordEntry",
      "JournalService/AmendEntry",
      "MessagingService/StartThread",
      "MessagingService/SendMessage",
      "MessagingService/ListMessages",
      "MessagingService/RetractMessage",
      "MessagingService/Watch",
  };
  EXPECT_THAT(teaching, UnorderedElementsAreArray(known));
}

TEST(EducationInContract, LeavesOnlyThroughUnaryRepliesAndServerStreams) {
  for (const MethodDescriptor* rpc : AllRpcs()) EXPECT_FALSE(rpc->client_streaming()) << rpc->full_name();
}

}  // namespace
}  // namespace careloop::rpc

#include "tests/rpc/messaging/written_limits.h"

#include <google/protobuf/message.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <regex>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/error.h"
#include "common/base/strings.h"
#include "paths.h"
#include "services/messaging/rpc/validate.h"

namespace careloop::messaging {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kFar = 50'001;

// ---- the contract -----------------------------------------------------------------------------------------------

// Comments stand on the lines before what they are of; our files have one thing a line.
void ReadComments(const std::filesystem::path& path, Comments& comments) {
  static const std::regex kScope(R"(^(?:message|service|enum|(oneof)) (\w+) \{$)");
  static const std::regex kNamed(R"(^(?:rpc (\w+)\(|(?:repeated )?[\w.]+ (\w+) = \d+;))");
  std::ifstream file(path);
  std::vector<std::string> scopes;
  std::string comment, line;
  while (std::getline(file, line)) {
    line.erase(0, line.find_first_not_of(' '));
    std::smatch match;
    if (line.starts_with("//")) {
      comment += line.substr(2);
      continue;
    }
    if (std::regex_search(line, match, kScope)) {
      scopes.push_back(match[1].matched ? scopes.back() : match[2].str());
    } else if (line == "}") {
      scopes.pop_back();
    } else if (!scopes.empty() && std::regex_search(line, match, kNamed)) {
      comments[StrCat(scopes.back(), ".", match[1].matched ? match[1].str() : match[2].str())] = comment;
    }
    comment.clear();
  }
}

std::string WordsAboutNames() {
  std::ifstream file(CARELOOP_SOURCE_DIR "/protos/careloop/common/v1/errors.proto");
  const std::string all(std::istreambuf_iterator<char>(file), {});
  const size_t start = all.find("// NAMES AND TEXT.");
  return all.substr(start, all.find("\n//\n", start) - start);
}

// ---- the numbers of a limit -------------------------------------------------------------------------------------

std::set<std::string> NumbersIn(const std::string& text) {
  static const std::regex kNumber(R"(\d[\d,]*\d|\d)");
  std::set<std::string> numbers;
  for (std::sregex_iterator i(text.begin(), text.end(), kNumber), end; i != end; ++i) {
    numbers.insert(absl::StrReplaceAll(i->str(), {{",", ""}}));
  }
  return numbers;
}

// The bounds of which a violation tells, without those that bound nothing.
std::set<std::string> LimitsIn(const std::string& description) {
  static const std::regex kLimits[] = {
      std::regex(R"(at most (\d+) are allowed()())"), std::regex(R"(is not within (-?\d+) to (\d+)())"),
      std::regex(R"(needs (\d+) to (\d+) of()())"), std::regex(R"(0 means (\d+), at most (\d+))")};
  std::set<std::string> limits;
  for (const std::regex& kind : kLimits) {
    std::smatch match;
    if (!std::regex_search(description, match, kind)) continue;
    limits.insert({match[1].str(), match[2].str()});
  }
  for (const char* none : {"", "0", "2147483647"}) limits.erase(none);
  return limits;
}

// Durations are limited in seconds and described in words.
bool Says(const std::string& comment, const std::string& limit) {
  static const std::map<std::string, std::string> kDurations = {
      {"60", "a minute"}, {"86400", "a day"}, {"604800", "7 days"}, {"2592000", "30 days"}};
  const auto duration = kDurations.find(limit);
  if (duration != kDurations.end() && absl::StrContains(comment, duration->second)) return true;
  return NumbersIn(comment).contains(limit);
}

// ---- the requests -----------------------------------------------------------------------------------------------

struct Request {
  const Message* empty;
  absl::Status (*validate)(const Message&);
};

template <typename... Requests>
std::map<const Descriptor*, Request> Checked() {
  return {{Requests::descriptor(), {&Requests::default_instance(), [](const Message& request) {
                                      return Validate(static_cast<const Requests&>(request));
                                    }}}...};
}

std::map<const Descriptor*, Request> AllChecked() {
  return Checked<v1::CreateCareTeamRequest, v1::AddMemberRequest, v1::RemoveMemberRequest,
                 v1::SetCareTeamSettingsRequest, v1::EnrolPatientRequest, v1::UnenrolPatientRequest,
                 v1::ListCareTeamsRequest, v1::GetCareTeamRequest, v1::ListTeamPatientsRequest, v1::CheckAccessRequest,
                 v1::AddCaregiverRequest, v1::RemoveCaregiverRequest, v1::ListCaregiversRequest, v1::StartThreadRequest,
                 v1::GetThreadRequest, v1::ListThreadsRequest, v1::SendMessageRequest, v1::ListMessagesRequest,
                 v1::RetractMessageRequest, v1::ListReadReceiptsRequest, v1::MarkReadRequest, v1::ClaimThreadRequest,
                 v1::ReleaseThreadRequest, v1::RerouteThreadRequest, v1::ResolveThreadRequest, v1::ReopenThreadRequest,
                 v1::SetThreadUrgencyRequest, v1::ListThreadChangesRequest, v1::SaveTemplateRequest,
                 v1::ListTemplatesRequest, v1::WatchRequest, v1::ExportThreadsRequest, v1::DeliverShareRequest,
                 v1::DeliverShareRevocationRequest, v1::DeliverAlertRequest>();
}

// One request, field by field, each with all others empty.
class Walk {
 public:
  Walk(const Request& request, const Comments& comments, std::string about_rpc, std::vector<std::string>& found)
      : validate_(request.validate),
        comments_(comments),
        about_rpc_(std::move(about_rpc)),
        found_(found),
        root_(request.empty->New()) {}

  void Run() { Visit(*root_, "", ""); }

 private:
  void Visit(Message& at, const std::string& path, const std::string& inherited) {
    for (int i = 0; i < at.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *at.GetDescriptor()->field(i);
      if (PassesOver(field)) continue;
      const auto own = comments_.find(StrCat(at.GetDescriptor()->name(), ".", field.name()));
      comment_ = own == comments_.end() ? inherited : own->second;
      if (field.is_repeated()) {
        VisitRepeated(at, field, path + field.name());
      } else {
        VisitOne(at, field, path + field.name());
      }
      at.GetReflection()->ClearField(&at, &field);
    }
  }

  // The request id is the call runner's, whose own tests hold it to its limit. What is said of a share's state here is
  // passed over.
  static bool PassesOver(const FieldDescriptor& field) {
    return field.name() == "request_id" || field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL ||
           (field.containing_type()->name() == "ShareReference" &&
            (field.name() == "state" || field.name() == "revoke_time"));
  }

  void VisitOne(Message& at, const FieldDescriptor& field, const std::string& path) {
    const auto& reflection = *at.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Visit(*reflection.MutableMessage(&at, &field), path + ".", comment_);
      case FieldDescriptor::CPPTYPE_STRING:
        reflection.SetString(&at, &field, std::string(kFar, 'x'));
        return Expect(path);
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection.SetEnumValue(&at, &field, kFar);
        return Expect(path);
      case FieldDescriptor::CPPTYPE_INT32:
        reflection.SetInt32(&at, &field, std::numeric_limits<int32_t>::max());
        Hear(path);  // it may have no upper limit
        reflection.SetInt32(&at, &field, std::numeric_limits<int32_t>::min());
        return Expect(path);
      default:
        reflection.SetInt64(&at, &field, std::numeric_limits<int64_t>::max());
        return Expect(path);
    }
  }

  void VisitRepeated(Message& at, const FieldDescriptor& field, const std::string& path) {
    Add(at, field, kFar);
    Expect(path);
    at.GetReflection()->ClearField(&at, &field);
    Add(at, field, 1);
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return Expect(path + "[0]");
    Visit(*at.GetReflection()->MutableRepeatedMessage(&at, &field, 0), path + "[0].", comment_);
  }

  static void Add(Message& at, const FieldDescriptor& field, int count) {
    for (int i = 0; i < count; ++i) {
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        at.GetReflection()->AddMessage(&at, &field);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
        at.GetReflection()->AddEnumValue(&at, &field, kFar);
      } else {
        at.GetReflection()->AddString(&at, &field, count == 1 ? std::string(kFar, 'x') : "x");
      }
    }
  }

  void Expect(const std::string& path) {
    if (!Hear(path)) found_.push_back(StrCat(NameOf(path), " is not refused"));
  }

  // Whether the field is refused, or all that it is a part of.
  bool Hear(const std::string& path) {
    bool refused = false;
    for (const FieldViolation& violation : ViolationsOf(validate_(*root_))) {
      const bool is_of_it = path == violation.field || absl::StartsWith(path, violation.field + ".");
      if (!is_of_it) continue;
      refused = true;
      for (const std::string& limit : LimitsIn(violation.description)) CheckWritten(path, limit);
    }
    return refused;
  }

  // An etag or a token is what a client was given, and gives back.
  void CheckWritten(const std::string& path, const std::string& limit) {
    if (absl::EndsWith(path, "etag") || absl::EndsWith(path, "_token")) return;
    const auto names = comments_.find("");
    if (Says(StrCat(comment_, " ", about_rpc_, " ", names == comments_.end() ? "" : names->second), limit)) return;
    found_.push_back(StrCat(NameOf(path), " has the limit ", limit, ", which the contract does not say"));
  }

  std::string NameOf(const std::string& path) const { return StrCat(root_->GetDescriptor()->name(), ".", path); }

  absl::Status (*const validate_)(const Message&);
  const Comments& comments_;
  const std::string about_rpc_;
  std::vector<std::string>& found_;
  const std::unique_ptr<Message> root_;
  std::string comment_;  // of the field that is looked at
};

}  // namespace

Comments CommentsOfTheContract() {
  Comments comments = {{"", WordsAboutNames()}};
  const std::string folder = CARELOOP_SOURCE_DIR "/protos/careloop";
  ReadComments(folder + "/common/v1/identity.proto", comments);
  for (const auto& file : std::filesystem::directory_iterator(folder + "/messaging/v1")) {
    ReadComments(file.path(), comments);
  }
  return comments;
}

std::vector<std::string> UnwrittenLimits(const Comments& comments) {
  const std::map<const Descriptor*, Request> checked = AllChecked();
  std::vector<std::string> found;
  const auto& files = *google::protobuf::DescriptorPool::generated_pool();
  for (const char* name : {"CareTeamService", "MessagingService", "DeliveryService"}) {
    const auto& service = *files.FindServiceByName(StrCat("careloop.messaging.v1.", name));
    for (int i = 0; i < service.method_count(); ++i) {
      const auto request = checked.find(service.method(i)->input_type());
      const auto about = comments.find(StrCat(name, ".", service.method(i)->name()));
      if (request == checked.end()) {
        found.push_back(StrCat(service.method(i)->name(), " is missing in this test"));
      } else {
        Walk(request->second, comments, about == comments.end() ? "" : about->second, found).Run();
      }
    }
  }
  return found;
}

}  // namespace careloop::messaging

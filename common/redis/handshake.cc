#include "common/redis/handshake.h"

#include <array>
#include <initializer_list>
#include <string_view>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/redis/errors.h"
#include "common/redis/protocol.h"

namespace careloop::redis {
namespace {

// Without any one of these an acknowledged write can be lost, to a crash or to eviction.
struct Setting {
  std::string_view name;
  std::string_view value;
};
constexpr std::array<Setting, 4> kDurableProfile = {{
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"no-appendfsync-on-rewrite", "no"},
    {"maxmemory-policy", "noeviction"},
}};

// Redis' replies on a new connection are this client's own, so it need not be a secret.
constexpr char kTieNonce[] = "store";

void Append(std::initializer_list<std::string_view> arguments, std::string& out) {
  AppendCommand({arguments.begin(), arguments.size()}, out);
}

absl::Status CheckNoError(std::string_view what, const Reply& reply) {
  if (!reply.is_error()) return absl::OkStatus();
  return StoreUnavailable(StrCat(what, ": Redis answered ", LoggableError(reply.text())));
}

std::string_view ValueOf(std::string_view name, const Reply::Array& names_and_values) {
  for (size_t i = 0; i + 1 < names_and_values.size(); i += 2) {
    if (names_and_values[i].text() == name) return names_and_values[i + 1].text();
  }
  return "";
}

absl::Status CheckDurable(const Reply& reply) {
  for (const Setting& setting : kDurableProfile) {
    const std::string_view actual = ValueOf(setting.name, reply.array());
    if (actual == setting.value) continue;
    return StoreUnavailable(StrCat("Redis is not durable: ", setting.name, " is '", actual, "', must be '",
                                   setting.value, "' (see deploy/redis/durable.conf)"));
  }
  return absl::OkStatus();
}

absl::Status CheckSettings(const Reply& reply) {
  if (absl::Status status = CheckNoError("CONFIG GET", reply); !status.ok()) return status;
  return CheckDurable(reply);
}

// What exists already need not be ours: the next reply tells.
absl::Status CheckLoaded(const Reply& reply) {
  if (!reply.is_error() || reply.text().ends_with("already exists")) return absl::OkStatus();
  // An error of the Lua text is for the developer who wrote it.
  if (reply.text().starts_with("ERR ")) return StoreUnavailable(StrCat("FUNCTION LOAD: ", reply.text()));
  return CheckNoError("FUNCTION LOAD", reply);
}

}  // namespace

// The answer is a list of libraries, each of names and values; the name that is asked for has nothing of a pattern.
std::string AskForFunctions(const FunctionLibrary& library) {
  std::string command;
  Append({"FUNCTION", "LIST", "LIBRARYNAME", library.name(), "WITHCODE"}, command);
  return command;
}

absl::Status CompareFunctions(const FunctionLibrary& library, const Reply& reply) {
  RETURN_IF_ERROR(CheckNoError("FUNCTION LIST", reply));
  if (ValueOf("library_code", reply.at(0).array()) == library.text()) return absl::OkStatus();
  return absl::DataLossError(ForAbsl(StrCat("the functions in Redis under the name ", library.name(),
                                            " are not those of this release (see deploy/redis/README.md)")));
}

Handshake::Handshake(Credentials loader, Credentials service, const FunctionLibrary& library, Redis redis, StoreTie tie)
    : loader_(std::move(loader)),
      service_(std::move(service)),
      library_(library),
      redis_(std::move(redis)),
      tie_(std::move(tie)) {}

std::string Handshake::Begin() {
  step_ = 0;
  commands_.clear();
  Append({"AUTH", loader_.user, loader_.password}, commands_);
  Append({"CONFIG", "GET", kDurableProfile[0].name, kDurableProfile[1].name, kDurableProfile[2].name,
          kDurableProfile[3].name},
         commands_);
  Append({"FUNCTION", "LOAD", library_.text()}, commands_);
  commands_ += AskForFunctions(library_);
  return TakeCommands();
}

absl::Status Handshake::CheckFunctions(const Reply& reply) {
  RETURN_IF_ERROR(CompareFunctions(library_, reply));
  Append({"AUTH", service_.user, service_.password}, commands_);
  // A Redis that is full still answers what only reads.
  if (!tie_.id.empty() && tie_.is_new) {
    Append({"FCALL", library_.FullName("store_claim"), "1", redis_.tag, kTieNonce, tie_.id}, commands_);
  } else if (!tie_.id.empty()) {
    Append({"FCALL_RO", library_.FullName("store_id"), "1", redis_.tag, kTieNonce}, commands_);
  }
  return absl::OkStatus();
}

absl::Status Handshake::CompareIds(const std::string& found) const {
  if (found == tie_.id) return absl::OkStatus();
  const std::string redis =
      found.empty() ? "Redis is of none: it was emptied, or is another" : "Redis is of store " + found;
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
               StrCat(tie_.kept, " does not belong to this Redis (", redis_.address, "): it is ",
                      tie_.is_new ? "new" : "of store " + tie_.id, ", and ", redis, " (see SECURITY.md, Keys)"));
}

// Whose claim has held once has something to lose by another.
absl::Status Handshake::CheckTie(const Reply& reply) {
  RETURN_IF_ERROR(CheckNoError("store id", reply));
  const absl::Status tied = CompareIds(reply.at(1).text());
  if (tied.ok()) tie_.is_new = false;
  if (tie_.told) tie_.told(tied);
  return tied;
}

absl::Status Handshake::OnReply(const Reply& reply) {
  switch (step_++) {
    case 0:
      return CheckNoError(StrCat("AUTH ", loader_.user), reply);
    case 1:
      return CheckSettings(reply);
    case 2:
      return CheckLoaded(reply);
    case 3:
      return CheckFunctions(reply);
    case 4:
      return CheckNoError(StrCat("AUTH ", service_.user), reply);
    default:
      return CheckTie(reply);
  }
}

}  // namespace careloop::redis

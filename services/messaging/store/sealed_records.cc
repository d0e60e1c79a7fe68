#include "services/messaging/store/sealed_records.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

// Stored, in what each record is bound to: never changed.
constexpr char kThread[] = "thread";
constexpr char kMessage[] = "message";
constexpr char kEnrolment[] = "enrolment";
constexpr char kCaregiver[] = "caregiver";
constexpr char kTeam[] = "team";
constexpr char kMember[] = "member";
constexpr char kSettings[] = "team settings";
constexpr char kTemplate[] = "template";
constexpr char kErased[] = "erased patient";

// Before the id of a message that is not bound to a thread. No request id begins so.
constexpr std::string_view kOfAnyThread = "*";

std::string_view TypeOf(Deed deed) {
  switch (deed) {
    case Deed::kChange:
      return "change";
    case Deed::kRead:
      return "receipt";
    case Deed::kRetract:
      return "retraction";
  }
  return "";
}

// The id, which EncryptNamed puts after its length, is authenticated with the rest.
bool IsOfAnyThread(std::string_view bytes) { return bytes.substr(bytes.empty() ? 0 : 1).starts_with(kOfAnyThread); }

}  // namespace

std::string SealThread(const Thread& thread, std::string_view starter, const OwnerKeys& keys) {
  return keys.Encrypt(Encode(thread, starter), {.type = kThread, .parent = "", .id = thread.ref.thread});
}

absl::Status OpenThread(std::string_view bytes, const OwnerKeys& keys, Thread& thread) {
  const RecordName name{.type = kThread, .parent = "", .id = thread.ref.thread};
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, name));
  return DecodeThread(record, thread);
}

std::string SealMessage(const Message& message, const OwnerKeys& keys, std::string_view thread, std::string_view id) {
  return keys.EncryptNamed(Encode(message), kMessage, thread, thread.empty() ? StrCat(kOfAnyThread, id) : StrCat(id));
}

absl::StatusOr<Message> OpenMessage(std::string_view bytes, const OwnerKeys& keys, std::string_view thread,
                                    int64_t number, const std::string& sender, absl::Time sent) {
  const std::string_view parent = IsOfAnyThread(bytes) ? std::string_view() : thread;
  ASSIGN_OR_RETURN(const std::string record, keys.DecryptNamed(bytes, kMessage, parent));
  return DecodeMessage(record, number, keys.PersonOf(sender), sent);
}

store::FoundRecord FoundMessage(std::string_view bytes, const OwnerKeys& keys, std::string_view thread) {
  std::string_view id = OwnerKeys::IdBefore(bytes);
  const bool opens = keys.DecryptNamed(bytes, kMessage, IsOfAnyThread(bytes) ? std::string_view() : thread).ok();
  if (id.starts_with(kOfAnyThread)) id.remove_prefix(kOfAnyThread.size());
  const bool is_reply = id.ends_with(kReplySuffix);
  if (is_reply) id.remove_suffix(kReplySuffix.size());
  return {.id = std::string(id), .is_reply = is_reply, .opens = opens};
}

std::string SealChange(const ThreadChange& change, const OwnerKeys& keys, std::string_view thread,
                       std::string_view id) {
  return keys.EncryptNamed(Encode(change), TypeOf(Deed::kChange), thread, id);
}

std::string SealPerson(Deed deed, const Person& person, std::string_view note, const OwnerKeys& keys,
                       std::string_view thread, std::string_view id) {
  return keys.EncryptNamed(Encode(person, note), TypeOf(deed), thread, id);
}

absl::StatusOr<ChangeWords> OpenWords(Deed deed, std::string_view bytes, const OwnerKeys& keys, std::string_view thread,
                                      const std::string& person) {
  ASSIGN_OR_RETURN(const std::string record, keys.DecryptNamed(bytes, TypeOf(deed), thread));
  return DecodeChange(record, keys.PersonOf(person));
}

std::string SealEnrolment(const Enrolment& enrolment, const OwnerKeys& keys, std::string_view team) {
  return keys.Encrypt(Encode(enrolment), {.type = kEnrolment, .parent = team, .id = ""});
}

absl::StatusOr<Enrolment> OpenEnrolment(std::string_view bytes, const OwnerKeys& keys, std::string_view team) {
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, {.type = kEnrolment, .parent = team, .id = ""}));
  return DecodeEnrolment(record, keys.person());
}

std::string SealCaregiver(const Caregiver& caregiver, const OwnerKeys& keys) {
  return keys.Encrypt(Encode(caregiver), {.type = kCaregiver, .parent = "", .id = caregiver.person});
}

absl::Status OpenCaregiver(std::string_view bytes, const OwnerKeys& keys, Caregiver& caregiver) {
  const RecordName name{.type = kCaregiver, .parent = "", .id = caregiver.person};
  ASSIGN_OR_RETURN(const std::string record, keys.Decrypt(bytes, name));
  return DecodeCaregiver(record, caregiver);
}

std::string SealTeam(const CareTeam& team, const OwnerKeys& site) {
  return site.Encrypt(Encode(team), {.type = kTeam, .parent = "", .id = team.id});
}

absl::StatusOr<CareTeam> OpenTeam(std::string_view bytes, const OwnerKeys& site, std::string id) {
  ASSIGN_OR_RETURN(const std::string record, site.Decrypt(bytes, {.type = kTeam, .parent = "", .id = id}));
  return DecodeTeam(record, std::move(id));
}

std::string SealMember(const Member& member, const OwnerKeys& site, std::string_view team) {
  return site.Encrypt(Encode(member), {.type = kMember, .parent = team, .id = member.person});
}

absl::StatusOr<Member> OpenMember(std::string_view bytes, const OwnerKeys& site, std::string_view team,
                                  std::string person) {
  ASSIGN_OR_RETURN(const std::string record, site.Decrypt(bytes, {.type = kMember, .parent = team, .id = person}));
  return DecodeMember(record, std::move(person));
}

std::string SealSettings(const TeamSettings& settings, const OwnerKeys& site, std::string_view team) {
  return site.Encrypt(Encode(settings), {.type = kSettings, .parent = team, .id = ""});
}

absl::StatusOr<TeamSettings> OpenSettings(std::string_view bytes, const OwnerKeys& site, std::string_view team) {
  ASSIGN_OR_RETURN(const std::string record, site.Decrypt(bytes, {.type = kSettings, .parent = team, .id = ""}));
  return DecodeSettings(record);
}

std::string SealErased(const std::string& patient, const OwnerKeys& site) {
  return absl::WebSafeBase64Escape(ForAbsl(site.Encrypt(patient, {.type = kErased, .parent = "", .id = ""})));
}

absl::StatusOr<std::string> OpenErased(std::string_view word, const OwnerKeys& site) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ForAbsl(word), &bytes)) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "an entry of the log is damaged");
  }
  return site.Decrypt(bytes, {.type = kErased, .parent = "", .id = ""});
}

std::string SealTemplate(const MessageTemplate& saved, const OwnerKeys& site) {
  return site.Encrypt(Encode(saved), {.type = kTemplate, .parent = saved.team, .id = saved.id});
}

absl::StatusOr<MessageTemplate> OpenTemplate(std::string_view bytes, const OwnerKeys& site, std::string_view team,
                                             std::string id, std::string person) {
  ASSIGN_OR_RETURN(const std::string record, site.Decrypt(bytes, {.type = kTemplate, .parent = team, .id = id}));
  ASSIGN_OR_RETURN(MessageTemplate saved, DecodeTemplate(record, std::move(person)));
  saved.id = std::move(id);
  return saved;
}

}  // namespace careloop::messaging

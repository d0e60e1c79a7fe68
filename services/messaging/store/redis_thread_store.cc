#include "services/messaging/store/redis_thread_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/store/erasures.h"
#include "services/messaging/store/keys_to_write.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

using redis::Function;
using redis::Reply;

constexpr Function kTeamOfThread{"team_of_thread", Function::Effect::kReads};
constexpr Function kTeamOfAlert{"team_of_alert", Function::Effect::kReads};
constexpr Function kThread{"thread", Function::Effect::kReads};
constexpr Function kThreads{"threads", Function::Effect::kReads};
constexpr Function kThreadsById{"threads_by_id", Function::Effect::kReads};
constexpr Function kReceipts{"receipts", Function::Effect::kReads};
constexpr Function kMessages{"messages", Function::Effect::kReads};

constexpr size_t kPageBytes = 1 << 20;

constexpr store::Refusal kRefusals[] = {
    store::kErased[0],
    {"NO_THREAD", absl::StatusCode::kNotFound, reason::kNotFound, "thread not found"},
    {"NO_TEAM", absl::StatusCode::kNotFound, reason::kNotFound, "care team not found"},
    {"NOT_ENROLLED", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "care_team: has not enrolled the patient"},
    {"NO_MEMBERS", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "care_team: has no members who could answer"},
    {"NO_MEMBERS_YET", absl::StatusCode::kAborted, reason::kFailedState,  // and is delivered when somebody is there
     "care_team: has no members who could answer"},
    {"OTHER_SETTINGS", absl::StatusCode::kAborted, reason::kVersionConflict,
     "care_team: has other settings than the service remembered; send it again"},
    {"NO_PATIENT", absl::StatusCode::kNotFound, reason::kNotFound, "patient not found"},
    {"NO_MESSAGE", absl::StatusCode::kNotFound, reason::kNotFound, "message not found"},
    {"NOT_SENDER", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "name: is a message that somebody else has sent", /*is_denial=*/true},
    {"ABOVE_LAST", absl::StatusCode::kInvalidArgument, reason::kInvalidField,
     "up_to: is above the number of the thread's last message"},
};

// As whom somebody acts: a member of the thread's team, a caregiver, or the patient.
std::string Standing(Role role) {
  if (role == Role::kCaregiver) return "c";
  return role == Role::kClinician ? "1" : "0";
}

std::string Millis(absl::Time time) { return StrCat(absl::ToUnixMillis(time)); }

int64_t Number(const std::string& text) {
  int64_t value = 0;
  return absl::SimpleAtoi(text, &value) ? value : 0;
}

absl::StatusOr<std::vector<std::string>> WordsOf(const std::string& outcome, size_t count) {
  std::vector<std::string> words = absl::StrSplit(outcome, ' ');
  if (words.size() != count) return absl::InternalError("outcome of another shape");
  return words;
}

Sent SentOf(const std::vector<std::string>& words) {
  return {Number(words[0]), absl::FromUnixMillis(Number(words[1]))};
}

// The key of what was delivered, or revoked, for "patients/P/shares/ID": "OWNER/ID".
std::string MemoryOf(const std::string& owner, std::string_view name) {
  return StrCat(owner, "/", name.substr(name.rfind('/') + 1));
}

// As start_thread, send, deliver_share and deliver_alert read it. `thread` as in SealMessage.
void AppendReception(std::vector<std::string>& args, const Reception& reception, const Call& call,
                     const OwnerKeys& keys, std::string_view thread) {
  args.push_back(reception.team);
  args.push_back(StrCat(reception.settings_version));
  args.push_back(Millis(reception.due.routine));
  args.push_back(Millis(reception.due.urgent));
  args.push_back(reception.closed ? Millis(reception.closed->since) : "");
  args.push_back(reception.closed
                     ? SealMessage(reception.closed->reply, keys, thread, StrCat(call.request_id, kReplySuffix))
                     : "");
  args.push_back(reception.attention ? "1" : "");
}
}  // namespace

Task<absl::StatusOr<std::vector<std::string>>> RedisThreadStore::Write(const Call& call, std::string_view function,
                                                                       size_t count, std::vector<std::string> args) {
  const Function write{function, Function::Effect::kWrites};
  std::vector<std::string> all = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(write, std::move(all), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  co_return WordsOf(outcome, count);
}

Task<absl::StatusOr<ThreadStore::Started>> RedisThreadStore::Start(const Call& call, Thread thread, Message first,
                                                                   std::optional<Reception> reception) {
  const std::string& id = thread.ref.thread;
  CO_ASSIGN_OR_RETURN(const auto keys, co_await KeysToWrite(keys_, call, thread.ref.patient, "patient"));
  std::vector<std::string> args = {keys->owner(),
                                   id,
                                   thread.care_team,
                                   SealThread(thread, first.sender.id, *keys),
                                   keys->NameOf(first.sender.id),
                                   SealMessage(first, *keys, id, call.request_id),
                                   Millis(thread.started)};
  if (reception) AppendReception(args, *reception, call, *keys, id);
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "start_thread", 2, std::move(args)));
  co_return Started{words[0], absl::FromUnixMillis(Number(words[1]))};
}

Task<absl::StatusOr<std::optional<ThreadStore::Started>>> RedisThreadStore::StartedBefore(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto outcome, co_await idempotency_.EarlierOutcome(redis_, call));
  if (!outcome) co_return std::optional<Started>();
  CO_ASSIGN_OR_RETURN(const auto words, WordsOf(*outcome, 2));
  co_return std::optional<Started>({words[0], absl::FromUnixMillis(Number(words[1]))});
}

Task<absl::StatusOr<std::optional<Sent>>> RedisThreadStore::Appended(const Call& call) {
  CO_ASSIGN_OR_RETURN(const auto outcome, co_await idempotency_.EarlierOutcome(redis_, call));
  if (!outcome) co_return std::optional<Sent>();
  CO_ASSIGN_OR_RETURN(const auto words, WordsOf(*outcome, 2));
  co_return std::optional<Sent>(SentOf(words));
}

Task<absl::StatusOr<Sent>> RedisThreadStore::Append(const Call& call, ThreadRef thread, Message message,
                                                    std::optional<Reception> reception) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await KeysToWrite(keys_, call, thread.patient, "thread"));
  std::string sender = keys->NameOf(message.sender.id);
  std::string now = Millis(message.sent);
  std::string line = StrCat(sender, " ", now, " ", SealMessage(message, *keys, thread.thread, call.request_id));
  std::vector<std::string> args = {keys->owner(),   thread.thread,  std::move(sender),
                                   std::move(line), std::move(now), Standing(message.sender.role)};
  if (reception) AppendReception(args, *reception, call, *keys, thread.thread);
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "send", 2, std::move(args)));
  co_return SentOf(words);
}

Task<absl::StatusOr<ReadMark>> RedisThreadStore::Mark(const Call& call, ThreadRef thread, Person reader, int64_t up_to,
                                                      absl::Time now) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await KeysToWrite(keys_, call, thread.patient, "thread"));
  std::string record = SealPerson(Deed::kRead, reader, "", *keys, thread.thread, call.request_id);
  std::vector<std::string> args = {keys->owner(),    std::move(thread.thread), keys->NameOf(reader.id),
                                   StrCat(up_to),    Standing(reader.role),    Millis(now),
                                   std::move(record)};
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "mark_read", 2, std::move(args)));
  co_return ReadMark{Number(words[0]), Number(words[1])};
}

Task<absl::Status> RedisThreadStore::Retract(const Call& call, ThreadRef thread, int64_t number,
                                             Retraction retraction) {
  const Person& person = retraction.person;
  CO_ASSIGN_OR_RETURN(const auto keys, co_await KeysToWrite(keys_, call, thread.patient, "thread"));
  std::string record = SealPerson(Deed::kRetract, person, retraction.reason, *keys, thread.thread, call.request_id);
  std::vector<std::string> args = {keys->owner(),           std::move(thread.thread), StrCat(number),
                                   keys->NameOf(person.id), Standing(person.role),    Millis(retraction.time),
                                   std::move(record)};
  const auto words = co_await Write(call, "retract", 1, std::move(args));
  co_return words.status();
}

Task<absl::StatusOr<std::vector<ReadReceipt>>> RedisThreadStore::Receipts(const Call& call, ThreadRef thread,
                                                                          int64_t above, int most) {
  std::vector<std::string> args = {
      keys_.PseudonymOf(thread.patient), thread.thread, keys_.NameOf(call.caller->subject, thread.patient),
      Standing(call.caller->role),       StrCat(above), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kReceipts, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("thread");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(thread.patient)));
  std::vector<ReadReceipt> receipts;
  for (const Reply& row : reply[0].array()) {
    CO_ASSIGN_OR_RETURN(ReadReceipt receipt, ReceiptOf(row.array(), {*keys, thread.thread}));
    receipts.push_back(std::move(receipt));
  }
  co_return receipts;
}

Task<absl::StatusOr<ThreadStore::Delivered>> RedisThreadStore::DeliverShare(const Call& call, Thread thread,
                                                                            Message message, Reception reception) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(thread.ref.patient, call.deadline));
  std::vector<std::string> args = {MemoryOf(keys->owner(), message.share->name),
                                   keys->owner(),
                                   thread.ref.thread,
                                   thread.care_team,
                                   SealThread(thread, message.sender.id, *keys),
                                   keys->NameOf(message.sender.id),
                                   SealMessage(message, *keys, "", call.request_id),
                                   Millis(message.sent)};
  AppendReception(args, reception, call, *keys, "");
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "deliver_share", 3, std::move(args)));
  co_return Delivered{words[0], Sent{Number(words[1]), absl::FromUnixMillis(Number(words[2]))}};
}

// No key is needed, so that it can be told also of a share whose patient's keys are lost.
Task<absl::StatusOr<absl::Time>> RedisThreadStore::RevokeShare(const Call& call, std::string patient, std::string share,
                                                               absl::Time revoked) {
  const std::string owner = keys_.PseudonymOf(patient);
  std::vector<std::string> args = {MemoryOf(owner, share), owner, Millis(revoked)};
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "revoke_share", 1, std::move(args)));
  co_return absl::FromUnixMillis(Number(words[0]));
}

Task<absl::StatusOr<std::string>> RedisThreadStore::TeamOfAlert(const Call& call, std::string patient,
                                                                std::string alert) {
  const std::string owner = keys_.PseudonymOf(patient);
  std::vector<std::string> args = {owner, MemoryOf(owner, alert)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTeamOfAlert, std::move(args), call.deadline));
  co_return reply.empty() ? std::string() : reply[0].text();
}

Task<absl::StatusOr<ThreadStore::Delivered>> RedisThreadStore::DeliverAlert(const Call& call, Thread thread,
                                                                            Message message, Reception reception) {
  const AlertReference& alert = *message.alert;
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForWriting(thread.ref.patient, call.deadline));
  std::vector<std::string> args = {MemoryOf(keys->owner(), alert.name),
                                   StrCat(alert.trigger),
                                   keys->owner(),
                                   thread.ref.thread,
                                   thread.care_team,
                                   SealThread(thread, message.sender.id, *keys),
                                   keys->NameOf(message.sender.id),
                                   SealMessage(message, *keys, "", call.request_id),
                                   Millis(message.sent),
                                   alert.can_wait ? "" : "1"};
  AppendReception(args, reception, call, *keys, "");
  CO_ASSIGN_OR_RETURN(const auto words, co_await Write(call, "deliver_alert", 3, std::move(args)));
  co_return Delivered{words[0], Sent{Number(words[1]), absl::FromUnixMillis(Number(words[2]))}};
}

Task<absl::StatusOr<std::string>> RedisThreadStore::TeamOf(const Call& call, ThreadRef thread) {
  std::vector<std::string> args = {keys_.PseudonymOf(thread.patient), std::move(thread.thread)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTeamOfThread, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("thread");
  co_return reply[0].text();
}

Task<absl::StatusOr<ThreadSnapshot>> RedisThreadStore::Get(const Call& call, ThreadRef thread, std::string reader) {
  std::vector<std::string> args = {keys_.PseudonymOf(thread.patient), thread.thread,
                                   keys_.NameOf(std::move(reader), thread.patient), Standing(call.caller->role)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kThread, std::move(args), call.deadline));
  if (reply.size() != 2) co_return NotFound("thread");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(thread.patient)));
  CO_ASSIGN_OR_RETURN(Thread found, ThreadOf(reply[0].array(), *keys));
  CO_ASSIGN_OR_RETURN(const Place place, ParsePlace(reply[1].text()));
  co_return ThreadSnapshot{std::move(found), place};
}

Task<absl::StatusOr<ThreadPage>> RedisThreadStore::List(const Call& call, ThreadQuery query) {
  std::vector<std::string> args = {keys_.PseudonymOf(query.patient),
                                   StrCat(query.most),
                                   query.after ? Millis(query.after->last_time) : "",
                                   query.after ? query.after->thread : "",
                                   std::move(query.team),
                                   keys_.NameOf(std::move(query.reader), query.patient)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kThreads, std::move(args), call.deadline));
  if (reply.size() != 3) co_return absl::InternalError("threads: reply of another shape");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(query.patient)));
  ThreadPage page;
  for (const Reply& row : reply[0].array()) {
    CO_ASSIGN_OR_RETURN(Thread thread, ThreadOf(row.array(), *keys));
    page.threads.push_back(std::move(thread));
  }
  const Reply::Array& next = reply[1].array();
  if (next.size() == 2) page.next = ThreadCursor{absl::FromUnixMillis(Number(next[0].text())), next[1].text()};
  CO_ASSIGN_OR_RETURN(page.place, ParsePlace(reply[2].text()));
  co_return page;
}

Task<absl::StatusOr<ThreadsById>> RedisThreadStore::ListById(const Call& call, std::string patient, std::string after,
                                                             int most) {
  std::vector<std::string> args = {keys_.PseudonymOf(patient), std::move(after), StrCat(most),
                                   keys_.NameOf(call.caller->subject, patient), Standing(call.caller->role)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kThreadsById, std::move(args), call.deadline));
  if (reply.size() != 2) co_return OtherShape();
  ThreadsById page{.threads = {}, .next = reply[1].text()};
  if (reply[0].array().empty()) co_return page;  // of who has no thread there may be no key either
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  for (const Reply& row : reply[0].array()) {
    CO_ASSIGN_OR_RETURN(Thread thread, ThreadOf(row.array(), *keys));
    page.threads.push_back(std::move(thread));
  }
  co_return page;
}

Task<absl::StatusOr<MessagePage>> RedisThreadStore::Messages(const Call& call, MessageQuery query) {
  std::vector<std::string> args = {keys_.PseudonymOf(query.thread.patient),
                                   query.thread.thread,
                                   query.newest_first ? "1" : "0",
                                   StrCat(query.above),
                                   StrCat(query.below),
                                   StrCat(query.most + 1),
                                   keys_.NameOf(call.caller->subject, query.thread.patient),
                                   Standing(call.caller->role)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kMessages, std::move(args), call.deadline));
  if (reply.size() != 2) co_return NotFound("thread");
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(query.thread.patient)));
  MessagePage page;
  size_t bytes = 0;
  for (const Reply& row : reply[0].array()) {
    bytes += row.at(3).text().size();
    page.more =
        !page.messages.empty() && (page.messages.size() == static_cast<size_t>(query.most) || bytes > kPageBytes);
    if (page.more) break;
    CO_ASSIGN_OR_RETURN(Message message, MessageOf(row.array(), {*keys, query.thread.thread}));
    page.messages.push_back(std::move(message));
  }
  CO_ASSIGN_OR_RETURN(page.place, ParsePlace(reply[1].text()));
  co_return page;
}

}  // namespace careloop::messaging

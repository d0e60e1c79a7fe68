#include "services/messaging/domain/conversations.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

// How often a message is received anew when its team or the team's settings turn out to be others.
constexpr int kReceptions = 3;

absl::Status Invalid(std::string_view field, std::string_view description) {
  Violations violations;
  violations.Add(field, description);
  return violations.ToStatus();
}

}  // namespace

Task<absl::StatusOr<Conversations::Opened>> Conversations::Start(const Call& call, Opening opening) {
  CO_ASSIGN_OR_RETURN(const auto before, co_await parts_.store.StartedBefore(call));
  if (before) co_return co_await OpenedBefore(call, {std::move(opening.patient), before->thread});
  CO_ASSIGN_OR_RETURN(const std::string team, co_await TeamFor(call, opening));
  CO_ASSIGN_OR_RETURN(const Person self, co_await parts_.access.SelfIn(call, team, opening.patient));
  const absl::Time now = parts_.clock.Now();
  Opened opened{.thread = {.ref = {std::move(opening.patient), NewId(parts_.random)},
                           .care_team = team,
                           .subject = std::move(opening.subject),
                           .started = now,
                           .last_number = 1,
                           .last_time = now,
                           .read_up_to = 1},
                .first = {.number = 1, .sender = self, .sent = now, .text = std::move(opening.text)}};
  CO_ASSIGN_OR_RETURN(const auto started, co_await StartReceived(call, opened.thread, opened.first));
  CO_ASSIGN_OR_RETURN(const auto snapshot,
                      co_await parts_.store.Get(call, {opened.thread.ref.patient, started.thread}, self.id));
  opened.thread.ref = snapshot.thread.ref;
  opened.thread.patient_display_name = snapshot.thread.patient_display_name;
  opened.thread.started = opened.thread.last_time = opened.first.sent = started.time;
  CO_RETURN_IF_ERROR(co_await DescribeAsStarted(call, opened));
  co_return opened;
}

Task<absl::StatusOr<ThreadStore::Started>> Conversations::StartReceived(const Call& call, Thread thread,
                                                                        Message first) {
  for (int attempt = 1;; ++attempt) {
    std::optional<Reception> reception;
    if (first.sender.role != Role::kClinician) {
      CO_ASSIGN_OR_RETURN(reception, co_await parts_.calendars.Receive(thread.care_team, call.deadline));
    }
    if (reception) reception->attention = HasWarning(thread.subject, first.text);
    auto started = co_await parts_.store.Start(call, thread, first, std::move(reception));
    if (!absl::IsAborted(started.status()) || attempt == kReceptions) co_return started;
    parts_.calendars.Forget(thread.care_team);
  }
}

bool Conversations::IsWarning(const Call& call, std::string_view text) const {
  return call.caller->role != Role::kClinician && parts_.warning_words.AnyIn(text);
}

bool Conversations::HasWarning(std::string_view subject, std::string_view text) const {
  return parts_.warning_words.AnyIn(subject) || parts_.warning_words.AnyIn(text);
}

// The work on a thread with its first message only.
Task<absl::Status> Conversations::DescribeAsStarted(const Call& call, Opened& opened) {
  opened.thread.work = Work();
  if (opened.first.sender.role == Role::kClinician) co_return absl::OkStatus();
  CO_ASSIGN_OR_RETURN(const auto times, co_await parts_.calendars.Recent(opened.thread.care_team, call.deadline));
  opened.thread.work = Waiting(opened.first.sent, times->DueFrom(opened.first.sent));
  if (HasWarning(opened.thread.subject, opened.first.text)) opened.thread.work.attention = 1;
  co_return absl::OkStatus();
}

// What depends on the moment and on who reads: of no change's answer, which is the same each time.
Task<absl::Status> Conversations::Describe(const Call& call, Thread& thread) {
  CO_ASSIGN_OR_RETURN(const auto times, co_await parts_.calendars.Recent(thread.care_team, call.deadline));
  const absl::Time now = parts_.clock.Now();
  if (!thread.enrolled) thread.work.due.reset();  // nobody sees it who means to answer
  thread.work.overdue = IsOverdue(thread.work, now);
  CO_ASSIGN_OR_RETURN(const bool reads_only, co_await parts_.access.ReadsOnly(call, thread.ref.patient));
  const bool can_send = call.caller->role == Role::kClinician || (thread.enrolled && !reads_only);
  thread.availability = AvailabilityFor(*times, can_send, now, thread.work.urgency);
  thread.availability->reads_only = reads_only;
  co_return absl::OkStatus();
}

// A thread that this call's request has started before, as it was then: the patient's teams, which decide about a new
// one, may have changed since.
Task<absl::StatusOr<Conversations::Opened>> Conversations::OpenedBefore(const Call& call, ThreadRef thread) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, thread)).status());
  CO_ASSIGN_OR_RETURN(auto snapshot, co_await parts_.store.Get(call, thread, call.caller->subject));
  CO_ASSIGN_OR_RETURN(MessagePage page,
                      co_await parts_.store.Messages(call, {.thread = thread, .below = 2, .most = 1}));
  if (page.messages.empty()) {
    co_return Error(absl::StatusCode::kInternal, reason::kInternal, "a thread that was started has no message");
  }
  Opened opened{.thread = std::move(snapshot.thread), .first = std::move(page.messages.front())};
  opened.thread.last_number = opened.thread.read_up_to = 1;
  opened.thread.last_time = opened.first.sent;
  opened.thread.unread = 0;
  CO_RETURN_IF_ERROR(co_await DescribeAsStarted(call, opened));
  CO_RETURN_IF_ERROR(co_await parts_.store.RecordRepetition(call));
  co_return opened;
}

// The team named by the caller, or the only one that is possible.
Task<absl::StatusOr<std::string>> Conversations::TeamFor(const Call& call, const Opening& opening) {
  CO_ASSIGN_OR_RETURN(const std::vector<std::string> teams, co_await parts_.access.Patient(call, opening.patient));
  if (teams.empty()) {
    co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                    "no care team has enrolled the patient");
  }
  if (opening.care_team.empty()) {
    if (teams.size() == 1) co_return teams.front();
    co_return Invalid("care_team", StrCat("is missing, and there are ", teams.size(), " to choose from"));
  }
  if (std::find(teams.begin(), teams.end(), opening.care_team) != teams.end()) co_return opening.care_team;
  co_return Invalid("care_team", "is not a care team of this patient that the caller may write with");
}

Task<absl::StatusOr<Message>> Conversations::Send(const Call& call, Draft draft) {
  CO_ASSIGN_OR_RETURN(Access::ToThread access, co_await parts_.access.ThreadToWriteIn(call, draft.thread));
  if (!draft.publications.empty() || draft.filled_in) {
    CO_ASSIGN_OR_RETURN(std::optional<Message> earlier, co_await Earlier(call, draft.thread));
    if (earlier) co_return *std::move(earlier);
  }
  Message message{.sender = access.as, .sent = parts_.clock.Now(), .text = std::move(draft.text)};
  if (draft.filled_in) {
    CO_RETURN_IF_ERROR(co_await FillIn(call, draft.thread, *std::move(draft.filled_in), access, message));
  }
  if (!draft.publications.empty()) {
    CO_ASSIGN_OR_RETURN(message.publications, co_await Resolve(call, std::move(draft.publications)));
  }
  CO_ASSIGN_OR_RETURN(const Sent sent,
                      co_await SendReceived(call, std::move(draft.thread), std::move(access.team), message));
  message.number = sent.number;
  message.sent = sent.time;
  co_return message;
}

// The team that is remembered of the thread may be another by now.
Task<absl::Status> Conversations::FillIn(const Call& call, ThreadRef thread, Templates::Use use,
                                         Access::ToThread& access, Message& message) {
  if (call.caller->role != Role::kClinician) co_return Invalid("template", "is for a care team");
  CO_ASSIGN_OR_RETURN(access.team, co_await parts_.access.ReadTeamOf(call, thread));
  if (use.team != access.team) co_return Invalid("template.name", "is no template of the thread's care team");
  CO_ASSIGN_OR_RETURN(message.sender, co_await parts_.access.SelfIn(call, access.team));
  CO_ASSIGN_OR_RETURN(Templates::Filled filled,
                      co_await parts_.templates.Fill(call, std::move(use), std::move(thread.patient), message.sender));
  message.text = std::move(filled.text);
  message.made_of = std::move(filled.of);
  co_return absl::OkStatus();
}

Task<absl::StatusOr<Sent>> Conversations::SendReceived(const Call& call, ThreadRef thread, std::string team,
                                                       Message message) {
  for (int attempt = 1;; ++attempt) {
    std::optional<Reception> reception;
    if (message.sender.role != Role::kClinician) {
      CO_ASSIGN_OR_RETURN(reception, co_await parts_.calendars.Receive(team, call.deadline));
    }
    if (reception) reception->attention = parts_.warning_words.AnyIn(message.text);
    auto sent = co_await parts_.store.Append(call, thread, message, std::move(reception));
    if (!absl::IsAborted(sent.status()) || attempt == kReceptions) co_return sent;
    CO_ASSIGN_OR_RETURN(team, co_await parts_.access.ReadTeamOf(call, thread));
    parts_.calendars.Forget(team);
  }
}

// What this call's request has sent before, with the publications of that time.
Task<absl::StatusOr<std::optional<Message>>> Conversations::Earlier(const Call& call, ThreadRef thread) {
  CO_ASSIGN_OR_RETURN(const auto sent, co_await parts_.store.Appended(call));
  if (!sent) co_return std::optional<Message>();
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, thread)).status());  // a read, which nobody checks once more
  MessageQuery query{.thread = std::move(thread), .above = sent->number - 1, .below = sent->number + 1, .most = 1};
  CO_ASSIGN_OR_RETURN(MessagePage page, co_await parts_.store.Messages(call, std::move(query)));
  if (page.messages.empty()) {
    co_return Error(absl::StatusCode::kInternal, reason::kInternal, "a message that was sent is not there");
  }
  CO_RETURN_IF_ERROR(co_await parts_.store.RecordRepetition(call));
  co_return std::optional<Message>(std::move(page.messages.front()));
}

Task<absl::StatusOr<std::vector<Disclaimed<AttachedPublication>>>> Conversations::Resolve(
    const Call& call, std::vector<std::string> ids) {
  std::vector<Disclaimed<AttachedPublication>> publications;
  for (size_t i = 0; i < ids.size(); ++i) {
    auto publication = co_await parts_.publications.Current(call, ids[i]);
    if (absl::IsNotFound(publication.status())) {
      co_return Invalid(StrCat("publications[", i, "]"), "there is no such publication");
    }
    if (!publication.ok()) co_return publication.status();
    publications.push_back(*std::move(publication));
  }
  co_return publications;
}

Task<absl::StatusOr<ReadMark>> Conversations::MarkRead(const Call& call, ThreadRef thread, int64_t up_to) {
  CO_ASSIGN_OR_RETURN(Access::ToThread access, co_await parts_.access.ThreadToMarkIn(call, thread));
  const absl::Time now = parts_.clock.Now();
  co_return co_await parts_.store.Mark(call, std::move(thread), std::move(access.as), up_to, now);
}

// The message of a share is the journal's to revoke.
Task<absl::StatusOr<Message>> Conversations::Retract(const Call& call, ThreadRef thread, int64_t number,
                                                     std::string reason) {
  CO_ASSIGN_OR_RETURN(Access::ToThread access, co_await parts_.access.ThreadToWriteIn(call, thread));
  CO_ASSIGN_OR_RETURN(const Message before, co_await ReadMessage(call, thread, number));
  if (before.share) {
    co_return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState,
                    "name: is the message of a share; revoke the share");
  }
  Retraction retraction{std::move(access.as), parts_.clock.Now(), std::move(reason)};
  CO_RETURN_IF_ERROR(co_await parts_.store.Retract(call, thread, number, std::move(retraction)));
  co_return co_await ReadMessage(call, std::move(thread), number);
}

Task<absl::StatusOr<Message>> Conversations::ReadMessage(const Call& call, ThreadRef thread, int64_t number) {
  MessageQuery query{.thread = std::move(thread), .above = number - 1, .below = number + 1, .most = 1};
  CO_ASSIGN_OR_RETURN(MessagePage page, co_await parts_.store.Messages(call, std::move(query)));
  if (page.messages.empty()) co_return NotFound("message");
  co_return std::move(page.messages.front());
}

Task<absl::StatusOr<Conversations::ReceiptPage>> Conversations::Receipts(const Call& call, ThreadRef thread,
                                                                         int64_t above, int most) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, thread)).status());
  ReceiptPage page;
  CO_ASSIGN_OR_RETURN(page.receipts, co_await parts_.store.Receipts(call, std::move(thread), above, most + 1));
  page.more = page.receipts.size() > static_cast<size_t>(most);
  if (page.more) page.receipts.pop_back();
  co_return page;
}

Task<absl::StatusOr<ThreadSnapshot>> Conversations::Get(const Call& call, ThreadRef thread) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, thread)).status());
  CO_ASSIGN_OR_RETURN(ThreadSnapshot snapshot,
                      co_await parts_.store.Get(call, std::move(thread), call.caller->subject));
  CO_RETURN_IF_ERROR(co_await Describe(call, snapshot.thread));
  co_return snapshot;
}

Task<absl::StatusOr<MessagePage>> Conversations::Messages(const Call& call, MessageQuery query) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, query.thread)).status());
  co_return co_await parts_.store.Messages(call, std::move(query));
}

Task<absl::StatusOr<MessagePage>> Conversations::MessagesToShow(const Call& call, MessageQuery query) {
  CO_ASSIGN_OR_RETURN(MessagePage page, co_await Messages(call, std::move(query)));
  page.messages = co_await parts_.states.Marked(call, std::move(page.messages));
  co_return page;
}

Task<absl::StatusOr<ThreadsById>> Conversations::ListById(const Call& call, std::string patient, std::string after,
                                                          int most) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Patient(call, patient)).status());
  co_return co_await parts_.store.ListById(call, std::move(patient), std::move(after), most);
}

Task<absl::StatusOr<Conversations::Listed>> Conversations::List(const Call& call, Listing listing) {
  const Role role = call.caller->role;
  if (role == Role::kPatient || role == Role::kCaregiver) co_return co_await ListOwn(call, std::move(listing));
  co_return co_await ListInbox(call, std::move(listing));
}

Task<absl::StatusOr<Conversations::Listed>> Conversations::ListOwn(const Call& call, Listing listing) {
  if (!listing.filters.empty()) co_return Invalid("filters", "are for a care team");
  if (!listing.subject.empty()) co_return Invalid("subject", "is for a care team");
  CO_ASSIGN_OR_RETURN(std::vector<std::string> patients, co_await PatientsOf(call, std::move(listing.patient)));
  ThreadQuery query{.reader = call.caller->subject,
                    .team = listing.care_team.value_or(""),
                    .after = std::move(listing.after),
                    .most = listing.most};
  CO_ASSIGN_OR_RETURN(ThreadPage page, co_await ListOf(call, std::move(patients), std::move(query)));
  for (Thread& thread : page.threads) CO_RETURN_IF_ERROR(co_await Describe(call, thread));
  co_return Listed{.threads = std::move(page.threads), .next = std::move(page.next), .place = page.place};
}

Task<absl::StatusOr<Conversations::Listed>> Conversations::ListInbox(const Call& call, Listing listing) {
  std::vector<std::string> teams;
  if (listing.patient) {
    CO_ASSIGN_OR_RETURN(teams, co_await parts_.access.Patient(call, *listing.patient));
  } else {
    CO_ASSIGN_OR_RETURN(const auto memberships,
                        co_await parts_.access.MembershipsOf(call.caller->subject, call.deadline));
    for (const auto& [team, member] : *memberships) teams.push_back(team);
  }
  if (listing.care_team) std::erase_if(teams, [&](const std::string& team) { return team != *listing.care_team; });
  InboxQuery query{.reader = call.caller->subject,
                   .teams = std::move(teams),
                   .patient = std::move(listing.patient),
                   .filters = std::move(listing.filters),
                   .subject = std::move(listing.subject),
                   .after = std::move(listing.after_in_inbox),
                   .most = listing.most};
  CO_ASSIGN_OR_RETURN(InboxPage page, co_await parts_.inbox.List(call, std::move(query)));
  for (Thread& thread : page.threads) CO_RETURN_IF_ERROR(co_await Describe(call, thread));
  co_return Listed{.threads = std::move(page.threads),
                   .next_in_inbox = std::move(page.next),
                   .counts = page.counts,
                   .place = page.place};
}

}  // namespace careloop::messaging

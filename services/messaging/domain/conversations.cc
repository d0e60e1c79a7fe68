#include "services/messaging/domain/conversations.h"

#include <algorithm>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::messaging {
namespace {

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
  CO_ASSIGN_OR_RETURN(const Person self, co_await parts_.access.SelfIn(call, team));
  const absl::Time now = parts_.clock.Now();
  Opened opened{.thread = {.ref = {std::move(opening.patient), NewId(parts_.random)},
                           .care_team = team,
                           .subject = std::move(opening.subject),
                           .started = now,
                           .last_number = 1,
                           .last_time = now,
                           .read_up_to = 1},
                .first = {.number = 1, .sender = self, .sent = now, .text = std::move(opening.text)}};
  std::optional<DueTimes> due;
  if (self.role != Role::kClinician) due = DueFrom(now);
  CO_ASSIGN_OR_RETURN(const auto started, co_await parts_.store.Start(call, opened.thread, opened.first, due));
  CO_ASSIGN_OR_RETURN(const auto snapshot,
                      co_await parts_.store.Get(call, {opened.thread.ref.patient, started.thread}, self.id));
  opened.thread.ref = snapshot.thread.ref;
  opened.thread.patient_display_name = snapshot.thread.patient_display_name;
  if (due) opened.thread.work = Waiting(started.time);
  opened.thread.started = opened.thread.last_time = opened.first.sent = started.time;
  co_return opened;
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
  opened.thread.work = opened.first.sender.role == Role::kClinician ? Work() : Waiting(opened.first.sent);
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
  if (!draft.publications.empty()) {
    CO_ASSIGN_OR_RETURN(std::optional<Message> earlier, co_await Earlier(call, draft.thread));
    if (earlier) co_return *std::move(earlier);
  }
  Message message{.sender = std::move(access.as), .sent = parts_.clock.Now(), .text = std::move(draft.text)};
  if (!draft.publications.empty()) {
    CO_ASSIGN_OR_RETURN(message.publications, co_await Resolve(call, std::move(draft.publications)));
  }
  CO_ASSIGN_OR_RETURN(const Sent sent,
                      co_await parts_.store.Append(call, std::move(draft.thread), message, DueFrom(message.sent)));
  message.number = sent.number;
  message.sent = sent.time;
  co_return message;
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
  CO_RETURN_IF_ERROR((co_await parts_.access.ThreadToWriteIn(call, thread)).status());
  co_return co_await parts_.store.Mark(call, std::move(thread), up_to);
}

Task<absl::StatusOr<ThreadSnapshot>> Conversations::Get(const Call& call, ThreadRef thread) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, thread)).status());
  CO_ASSIGN_OR_RETURN(ThreadSnapshot snapshot,
                      co_await parts_.store.Get(call, std::move(thread), call.caller->subject));
  snapshot.thread.work.overdue = IsOverdue(snapshot.thread.work, parts_.clock.Now());
  co_return snapshot;
}

Task<absl::StatusOr<MessagePage>> Conversations::Messages(const Call& call, MessageQuery query) {
  CO_RETURN_IF_ERROR((co_await parts_.access.Thread(call, query.thread)).status());
  co_return co_await parts_.store.Messages(call, std::move(query));
}

Task<absl::StatusOr<ThreadPage>> Conversations::List(const Call& call, Listing listing) {
  const Caller& caller = *call.caller;
  ThreadQuery query{
      .reader = caller.subject, .patient = listing.patient, .after = std::move(listing.after), .most = listing.most};
  if (caller.role == Role::kPatient) {
    if (listing.patient && *listing.patient != caller.subject) co_return NotFound("patient");
    query.patient = caller.subject;
    if (listing.care_team) query.teams.emplace({*listing.care_team});
  } else {
    std::vector<std::string>& teams = query.teams.emplace();
    if (listing.patient) {
      CO_ASSIGN_OR_RETURN(teams, co_await parts_.access.Patient(call, *listing.patient));
    } else {
      CO_ASSIGN_OR_RETURN(const auto memberships, co_await parts_.access.MembershipsOf(caller.subject, call.deadline));
      for (const auto& [team, member] : *memberships) teams.push_back(team);
    }
    if (listing.care_team) std::erase_if(teams, [&](const std::string& team) { return team != *listing.care_team; });
  }
  CO_ASSIGN_OR_RETURN(ThreadPage page, co_await parts_.store.List(call, std::move(query)));
  const absl::Time now = parts_.clock.Now();
  for (Thread& thread : page.threads) thread.work.overdue = IsOverdue(thread.work, now);
  co_return page;
}

}  // namespace careloop::messaging

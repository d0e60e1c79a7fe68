#include "tests/rpc/messaging/mirror.h"

#include <algorithm>
#include <utility>

namespace careloop::messaging {
namespace {

constexpr int kThreadsAPage = 3;

}  // namespace

Mirror::Mirror(std::shared_ptr<grpc::Channel> channel, Role role, const std::string& person,
               std::set<std::string> teams)
    : stub_(v1::MessagingService::NewStub(channel)),
      role_(role),
      person_(person),
      user_(role, person),
      teams_(std::move(teams)) {}

template <typename Request, typename Response>
bool Mirror::Call(grpc::Status (Talk::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request,
                  Response& response) const {
  const auto context = user_.Context();
  const grpc::Status status = (stub_.get()->*method)(context.get(), request, &response);
  EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::NOT_FOUND) << status.error_message();
  return status.ok();
}

void Mirror::Read(const std::function<void()>& between) {
  ++snapshots_;
  threads_.clear();
  token_ = ReadThreads({}, between);
  if (is_clinician()) ReadThreads({v1::THREAD_FILTER_RESOLVED}, between);
  for (auto& [name, held] : threads_) ReadMessages(held);
}

// The token of the first page. A patient's pages are not cut: what the journal delivers for them moves their mark only
// if they had read all before it, so they have to know how far they had read at the token.
std::string Mirror::ReadThreads(const std::vector<v1::ThreadFilter>& filters, const std::function<void()>& between,
                                const std::string& parent) {
  v1::ListThreadsRequest request;
  request.set_parent(parent);
  if (!is_patient()) request.set_page_size(kThreadsAPage);
  for (const v1::ThreadFilter filter : filters) request.add_filters(filter);
  std::string token;
  while (true) {
    v1::ListThreadsResponse page;
    if (!Call(&Talk::ListThreads, request, page)) return token;
    if (token.empty()) token = page.watch_token();
    for (const v1::Thread& thread : page.threads()) threads_[thread.name()].thread = thread;
    if (page.next_page_token().empty()) return token;
    request.set_page_token(page.next_page_token());
    between();
  }
}

void Mirror::ReadMessages(Held& held) const {
  v1::ListMessagesRequest request;
  request.set_parent(held.thread.name());
  v1::ListMessagesResponse response;
  if (!Call(&Talk::ListMessages, request, response)) return;
  for (const v1::Message& message : response.messages()) held.messages[message.number()] = message;
}

void Mirror::Fetch(const std::string& name) {
  v1::GetThreadRequest request;
  request.set_name(name);
  v1::GetThreadResponse response;
  threads_.erase(name);
  if (!Call(&Talk::GetThread, request, response)) return;
  Held& held = threads_[name];
  held.thread = response.thread();
  ReadMessages(held);
}

Mirror::Held* Mirror::Find(const std::string& name) {
  if (!threads_.contains(name)) Fetch(name);
  const auto found = threads_.find(name);
  return found == threads_.end() ? nullptr : &found->second;
}

void Mirror::Open() {
  context_ = user_.Context();
  v1::WatchRequest request;
  request.set_resume_token(token_);
  watch_ = stub_->Watch(context_.get(), request);
}

void Mirror::Close() {
  if (!watch_) return;
  context_->TryCancel();
  v1::WatchResponse event;
  while (watch_->Read(&event)) {
  }
  watch_->Finish();
  watch_.reset();
}

void Mirror::FollowUntil(const std::string& thread, int number, int leaves_after) {
  const auto is_last = [&](const v1::WatchResponse& event) {
    return event.message().thread() == thread && event.message().message().number() == number;
  };
  v1::WatchResponse event;
  for (int told = 1; !is_last(event); ++told) {
    if (!watch_) Open();
    ASSERT_TRUE(watch_->Read(&event)) << watch_->Finish().error_message();
    token_ = event.resume_token();
    ASSERT_TRUE(Apply(event)) << event.ShortDebugString();
    if (leaves_after > 0 && told % leaves_after == 0) Close();
  }
}

// False for an event that a client does not expect here.
bool Mirror::Apply(const v1::WatchResponse& event) {
  switch (event.event_case()) {
    case v1::WatchResponse::kMessage:
      Apply(event.message());
      return true;
    case v1::WatchResponse::kReadMark:
      if (Held* held = Find(event.read_mark().thread()); held != nullptr && event.read_mark().person() == person_) {
        SetRead(*held, event.read_mark().up_to());
      }
      return true;
    case v1::WatchResponse::kThreadStarted:
      threads_.try_emplace(event.thread_started().thread().name(), Held{event.thread_started().thread(), {}});
      return true;
    case v1::WatchResponse::kThreadChanged:
      Apply(event.thread_changed());
      return true;
    case v1::WatchResponse::kThreadRerouted:
      Apply(event.thread_rerouted());
      return true;
    case v1::WatchResponse::kMessageRetracted:
      if (Held* held = Find(event.message_retracted().thread())) {
        held->messages[event.message_retracted().message().number()] = event.message_retracted().message();
      }
      return true;
    case v1::WatchResponse::kShareRevoked:
      if (Held* held = Find(event.share_revoked().thread())) {
        held->messages[event.share_revoked().message().number()] = event.share_revoked().message();
      }
      return true;
    case v1::WatchResponse::kRevoked:
      Apply(event.revoked());
      return true;
    case v1::WatchResponse::kCaregiverChanged:
      Apply(event.caregiver_changed());
      return true;
    case v1::WatchResponse::kGap: {
      const std::string token = token_;
      Read();
      token_ = token;  // the stream goes on where it is
      return true;
    }
    default:
      return event.has_heartbeat();
  }
}

void Mirror::Apply(const v1::MessageEvent& event) {
  Held* held = Find(event.thread());
  if (held == nullptr) return;
  const v1::Message& message = event.message();
  held->messages[message.number()] = message;
  *held->thread.mutable_work() = event.work();
  if (message.number() >= held->thread.last_message_number()) {
    held->thread.set_last_message_number(message.number());
    *held->thread.mutable_last_message_time() = message.sent_time();
  }
  const bool delivered = message.has_share() || message.has_alert();
  const bool had_read_all = held->thread.read_up_to() == message.number() - 1;
  const bool mine = message.sender().person() == person_;
  SetRead(*held, mine && (!delivered || had_read_all) ? message.number() : 0);
}

void Mirror::Apply(const v1::ThreadChangedEvent& event) {
  const auto found = threads_.find(event.thread().name());
  const bool is_new_here = found == threads_.end() || found->second.thread.care_team() != event.thread().care_team();
  if (is_new_here) return Fetch(event.thread().name());
  const int read = found->second.thread.read_up_to();
  found->second.thread = event.thread();
  SetRead(found->second, read);
}

// Who is on the team where it went has not been told what happened before, so they read it.
void Mirror::Apply(const v1::ThreadReroutedEvent& event) {
  if (!is_clinician() || teams_.contains(event.to_care_team())) return Fetch(event.thread());
  threads_.erase(event.thread());
}

namespace {

void PromiseNothing(v1::ThreadWork& work) {
  work.clear_due_time();
  work.clear_overdue();
}

}  // namespace

void Mirror::Apply(const v1::RevokedEvent& event) {
  if (!event.care_team().empty()) {
    teams_.erase(event.care_team());
    Drop([&](const v1::Thread& thread) { return thread.care_team() == event.care_team(); });
  } else if (!event.patient().empty()) {
    Drop([&](const v1::Thread& thread) { return thread.name().starts_with(event.patient() + "/"); });
  } else {
    const auto is_of_both = [&](const v1::Thread& thread) {
      return thread.care_team() == event.enrolment().care_team() &&
             thread.name().starts_with(event.enrolment().patient() + "/");
    };
    if (is_clinician()) return Drop(is_of_both);
    for (auto& [name, held] : threads_) {
      if (is_of_both(held.thread)) PromiseNothing(*held.thread.mutable_work());
    }
  }
}

// Whom a patient lets read their messages is told of what comes, and reads what was before.
void Mirror::Apply(const v1::CaregiverChangedEvent& event) {
  const std::string patient = event.name().substr(0, event.name().find("/caregivers/"));
  if (role_ != Role::kCaregiver || !event.has_caregiver() || event.caregiver().person() != person_) return;
  Drop([&](const v1::Thread& thread) { return thread.name().starts_with(patient + "/"); });
  ReadThreads({}, [] {}, patient);
  for (auto& [name, held] : threads_) {
    if (name.starts_with(patient + "/")) ReadMessages(held);
  }
}

void Mirror::Drop(const std::function<bool(const v1::Thread&)>& which) {
  std::erase_if(threads_, [&](const auto& held) { return which(held.second.thread); });
}

// A mark never moves back.
void Mirror::SetRead(Held& held, int up_to) {
  held.thread.set_read_up_to(std::max(up_to, held.thread.read_up_to()));
  held.thread.set_unread_count(held.thread.last_message_number() - held.thread.read_up_to());
}

std::string Mirror::Text() const {
  std::string text;
  for (const auto& [name, held] : threads_) {
    v1::Thread thread = held.thread;
    thread.clear_availability();
    text += thread.ShortDebugString() + "\n";
    for (const auto& [number, message] : held.messages) text += "  " + message.ShortDebugString() + "\n";
  }
  return text;
}

}  // namespace careloop::messaging

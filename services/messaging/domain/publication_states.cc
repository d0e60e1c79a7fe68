#include "services/messaging/domain/publication_states.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "common/base/error.h"
#include "common/base/when_all.h"

namespace careloop::messaging {

Task<std::vector<Message>> PublicationStates::Marked(const Call& call, std::vector<Message> messages) {
  std::vector<Key> unknown = Unknown(messages);
  if (!unknown.empty() && !Pauses() && call.deadline > DeadlineAfter(2 * kLimit)) {
    co_await Ask(call, std::move(unknown));
  }
  for (Message& message : messages) {
    for (auto& sent : message.publications) {
      const auto state = recent_.Get({sent.content().id, sent.content().revision});
      if (!state || !*state) continue;
      sent = sent.Map([&](AttachedPublication publication) {
        publication.state = *state;
        return publication;
      });
    }
  }
  co_return messages;
}

// Those of the last messages first: when there is no time for all, they are what is looked at.
std::vector<PublicationStates::Key> PublicationStates::Unknown(const std::vector<Message>& messages) const {
  std::vector<const Message*> last_first;
  for (const Message& message : messages) last_first.push_back(&message);
  std::ranges::sort(last_first, std::greater(), &Message::number);
  std::vector<Key> unknown;
  std::set<Key> seen;
  for (const Message* message : last_first) {
    for (const auto& sent : message->publications) {
      Key key{sent.content().id, sent.content().revision};
      if (seen.insert(key).second && !recent_.Get(key) && !failed_.Get(key)) unknown.push_back(std::move(key));
    }
  }
  return unknown;
}

Task<void> PublicationStates::Ask(const Call& call, std::vector<Key> keys) {
  const Deadline deadline = DeadlineAfter(kLimit);
  for (size_t asked = 0; asked < keys.size() && std::chrono::steady_clock::now() < deadline;) {
    std::vector<Task<bool>> questions;
    for (; asked < keys.size() && questions.size() < kAtOnce; ++asked) {
      questions.push_back(AskOne(call, std::move(keys[asked]), deadline));
    }
    const std::vector<bool> answered = co_await WhenAll(std::move(questions));
    if (std::ranges::find(answered, false) != answered.end()) co_return;
  }
}

// False if there is no use in asking on now. Content pauses for everybody only when it has not answered: what it fails
// at, and whose token it does not take, is their own affair.
Task<bool> PublicationStates::AskOne(const Call& call, Key key, Deadline deadline) {
  const absl::Time asked = clock_.Now();
  const auto state = co_await source_.StateOf(call, key.first, key.second, deadline);
  if (state.ok()) {
    recent_.Put(key, *state, asked);
  } else if (absl::IsNotFound(state.status())) {
    recent_.Put(key, std::nullopt, asked);  // nor will it say so the next time
  } else if (PeersCodeOf(state.status()) == absl::StatusCode::kInternal) {
    failed_.Put(key, true, asked);  // of this one, and others fare better
  } else {
    if (absl::IsUnavailable(state.status()) && !PeersCodeOf(state.status())) Pause();
    co_return false;
  }
  co_return true;
}

bool PublicationStates::Pauses() const {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mutex_);
  return unanswered_ && *unanswered_ <= now && now < *unanswered_ + kPause;
}

void PublicationStates::Pause() {
  const absl::Time now = clock_.Now();
  const MutexLock lock(mutex_);
  unanswered_ = now;
}

}  // namespace careloop::messaging

#ifndef CARELOOP_TESTS_UNIT_MESSAGING_RECORDING_SINK_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_RECORDING_SINK_H_

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/base/strings.h"
#include "services/messaging/domain/watch_hub.h"

namespace careloop::messaging {

// What one Watch was told, as words: "a1" is message 1 of audience a, "left a", "gap", "beat", "reconnect", "error
// REASON".
class RecordingSink final : public WatchSink {
 public:
  void OnEvent(const Event& event, Place place) override {
    const int64_t number = std::get<MessageSent>(event.what).message.number;
    told_.push_back(StrCat(event.thread.thread, number));
    numbers_[event.thread.thread].push_back(number);
    place_ = place;
  }
  void OnHeartbeat(Place place) override {
    Tell("beat", place);
    if (on_heartbeat) on_heartbeat();
  }
  void OnGap(Place place) override { Tell("gap", place); }
  void OnTeamLeft(const std::string& team, Place place) override { Tell(StrCat("left ", team), place); }
  void OnPatientLeft(const std::string& patient, Place place) override { Tell(StrCat("left ", patient), place); }
  void OnReconnect(absl::Duration delay, Place place) override {
    Tell("reconnect", place);
    delay_ = delay;
  }
  void OnError(const absl::Status& status) override { told_.push_back(StrCat("error ", ReasonOf(status))); }

  const std::vector<std::string>& told() const { return told_; }
  // The messages of one audience.
  const std::vector<int64_t>& numbers(const std::string& audience) { return numbers_[audience]; }
  // Where to go on after the last thing that was told.
  Place place() const { return place_; }
  absl::Duration delay() const { return delay_; }

  std::function<void()> on_heartbeat;

 private:
  void Tell(std::string word, Place place) {
    told_.push_back(std::move(word));
    place_ = place;
  }

  std::vector<std::string> told_;
  std::map<std::string, std::vector<int64_t>> numbers_;
  Place place_;
  absl::Duration delay_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_RECORDING_SINK_H_

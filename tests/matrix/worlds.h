#ifndef CARELOOP_TESTS_MATRIX_WORLDS_H_
#define CARELOOP_TESTS_MATRIX_WORLDS_H_

#include <algorithm>
#include <deque>
#include <memory>

#include "tests/matrix/world.h"
#include "tests/support/careloop_command.h"

namespace careloop::matrix {

// Worlds of one consent: one at a time, and the next when that is spent. For one thread.
class Worlds {
 public:
  Worlds(const Desk& desk, const CommonGround& ground, Consent consent)
      : desk_(desk), ground_(ground), consent_(consent) {}

  const World& Current() {
    if (ready_.empty()) Make();
    return *ready_.front();
  }
  void Spend() { ready_.pop_front(); }
  int made() const { return made_; }

 private:
  // Those whose shares have to expire are made together, so that this is waited for once.
  void Make() {
    const int count = consent_ == Consent::kExpired && made_ > 0 ? 12 : 1;
    for (int i = 0; i < count; ++i) ready_.push_back(std::make_unique<World>(desk_, ground_, consent_));
    made_ += count;
    if (consent_ != Consent::kExpired) return;
    testing::Eventually("the shares have expired", [this] {
      return std::ranges::all_of(ready_, [](const auto& world) { return world->HasExpired(); });
    });
  }

  const Desk& desk_;
  const CommonGround& ground_;
  const Consent consent_;
  std::deque<std::unique_ptr<World>> ready_;
  int made_ = 0;
};

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_WORLDS_H_

#include "common/redis/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <future>
#include <thread>
#include <vector>

namespace careloop::redis {
namespace {

using ::testing::ElementsAre;

TEST(Loop, RunsPostedWorkInOrderOnItsOwnThread) {
  Loop loop;
  std::vector<int> ran;
  for (int i = 0; i < 3; ++i) loop.Post([&ran, i] { ran.push_back(i); });
  bool on_thread = false;
  loop.RunAndWait([&] { on_thread = loop.OnThread(); });
  EXPECT_THAT(ran, ElementsAre(0, 1, 2));
  EXPECT_TRUE(on_thread);
  EXPECT_FALSE(loop.OnThread());
}

TEST(Loop, LosesNothingThatManyThreadsPost) {
  Loop loop;
  int count = 0;
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) loop.Post([&count] { ++count; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  loop.RunAndWait([] {});
  EXPECT_EQ(count, 4000);
}

TEST(Loop, RunsTimersInOrderOfTime) {
  Loop loop;
  std::vector<int> ran;
  std::promise<void> done;
  loop.After(absl::Milliseconds(20), [&] {
    ran.push_back(2);
    done.set_value();
  });
  loop.After(absl::Milliseconds(1), [&] { ran.push_back(1); });
  done.get_future().wait();
  EXPECT_THAT(ran, ElementsAre(1, 2));
}

TEST(Loop, DoesNotRunACancelledTimer) {
  Loop loop;
  bool ran = false;
  std::promise<void> done;
  loop.RunAndWait([&] {
    const Loop::TimerId timer = loop.StartTimer(absl::Milliseconds(1), [&ran] { ran = true; });
    loop.StartTimer(absl::Milliseconds(5), [&done] { done.set_value(); });
    loop.CancelTimer(timer);
  });
  done.get_future().wait();
  EXPECT_FALSE(ran);
}

TEST(Loop, RunsNothingAfterStop) {
  bool ran = false;
  Loop loop;
  loop.Stop();
  loop.Post([&ran] { ran = true; });
  loop.After(absl::ZeroDuration(), [&ran] { ran = true; });
  loop.Stop();
  EXPECT_FALSE(ran);
}

TEST(Loop, RunsWorkHereWhenItHasStopped) {
  Loop loop;
  loop.Stop();
  std::thread::id ran_on;
  loop.RunAndWait([&] { ran_on = std::this_thread::get_id(); });
  EXPECT_EQ(ran_on, std::this_thread::get_id());
}

// Two descriptors are ready in one turn; whoever is served first takes the other one's watch away.
class Rival : public Loop::Watcher {
 public:
  Rival(Loop& loop, int& served) : loop_(loop), served_(served) {}
  void OnEvents(uint32_t) override {
    ++served_;
    loop_.Unwatch(id, fd);
    loop_.Unwatch(other->id, other->fd);
  }
  const int fd = eventfd(1, EFD_CLOEXEC);
  Loop::WatchId id = 0;
  Rival* other = nullptr;

 private:
  Loop& loop_;
  int& served_;
};

TEST(Loop, DeliversNoEventAfterUnwatch) {
  Loop loop;
  int served = 0;
  Rival a(loop, served);
  Rival b(loop, served);
  a.other = &b;
  b.other = &a;
  loop.RunAndWait([&] {
    a.id = loop.Watch(a.fd, EPOLLIN, a);
    b.id = loop.Watch(b.fd, EPOLLIN, b);
  });
  for (int turn = 0; turn < 3; ++turn) loop.RunAndWait([] {});
  loop.Stop();
  EXPECT_EQ(served, 1);
  close(a.fd);
  close(b.fd);
}

}  // namespace
}  // namespace careloop::redis

#ifndef CARELOOP_TESTS_FAULT_CHILD_H_
#define CARELOOP_TESTS_FAULT_CHILD_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace careloop::fault {

// A program that runs beside the test and never outlives it: the kernel kills it when the thread that started it ends,
// so that is the test's main thread. Its standard error is appended to a file. Not thread-safe.
class Child {
 public:
  // `arguments` begin with the program's path.
  Child(std::vector<std::string> arguments, const std::string& log);
  ~Child();  // SIGKILL if it still runs
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // The next line of its standard output; empty if it has ended.
  std::string ReadLine();
  // The rest of it, until it ends.
  std::string ReadAll();

  pid_t pid() const { return pid_; }
  void Signal(int signal);
  // Waits until it has ended. Its exit code, or 128 and the signal that ended it.
  int Wait();
  // After that: whether the kernel has dumped its memory.
  bool dumped_core() const { return dumped_core_; }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  int exit_code_ = -1;
  bool dumped_core_ = false;
};

// Says what went wrong and ends the test process.
[[noreturn]] void Die(const std::string& what);

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_CHILD_H_

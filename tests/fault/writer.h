#ifndef CARELOOP_TESTS_FAULT_WRITER_H_
#define CARELOOP_TESTS_FAULT_WRITER_H_

#include <atomic>
#include <random>
#include <stop_token>
#include <string>

#include "tests/fault/client.h"
#include "tests/fault/ledger.h"
#include "tests/fault/site.h"

namespace careloop::fault {

// A person who uses the portal without a pause: sends messages, records entries (a patient), reads, marks as read. One
// call at a time, each repeated with its request id until its outcome is known. Belongs to one thread.
class Writer {
 public:
  // Counts what was acknowledged in `acked`. `site` and `acked` outlive this object.
  Writer(const Stack& stack, const Site& site, const Site::Patient& patient, Person writer, std::atomic<int>& acked);

  void Run(const std::stop_token& stop);

  const Ledger& ledger() const { return ledger_; }
  int unknown_outcomes() const { return client_.unknown_outcomes(); }

 private:
  void DoSomething();
  void Send();
  void Record();
  void Read();
  std::string NewText(const char* kind) const;
  void Expect(bool right, const google::protobuf::Message& question, const google::protobuf::Message& answer);

  const Site& site_;
  const Client client_;
  std::atomic<int>& acked_;
  std::mt19937 random_{std::random_device{}()};
  Ledger ledger_;
};

}  // namespace careloop::fault

#endif  // CARELOOP_TESTS_FAULT_WRITER_H_

#ifndef CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_
#define CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_

#include <grpcpp/impl/codegen/service_type.h>

#include <cstddef>
#include <memory>

namespace careloop::messaging {

// A content service with two publications: "fatigue", and "bare", which comes without its disclaimer. Thread-safe.
class FakeContent {
 public:
  FakeContent();
  ~FakeContent();

  grpc::Service* service();

  // Answers nobody from now on, until LetGo.
  void Hold();
  // Returns when so many wait for an answer.
  void AwaitHeld(size_t calls);
  void LetGo();

  // The current revision of the answers from now on.
  void SetRevision(int revision);
  // All of it, from now on.
  void Withdraw();
  // How often it was asked.
  int asked_for() const;

 private:
  class Service;
  const std::unique_ptr<Service> service_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_FAKE_CONTENT_H_

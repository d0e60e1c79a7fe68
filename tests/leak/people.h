#ifndef CARELOOP_TESTS_LEAK_PEOPLE_H_
#define CARELOOP_TESTS_LEAK_PEOPLE_H_

#include <map>
#include <memory>
#include <string>

#include "common/call/call.h"
#include "grpcpp/channel.h"
#include "tests/fault/stack.h"
#include "tests/leak/contract.h"
#include "tests/leak/marker.h"
#include "tests/leak/raw_call.h"

namespace careloop::leak {

// Those who do not belong to the marked patient, or not any more. An admin and an editor belong to nobody.
inline constexpr const char* kOthers[] = {"other-patient", "other-caregiver",  "other-nurse", "editor",
                                          "admin",         "former-caregiver", "former-nurse"};

// Everybody of the run, with their tokens, at one connection to each service. The names in the tokens of those who have
// to do with the marked patient are marked, and so is the patient's id.
class People {
 public:
  People(const fault::Stack& stack, Markers& markers);

  // A call of an RPC at a service; one that has no end is left after half a second.
  Reply Call(const std::string& person, fault::Victim service, const MethodDescriptor& method,
             const std::string& request) const;
  Reply Call(fault::Victim service, const std::string& path, const std::string& request, const Metadata& metadata,
             absl::Duration limit = absl::Seconds(20)) const;
  const std::string& TokenOf(const std::string& person) const { return tokens_.at(person); }
  const std::string& patient() const { return patient_; }  // the marked one's id

 private:
  void Add(Role role, const std::string& person, const std::string& id, const std::string& name);

  const std::string patient_;
  std::map<std::string, std::string> tokens_;
  std::map<fault::Victim, std::shared_ptr<grpc::Channel>> channels_;
};

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_PEOPLE_H_

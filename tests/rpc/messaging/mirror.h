#ifndef CARELOOP_TESTS_RPC_MESSAGING_MIRROR_H_
#define CARELOOP_TESTS_RPC_MESSAGING_MIRROR_H_

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {

// What one client holds of the threads of its user: a snapshot, kept up to date by a Watch, as messaging_service.proto
// and watch.proto say that it can be. Not thread-safe.
class Mirror {
 public:
  // `teams`: careTeams/{id}, those that a clinician is on.
  Mirror(std::shared_ptr<grpc::Channel> channel, Role role, const std::string& person, std::set<std::string> teams);
  ~Mirror() { Close(); }

  // Reads a snapshot, a few threads a page; `between` happens between two pages.
  void Read(const std::function<void()>& between = [] {});
  // The user is on this team, careTeams/{id}, too.
  void Join(const std::string& team) { teams_.insert(team); }
  // Opens the Watch where this client is.
  void Open();
  // Applies events until this message has been told; leaves and comes back after each `leaves_after` of them (0:
  // never).
  void FollowUntil(const std::string& thread, int number, int leaves_after);

  // All that it holds, to be compared: threads but for what depends on the moment of asking, and their messages.
  std::string Text() const;
  int snapshots() const { return snapshots_; }

 private:
  struct Held {
    v1::Thread thread;
    std::map<int, v1::Message> messages;
  };

  bool is_patient() const { return role_ == Role::kPatient; }
  bool is_clinician() const { return role_ == Role::kClinician; }
  template <typename Request, typename Response>
  bool Call(grpc::Status (Talk::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request,
            Response& response) const;
  std::string ReadThreads(
      const std::vector<v1::ThreadFilter>& filters, const std::function<void()>& between = [] {},
      const std::string& parent = "patients/-");
  void ReadMessages(Held& held) const;
  // Of one thread; forgets it if the user may not see it.
  void Fetch(const std::string& name);
  Held* Find(const std::string& name);
  static void SetRead(Held& held, int up_to);

  bool Apply(const v1::WatchResponse& event);
  void Apply(const v1::MessageEvent& event);
  void Apply(const v1::ThreadChangedEvent& event);
  void Apply(const v1::ThreadReroutedEvent& event);
  void Apply(const v1::RevokedEvent& event);
  void Apply(const v1::CaregiverChangedEvent& event);
  void Drop(const std::function<bool(const v1::Thread&)>& which);
  void Close();

  const std::unique_ptr<Talk> stub_;
  const Role role_;
  const std::string person_;
  const User user_;
  std::set<std::string> teams_;
  std::map<std::string, Held> threads_;  // by name
  std::string token_;
  int snapshots_ = 0;
  std::unique_ptr<grpc::ClientContext> context_;  // of the open Watch
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> watch_;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_MIRROR_H_

#ifndef CARELOOP_TESTS_LEAK_PLAYER_H_
#define CARELOOP_TESTS_LEAK_PLAYER_H_

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/leak/people.h"
#include "tests/leak/script.h"

namespace careloop::leak {

// The origin of what stands for a thread, an entry, ... of a patient that there is not.
inline constexpr char kIdOfNothing[] = "an id of nothing";

// A request that was answered.
struct Sent {
  std::string person;
  fault::Victim service;
  const MethodDescriptor* method;
  std::shared_ptr<const Message> request;
};

// Where markers are looked for: its name, who reads it if it is an answer, and all its bytes.
struct Place {
  std::string name;
  std::string reader;
  std::string text;
};

// Plays scripts, and keeps what was sent and what came back of failures.
class Player {
 public:
  Player(const People& people, Markers& markers);

  // Each call has to be answered; that of a service which is not ready yet, or whose answer lacks what is kept, is
  // repeated for twenty seconds.
  void Play(const Script& script);
  // None may be answered.
  void PlayRefused(const Script& script);
  // The answers, for whoever calls. Repeated until there is something in them.
  void PlayAs(const Script& script);
  // What was sent until now is not to be asked for again.
  void ForgetSent() { sent_.clear(); }
  void Hear(const std::string& name, const std::string& reader, const Reply& reply) {
    heard_.push_back({name, reader, reply.AllBytes()});
  }

  // The request of a step, filled in.
  std::unique_ptr<Message> RequestOf(const Step& step);
  const std::vector<Sent>& sent() const { return sent_; }
  const std::vector<Place>& heard() const { return heard_; }
  // "RecordEntry.note" for every field that was sent with a marker, and was taken.
  const std::set<std::string>& marked() const { return marked_; }
  const std::string& kept(const std::string& word) const { return words_.at(word); }

 private:
  std::string FillIn(const std::string& text, const std::string& origin);
  bool Keep(const Step& step, const MethodDescriptor& method, const Reply& reply);
  void Note(const Step& step, fault::Victim service, std::shared_ptr<const Message> request);

  const People& people_;
  Markers& markers_;
  std::map<std::string, std::string> words_;
  std::vector<Sent> sent_;
  std::vector<Place> heard_;
  std::set<std::string> marked_;
};

// "JournalService/GetEntry" of the step's method, and who serves it.
const MethodDescriptor& MethodOf(const Step& step);
fault::Victim ServiceOf(const Step& step);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_PLAYER_H_

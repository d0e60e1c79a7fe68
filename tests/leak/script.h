#ifndef CARELOOP_TESTS_LEAK_SCRIPT_H_
#define CARELOOP_TESTS_LEAK_SCRIPT_H_

#include <string>
#include <vector>

namespace careloop::leak {

// A call that somebody makes. In `request`, a message in text format, "<>" stands for a marker of its own, "<word>" for
// one that is the same wherever that word stands, and "$word" for what an earlier step has kept. A request id is added.
struct Step {
  std::string person;
  std::string method;  // "Service/Method", with "@messaging" or "@journal" where both serve it
  std::string request;
  std::string keep = "";  // "thread=thread.name": a word, and where in the answer its value is; waits until it is there
};
using Script = std::vector<Step>;

// In this order they make every call of the contract once as the person whose it is.
Script TeamScript();       // publications, care teams, caregivers
Script TalkScript();       // what people write to each other
Script JournalScript();    // what a patient records and shares, and rules
Script OperationScript();  // deliveries, operators, the access log, and what ends

// What those who have nothing to do with the patient open before all others write, and read after it.
Script OthersBefore();
Script OthersAfter();

// Calls of the right people with markers in what has to be refused, beyond what WrongCalls makes up by itself.
Script RefusedScript();
// Calls that nobody can answer while Redis is away.
Script OutageScript();

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_SCRIPT_H_

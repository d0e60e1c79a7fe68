#ifndef CARELOOP_TESTS_RPC_MESSAGING_WRITTEN_LIMITS_H_
#define CARELOOP_TESTS_RPC_MESSAGING_WRITTEN_LIMITS_H_

#include <map>
#include <string>
#include <vector>

namespace careloop::messaging {

// What the files of the contract say of each field and RPC: "SendMessageRequest.text", "MessagingService.SendMessage".
// At "" what they say of names everywhere.
using Comments = std::map<std::string, std::string>;
Comments CommentsOfTheContract();

// Sends each field of each request of messaging to its validator far out of any limit, and reads what it is told. Each
// field of which that is not refused, or with a limit that `comments` do not have, and why.
std::vector<std::string> UnwrittenLimits(const Comments& comments);

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_WRITTEN_LIMITS_H_

#ifndef CARELOOP_COMMON_CRYPTO_COMMAND_OUTPUT_H_
#define CARELOOP_COMMON_CRYPTO_COMMAND_OUTPUT_H_

#include <cstddef>
#include <optional>
#include <string>

namespace careloop {

// What a command of the shell prints, the first `most` bytes of it; nothing if it does not end well, or not within ten
// seconds. Blocks until it has ended, whoever it leaves behind: a process that it starts and that keeps its output
// open does not count.
std::optional<std::string> OutputOfCommand(const std::string& command, size_t most);

}  // namespace careloop

#endif  // CARELOOP_COMMON_CRYPTO_COMMAND_OUTPUT_H_

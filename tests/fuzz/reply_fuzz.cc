// Whatever a Redis, or who has taken its place, sends: no crash, no more memory than bytes came, and the same replies
// however the bytes were cut into pieces.

#include <algorithm>
#include <string>
#include <string_view>

#include "common/base/strings.h"
#include "common/redis/protocol.h"
#include "tests/fuzz/check.h"

namespace careloop::fuzz {
namespace {

using redis::Reply;
using redis::ReplyReader;

void Print(const Reply& reply, std::string& out) {
  out += reply.is_nil() ? "nil" : reply.is_integer() ? StrCat(":", reply.integer()) : "";
  if (reply.is_string() || reply.is_error()) out += StrCat(reply.is_error() ? "-" : "$", reply.text());
  if (reply.is_array()) {
    out += "[";
    for (const Reply& element : reply.array()) Print(element, out);
    out += "]";
  }
  out += "\n";
}

// All replies up to the first error, as text.
std::string ReadInPieces(std::string_view bytes, size_t piece) {
  ReplyReader reader;
  std::string out;
  while (!bytes.empty()) {
    const size_t size = std::min(piece, bytes.size());
    if (!reader.Feed(bytes.substr(0, size)).ok()) return out + "!";
    bytes.remove_prefix(size);
    while (true) {
      const auto reply = reader.Next();
      if (!reply.ok()) return out + "!";
      if (!*reply) break;
      Print(**reply, out);
    }
  }
  return out;
}

}  // namespace
}  // namespace careloop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::fuzz;
  const Input input(data, size);
  const std::string at_once = ReadInPieces(input.rest, input.rest.size());
  Check(ReadInPieces(input.rest, size_t{1} + input.kind) == at_once);
  return 0;
}

#include "common/audit/chain.h"

#include "common/base/strings.h"
#include "common/crypto/sha256.h"

namespace careloop::audit {
namespace {

std::string BigEndian(int64_t number) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(static_cast<uint64_t>(number) >> shift);
  return bytes;
}

}  // namespace

Chain::Chain(std::string_view service) : hash_(Sha256(StrCat("careloop access log 1\n", service))) {}

void Chain::Append(int64_t sequence, std::string_view bytes) {
  last_ = Sha256(bytes);
  hash_ = Sha256(StrCat(hash_, BigEndian(sequence), last_));
  sequence_ = sequence;
}

}  // namespace careloop::audit

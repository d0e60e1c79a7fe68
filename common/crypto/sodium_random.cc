#include "common/crypto/sodium_random.h"

#include <pthread.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "common/crypto/sodium_init.h"

namespace careloop {
namespace {

struct Pool {
  std::array<char, 1024> bytes;
  size_t left = 0;  // the last `left` bytes are still unused
};

thread_local Pool pool;

// Parent and child must not both use the rest of the pool. The thread that forked is the only one the child has.
[[maybe_unused]] const int kEmptyPoolInChild = pthread_atfork(nullptr, nullptr, [] { pool.left = 0; });

void Draw(char* out, size_t count) {
  if (pool.left < count) {
    randombytes_buf(pool.bytes.data(), pool.bytes.size());
    pool.left = pool.bytes.size();
  }
  char* const from = pool.bytes.data() + pool.bytes.size() - pool.left;
  std::copy_n(from, count, out);
  sodium_memzero(from, count);
  pool.left -= count;
}

}  // namespace

SodiumRandom::SodiumRandom() { InitSodium(); }

std::string SodiumRandom::Bytes(size_t count) {
  std::string bytes(count, '\0');
  if (count > pool.bytes.size() / 4) {
    randombytes_buf(bytes.data(), count);
  } else {
    Draw(bytes.data(), count);
  }
  return bytes;
}

}  // namespace careloop

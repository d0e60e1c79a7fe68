#ifndef CARELOOP_TESTS_FUZZ_CHECK_H_
#define CARELOOP_TESTS_FUZZ_CHECK_H_

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace careloop::fuzz {

// What has to hold for every input; libFuzzer keeps the one for which it does not.
inline void Check(bool holds) {
  if (!holds) std::abort();
}

// The first byte of an input says what the rest is for.
struct Input {
  Input(const uint8_t* data, size_t size)
      : kind(size == 0 ? 0 : data[0]),
        rest(reinterpret_cast<const char*>(data) + (size == 0 ? 0 : 1), size == 0 ? 0 : size - 1) {}

  uint8_t kind;
  std::string_view rest;
};

}  // namespace careloop::fuzz

#endif  // CARELOOP_TESTS_FUZZ_CHECK_H_

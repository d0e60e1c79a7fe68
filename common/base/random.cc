#include "common/base/random.h"

namespace careloop {

std::string NewId(Random& random) {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
  std::string id = random.Bytes(26);
  for (char& c : id) c = kAlphabet[static_cast<unsigned char>(c) % 32];
  return id;
}

}  // namespace careloop

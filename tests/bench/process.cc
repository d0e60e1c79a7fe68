#include "tests/bench/process.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "common/base/strings.h"

namespace careloop::bench {
namespace {

std::ifstream Open(pid_t pid, const char* file) {
  std::ifstream stream(StrCat("/proc/", pid, "/", file));
  if (!stream) Die(StrCat("process ", pid, " is gone"));
  return stream;
}

}  // namespace

absl::Duration CpuTime(pid_t pid) {
  // utime and stime are the fields 14 and 15 of proc(5); the name, field 2, may hold blanks but ends with the last ")".
  std::ifstream stream = Open(pid, "stat");
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  std::istringstream rest(text.substr(text.rfind(')') + 1));
  const std::vector<std::string> fields(std::istream_iterator<std::string>(rest), {});
  const long ticks = std::stol(fields.at(11)) + std::stol(fields.at(12));
  return absl::Seconds(ticks) / sysconf(_SC_CLK_TCK);
}

long ResidentKib(pid_t pid) {
  long total = 0;
  long resident = 0;
  Open(pid, "statm") >> total >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

void Die(std::string_view what) {
  std::cerr << "bench: " << what << std::endl;
  std::_Exit(1);
}

}  // namespace careloop::bench

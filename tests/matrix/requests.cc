#include "tests/matrix/requests.h"

#include <algorithm>
#include <atomic>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "tests/fault/child.h"

namespace careloop::matrix {
namespace {

std::string Trimmed(std::string text) {
  absl::StripAsciiWhitespace(&text);
  return text;
}

// What is the cell's own: who asks, and what is new with each request.
Names OwnNames(const Cell& cell, const Names& world) {
  const std::string serial = StrCat(Serial());
  const absl::Time now = absl::Now();
  return {{"serial", serial},
          {"newcomer", StrCat("newcomer-", serial)},
          {"now", StrCat(absl::ToUnixSeconds(now))},
          {"last_week", StrCat(absl::ToUnixSeconds(now - absl::Hours(7 * 24)))},
          {"cared_patient", cell.role == Role::kCaregiver ? world.at("patient") : ""},
          {"asked_person", cell.role == Role::kService ? world.at("patient_id") : ""}};
}

}  // namespace

int Serial() {
  static std::atomic<int> last = 1'000;
  return ++last;
}

std::string Filled(std::string text, const Names& names) {
  for (const auto& [name, value] : names) text = absl::StrReplaceAll(text, {{StrCat("{", name, "}"), value}});
  return text;
}

Requests Requests::Load(const std::string& path) {
  Requests requests;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (Trimmed(line).empty() || line.front() == '#') continue;
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits('|', 2));
    if (parts.size() != 3) fault::Die(StrCat("requests.txt has a line without three parts: ", line));
    const std::string change = Trimmed(parts[1]);
    if (change != "keeps" && change != "spends") fault::Die(StrCat("neither keeps nor spends: ", line));
    requests.rows_.push_back({Trimmed(parts[0]), change == "spends", Trimmed(parts[2])});
  }
  if (requests.rows_.empty()) fault::Die(StrCat("no rows in ", path));
  return requests;
}

bool Requests::Knows(const google::protobuf::MethodDescriptor& method) const {
  return std::ranges::any_of(fault::kServices, [&](fault::Victim server) { return Asks({&method, server}); });
}

std::string Requests::Of(const Cell& cell, const Names& names) const {
  return Filled(Filled(Find(cell.rpc)->request, OwnNames(cell, names)), names);
}

const Requests::Row* Requests::Find(const Rpc& rpc) const {
  const std::string name = rpc.name();
  const std::string here = StrCat(fault::NameOf(rpc.server), ":", name);
  const auto row = std::ranges::find_if(rows_, [&](const Row& r) { return r.method == name || r.method == here; });
  return row == rows_.end() ? nullptr : &*row;
}

}  // namespace careloop::matrix

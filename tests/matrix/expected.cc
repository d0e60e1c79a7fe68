#include "tests/matrix/expected.h"

#include <algorithm>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "tests/fault/child.h"

namespace careloop::matrix {
namespace {

const std::set<std::string> kOutcomes = {"admitted", "denied", "not_found", "empty"};

template <typename Names>
std::set<std::string> SetOf(const Names& names) {
  return {names.begin(), names.end()};
}

std::set<std::string> RoleNames() {
  std::set<std::string> names;
  for (const Role role : kRoles) names.emplace(RoleName(role));
  return names;
}

std::string Trimmed(std::string text) {
  absl::StripAsciiWhitespace(&text);
  return text;
}

// A comma list of words of `known`, or "*" for all of them.
std::set<std::string> ReadList(const std::string& text, const std::set<std::string>& known, const std::string& line) {
  if (Trimmed(text) == "*") return known;
  std::set<std::string> words;
  for (const auto& word : absl::StrSplit(text, ',')) {
    words.insert(Trimmed(std::string(word)));
    if (!known.contains(Trimmed(std::string(word)))) fault::Die(StrCat("expected.txt has an unknown word in: ", line));
  }
  return words;
}

}  // namespace

Expected Expected::Load(const std::string& path) {
  Expected expected;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    line = Trimmed(line.substr(0, line.find('#')));
    if (!line.empty()) expected.rows_.push_back(Read(line));
  }
  if (expected.rows_.empty()) fault::Die(StrCat("no rows in ", path));
  return expected;
}

Expected::Row Expected::Read(const std::string& line) {
  const std::vector<std::string> parts = absl::StrSplit(line, '|');
  if (parts.size() != 5) fault::Die(StrCat("expected.txt has a line without five parts: ", line));
  return {.method = Trimmed(parts[0]),
          .roles = ReadList(parts[1], RoleNames(), line),
          .relationships = ReadList(parts[2], SetOf(kRelationshipNames), line),
          .consents = ReadList(parts[3], SetOf(kConsentNames), line),
          .outcomes = ReadList(parts[4], kOutcomes, line)};
}

bool Expected::Row::IsOf(const Rpc& rpc) const {
  return method == rpc.name() || method == StrCat(fault::NameOf(rpc.server), ":", rpc.name());
}

bool Expected::Row::IsAbout(const Cell& cell) const {
  return IsOf(cell.rpc) && roles.contains(std::string(RoleName(cell.role))) &&
         relationships.contains(std::string(NameOf(cell.relationship))) &&
         consents.contains(std::string(NameOf(cell.consent)));
}

Expected::Outcomes Expected::Of(const Cell& cell) const {
  const auto row = std::ranges::find_if(rows_, [&](const Row& r) { return r.IsAbout(cell); });
  return row == rows_.end() ? Outcomes() : row->outcomes;
}

bool Expected::ConsentMatters(Cell cell) const {
  std::set<Outcomes> all;
  for (size_t i = 0; i < kConsentNames.size(); ++i) {
    cell.consent = static_cast<Consent>(i);
    all.insert(Of(cell));
  }
  return all.size() > 1;
}

}  // namespace careloop::matrix

#include "services/cli/print/prose.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/strings.h"

namespace careloop::cli {
namespace {

constexpr size_t kWidth = 110;

// Where to break `line`: at the last blank before `width`, else at the first one after it.
size_t BreakOf(absl::string_view line, size_t width) {
  if (line.size() <= width) return line.size();
  const size_t blank = line.rfind(' ', width);
  return std::min(blank != line.npos && blank > 0 ? blank : line.find(' ', width), line.size());
}

}  // namespace

std::string Indented(std::string_view text, int columns) {
  const std::string indent(columns, ' ');
  std::string out;
  for (absl::string_view line : absl::StrSplit(absl::StripSuffix(ForAbsl(text), "\n"), '\n')) {
    do {
      const size_t end = BreakOf(line, kWidth - columns);
      absl::StrAppend(&out, line.empty() ? "" : indent, line.substr(0, end), "\n");
      line.remove_prefix(std::min(end + 1, line.size()));
    } while (!line.empty());
  }
  return text.empty() ? "" : out;
}

void EducationNotes::Add(std::string_view name, const careloop::common::v1::Disclaimer& disclaimer,
                         std::string_view sponsor) {
  ++count_;
  AddNote(name, StrCat("Disclaimer, version ", disclaimer.version(), " (", disclaimer.language(), ")"),
          disclaimer.text());
  AddNote(name, "Sponsor", sponsor);
}

void EducationNotes::AddNote(std::string_view name, std::string heading, std::string_view text) {
  auto note =
      std::find_if(notes_.begin(), notes_.end(), [&](const Note& n) { return n.heading == heading && n.text == text; });
  if (note == notes_.end()) note = notes_.insert(note, {std::move(heading), std::string(text), {}});
  note->names.emplace_back(name);
}

void EducationNotes::Print(std::ostream& out, int indent) const {
  for (const Note& note : notes_) {
    std::string of;
    if (count_ > 1)
      of = note.names.size() == count_ ? " of all of these" : StrCat(" of ", absl::StrJoin(note.names, ", "));
    out << Indented(StrCat(note.heading, of, ":"), indent) << Indented(note.text, indent + 2);
  }
}

void PrintNextPage(std::ostream& out, std::string_view next_page_token) {
  if (!next_page_token.empty()) out << "There is more: add --all, or --page-token " << next_page_token << "\n";
}

}  // namespace careloop::cli

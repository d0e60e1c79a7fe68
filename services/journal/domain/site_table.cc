#include "services/journal/domain/site_table.h"

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/error.h"
#include "common/base/site_file.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::journal {
namespace {

absl::Status BadFile(std::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason::kFailedState, message);
}

}  // namespace

absl::StatusOr<SiteTable> SiteTable::Load(const std::string& path, std::vector<std::string> columns) {
  ASSIGN_OR_RETURN(const std::string text, ReadSiteFile(path));
  SiteTable table(path, std::move(columns));
  int line = 0;
  for (const absl::string_view row : absl::StrSplit(absl::StripSuffix(text, "\n"), '\n')) {
    const absl::string_view content = absl::StripSuffix(row, "\r");
    RETURN_IF_ERROR(table.AddLine(++line, {content.data(), content.size()}));
  }
  if (table.rows_.empty()) return table.Fault("has no rows below its header");
  return table;
}

absl::Status SiteTable::AddLine(int line, std::string_view text) {
  Row row{line, absl::StrSplit(ForAbsl(text), ',')};
  if (line == 1) {
    const std::string header = absl::StrJoin(columns_, ",");
    return text == header ? absl::OkStatus() : BadFile(StrCat(path_, ":1: the header is not \"", header, "\""));
  }
  if (row.fields.size() != columns_.size()) {
    return BadFile(StrCat(path_, ":", line, ": has ", row.fields.size(), " fields, ", columns_.size(), " are needed"));
  }
  rows_.push_back(std::move(row));
  return absl::OkStatus();
}

absl::Status SiteTable::Fault(const Row& row, size_t column, std::string_view what) const {
  return BadFile(StrCat(path_, ":", row.line, ": ", columns_[column], ": \"", row.fields[column], "\" ", what));
}

absl::Status SiteTable::Fault(std::string_view what) const { return BadFile(StrCat(path_, ": ", what)); }

}  // namespace careloop::journal

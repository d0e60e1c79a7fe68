#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_TABLE_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace careloop::journal {

// A comma-separated file of the site's data with a header line and without quoting. Everything that is wrong with such
// a file stops the start of the service, so its errors name file, line and field.
class SiteTable {
 public:
  struct Row {
    int line;                         // counted from 1
    std::vector<std::string> fields;  // as many as there are columns
  };

  // The header must name exactly `columns`.
  static absl::StatusOr<SiteTable> Load(const std::string& path, std::vector<std::string> columns);

  const std::vector<Row>& rows() const { return rows_; }

  // "FILE:LINE: COLUMN: what".
  absl::Status Fault(const Row& row, size_t column, std::string_view what) const;
  // "FILE: what".
  absl::Status Fault(std::string_view what) const;

 private:
  SiteTable(std::string path, std::vector<std::string> columns)
      : path_(std::move(path)), columns_(std::move(columns)) {}

  absl::Status AddLine(int line, std::string_view text);

  std::string path_;
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SITE_TABLE_H_

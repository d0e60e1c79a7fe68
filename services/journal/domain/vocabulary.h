#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_VOCABULARY_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_VOCABULARY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "common/base/error.h"
#include "services/journal/domain/site_table.h"
#include "services/journal/domain/symptom.h"

namespace careloop::journal {

// The site's symptoms and what is asked about each. Immutable.
class Vocabulary {
 public:
  // From a file like deploy/site/symptoms.csv. A symptom asks either presence alone, or amount alone, or any of
  // frequency, severity and interference in this order.
  static absl::StatusOr<Vocabulary> Load(const std::string& path);

  const std::vector<Symptom>& symptoms() const { return symptoms_; }  // in the site's order
  const Symptom* Find(const std::string& id) const;                   // null: unknown

  // Adds what is wrong with answers to `violations`: symptoms that the site does not have, attributes that are not
  // asked.
  void Check(const std::vector<SymptomAnswer>& answers, Violations& violations) const;

 private:
  Vocabulary() = default;

  absl::Status Add(const SiteTable& table, const SiteTable::Row& row);

  std::vector<Symptom> symptoms_;
  absl::flat_hash_map<std::string, size_t> index_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_VOCABULARY_H_

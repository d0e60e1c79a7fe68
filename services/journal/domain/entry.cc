#include "services/journal/domain/entry.h"

#include "common/base/strings.h"

namespace careloop::journal {

std::string EntryName(const std::string& patient, int64_t number) {
  return StrCat("patients/", patient, "/entries/", number);
}

}  // namespace careloop::journal

#include "services/journal/domain/alert.h"

#include "common/base/strings.h"

namespace careloop::journal {

std::string AlertName(const std::string& patient, const std::string& id) {
  return StrCat("patients/", patient, "/alerts/", id);
}

}  // namespace careloop::journal

#include "services/journal/domain/share.h"

#include "common/base/strings.h"

namespace careloop::journal {

std::string ShareName(const std::string& patient, const std::string& id) {
  return StrCat("patients/", patient, "/shares/", id);
}

}  // namespace careloop::journal

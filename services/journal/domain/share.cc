#include "services/journal/domain/share.h"

#include "common/base/strings.h"

namespace careloop::journal {

bool IsInForce(const Share& share, absl::Time now) {
  return !share.revoked && !share.refused && !share.former_caregiver && !(share.expires && *share.expires <= now);
}

std::string ShareName(const std::string& patient, const std::string& id) {
  return StrCat("patients/", patient, "/shares/", id);
}

}  // namespace careloop::journal

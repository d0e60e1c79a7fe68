#include "services/messaging/store/keys_to_write.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/mark.h"

namespace careloop::messaging {

Task<absl::StatusOr<PatientKeys::Keys>> KeysToWrite(PatientKeys& keys, const Call& call, std::string patient,
                                                    std::string_view kind) {
  auto found = co_await keys.ForWriting(std::move(patient), call.deadline);
  const Role role = call.caller->role;
  const bool is_helper = role == Role::kClinician || role == Role::kCaregiver;
  if (is_helper && HasMark(found.status(), Mark::kPatientErased)) co_return NotFound(kind);
  co_return found;
}

}  // namespace careloop::messaging

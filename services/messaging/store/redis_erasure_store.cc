#include "services/messaging/store/redis_erasure_store.h"

#include <vector>

#include "common/base/strings.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {

Task<absl::Status> RedisErasureStore::Erase(const Call& call, std::string patient, absl::Time now) {
  std::vector<std::string> more = {StrCat(absl::ToUnixMillis(now)), SealErased(patient, site_)};
  return erasures_.Erase(call, std::move(patient), std::move(more));
}

}  // namespace careloop::messaging

#include "common/store/record.h"

#include "common/base/error.h"

namespace careloop::store {
namespace {

constexpr char kFormat = 1;

}  // namespace

std::string EncodeRecord(const google::protobuf::MessageLite& record) {
  std::string bytes(1, kFormat);
  record.AppendToString(&bytes);
  return bytes;
}

absl::Status DecodeRecord(std::string_view bytes, google::protobuf::MessageLite& record) {
  if (bytes.empty() || bytes.front() != kFormat) {
    return Error(absl::StatusCode::kInternal, reason::kInternal,
                 "a stored record has a format that this release does not know");
  }
  if (!record.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1))) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored record is damaged");
  }
  return absl::OkStatus();
}

}  // namespace careloop::store

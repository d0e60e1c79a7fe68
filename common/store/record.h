#ifndef CARELOOP_COMMON_STORE_RECORD_H_
#define CARELOOP_COMMON_STORE_RECORD_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"

namespace careloop::store {

// The one place through which every stored record goes in and out: a format byte, then the record's protobuf encoding.
// Decoding fails with INTERNAL on a format that this release does not know, and on damage.
std::string EncodeRecord(const google::protobuf::MessageLite& record);
absl::Status DecodeRecord(std::string_view bytes, google::protobuf::MessageLite& record);

template <typename Record>
absl::StatusOr<Record> DecodeRecord(std::string_view bytes) {
  Record record;
  if (absl::Status status = DecodeRecord(bytes, record); !status.ok()) return status;
  return record;
}

}  // namespace careloop::store

#endif  // CARELOOP_COMMON_STORE_RECORD_H_

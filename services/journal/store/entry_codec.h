#ifndef CARELOOP_SERVICES_JOURNAL_STORE_ENTRY_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_ENTRY_CODEC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/domain/entry.h"

namespace careloop::journal {

// The only way of a version of an entry, and of a retraction, into the store and out of it. Patient and number are not
// in the bytes: they are the keys.
std::string EncodeEntry(const Entry& entry);
std::string EncodeRetraction(const Retraction& retraction);

// INTERNAL for bytes that are damaged or of a later format.
absl::StatusOr<Entry> DecodeEntry(std::string_view bytes, std::string patient, int64_t number);
absl::StatusOr<Retraction> DecodeRetraction(std::string_view bytes);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_ENTRY_CODEC_H_

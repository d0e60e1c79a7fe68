#ifndef CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_CODEC_H_
#define CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/content/domain/publication.h"

namespace careloop::content {

// Between values and stored records. Decoding fails with INTERNAL on what no Encode has written. Times keep
// microseconds.
std::string EncodeManuscript(const Manuscript& manuscript);
absl::StatusOr<Manuscript> DecodeManuscript(std::string_view bytes);

std::string EncodeAct(const Act& act);
absl::StatusOr<Act> DecodeAct(std::string_view bytes);

std::string EncodeWithdrawal(const Withdrawal& withdrawal);
absl::StatusOr<Withdrawal> DecodeWithdrawal(std::string_view bytes);

// Version and text of a disclaimer are kept beside the record of the rest.
std::string EncodeDisclaimer(const Disclaimer& disclaimer, const Act& act);
absl::StatusOr<Disclaimer> DecodeDisclaimer(int64_t version, std::string_view text, std::string_view bytes);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_STORE_PUBLICATION_CODEC_H_

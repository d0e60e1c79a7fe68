// Whatever bytes are imported: no crash, every fault a clear one, and what is accepted is kept as it was read.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "common/base/text.h"
#include "services/content/domain/manuscript.h"
#include "services/content/store/publication_codec.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {
namespace {

void Check(bool holds) {
  if (!holds) std::abort();
}

void CheckRefusal(const absl::Status& status) {
  const auto violations = ViolationsOf(status);
  Check(ReasonOf(status) == reason::kInvalidField);
  Check(!violations.empty() && violations.size() <= 20);
  for (const FieldViolation& violation : violations) {
    Check(violation.field == "markdown");
    Check(MeasureText(violation.description, /*lines=*/false).valid);  // it is sent, and printed on a terminal
    Check(violation.description.size() <= 500);
  }
}

void CheckAccepted(const Manuscript& manuscript) {
  const auto kept = DecodeManuscript(EncodeManuscript(manuscript));
  Check(kept.ok() && *kept == manuscript);
  Check(IsId(manuscript.text.id) && !manuscript.text.title.empty() && !manuscript.sponsor.text().empty());
  Check(MeasureText(manuscript.text.body_markdown, /*lines=*/true).valid);
}

}  // namespace
}  // namespace careloop::content

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop::content;
  static const Site site = SampleSite();
  const auto manuscript = ReadManuscript({reinterpret_cast<const char*>(data), size}, site);
  if (manuscript.ok()) {
    CheckAccepted(*manuscript);
  } else {
    CheckRefusal(manuscript.status());
  }
  return 0;
}

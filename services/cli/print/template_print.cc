#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/print/prose.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

void PrintTemplate(std::ostream& out, const v1::MessageTemplate& found) {
  out << found.name() << ", version " << found.version() << ", etag " << found.etag() << "\n"
      << Indented(
             StrCat(found.title(), " (", DescribeSender(found.saved_by()), ", ", FormatTime(found.save_time()), ")"), 2)
      << Indented(found.text(), 4);
  if (!found.variables().empty()) out << Indented("to fill in: " + absl::StrJoin(found.variables(), ", "), 2);
}

}  // namespace

void PrintSavedTemplate(std::ostream& out, const v1::SaveTemplateResponse& answer) {
  PrintTemplate(out, answer.template_());
}

void PrintTemplates(std::ostream& out, const v1::ListTemplatesResponse& answer) {
  for (const auto& found : answer.templates()) PrintTemplate(out, found);
  PrintNextPage(out, answer.next_page_token());
}

}  // namespace careloop::cli

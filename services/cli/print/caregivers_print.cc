#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;

}  // namespace

void PrintCaregiver(std::ostream& out, const v1::Caregiver& caregiver) {
  std::vector<std::string> words;
  for (const int permission : caregiver.scope())
    words.push_back(WordOf(static_cast<v1::CaregiverPermission>(permission)));
  out << caregiver.display_name() << " (" << caregiver.relationship() << " of " << caregiver.patient_display_name()
      << "): " << absl::StrJoin(words, ", ") << "\n  " << caregiver.name() << ", since "
      << FormatTime(caregiver.added_time());
  if (caregiver.has_expire_time()) out << ", until " << FormatTime(caregiver.expire_time());
  out << "\n";
}

void PrintNewCaregiver(std::ostream& out, const v1::AddCaregiverResponse& answer) {
  PrintCaregiver(out, answer.caregiver());
}

void PrintRemovedCaregiver(std::ostream& out, const v1::RemoveCaregiverResponse&) { out << "no caregiver any more\n"; }

void PrintCaregivers(std::ostream& out, const v1::ListCaregiversResponse& answer) {
  for (const auto& caregiver : answer.caregivers()) PrintCaregiver(out, caregiver);
}

}  // namespace careloop::cli

#include "services/journal/store/grant_args.h"

#include <iterator>
#include <utility>
#include <variant>

#include "common/base/strings.h"
#include "services/journal/store/time_key.h"

namespace careloop::journal {
namespace {

struct GrantArgs {
  std::string symptoms;
  std::vector<std::string>& args;

  void operator()(const EntriesScope& scope) const {
    args.insert(args.end(), {"", "", symptoms});
    for (const int64_t number : scope.entries) args.push_back(NumberKey(number));
  }
  void operator()(const PeriodScope& scope) const {
    args.insert(args.end(), {TimeKey(scope.start), TimeKey(scope.end), symptoms});
  }
  void operator()(const StandingScope& scope) const { args.insert(args.end(), {TimeKey(scope.start), "", symptoms}); }
};

std::string CaregiverKey(const Caregiver& caregiver, const PatientKeys& keys) {
  return StrCat("caregiver:", keys.PseudonymOf(caregiver.person), ":", TimeKey(caregiver.since));
}

}  // namespace

std::string ReaderKey(const Share& share, const PatientKeys& keys) {
  return share.caregiver ? CaregiverKey(*share.caregiver, keys) : share.care_team;
}

void AppendReaders(ShareReaders readers, const PatientKeys& keys, std::vector<std::string>& args) {
  std::move(readers.teams.begin(), readers.teams.end(), std::back_inserter(args));
  if (readers.caregiver) args.push_back(CaregiverKey(*readers.caregiver, keys));
}

void AppendGrant(const ShareScope& scope, ShareView view, std::vector<std::string>& args) {
  std::visit(GrantArgs{view == ShareView::kSymptoms ? "1" : "", args}, scope);
}

ShareView ViewOf(std::string_view word) { return word == "all" ? ShareView::kAll : ShareView::kSymptoms; }

}  // namespace careloop::journal

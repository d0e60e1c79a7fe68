#include "services/journal/store/grant_args.h"

#include <variant>

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

}  // namespace

void AppendGrant(const ShareScope& scope, ShareView view, std::vector<std::string>& args) {
  std::visit(GrantArgs{view == ShareView::kSymptoms ? "1" : "", args}, scope);
}

ShareView ViewOf(std::string_view word) { return word == "all" ? ShareView::kAll : ShareView::kSymptoms; }

}  // namespace careloop::journal

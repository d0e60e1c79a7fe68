#include "common/audit/plain_words.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"

namespace careloop::audit {
namespace {

// By the method's last part: no two services have methods of one name for others' accesses.
constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"GetEntry", "read an entry of your journal"},
    {"ListEntries", "read entries of your journal"},
    {"GetTrends", "looked at how your symptoms have developed"},
    {"ListShares", "looked at what you share"},
    {"ListAlerts", "looked at your alerts"},
    {"ListUndelivered", "looked at what could not be delivered for you"},
    {"RetryUndelivered", "had something of yours delivered again"},
    {"StartThread", "began a conversation with you"},
    {"GetThread", "opened a conversation of yours"},
    {"ListThreads", "saw your conversations in a list"},
    {"SendMessage", "wrote to you"},
    {"ListMessages", "read messages of a conversation of yours"},
    {"MarkRead", "marked your messages as read"},
    {"RetractMessage", "took a message to you back"},
    {"ListReadReceipts", "looked at who has read your conversation"},
    {"ClaimThread", "took on a conversation of yours"},
    {"ReleaseThread", "gave a conversation of yours back to the team"},
    {"RerouteThread", "passed a conversation of yours on to another team"},
    {"ResolveThread", "marked a conversation of yours as settled"},
    {"ReopenThread", "opened a settled conversation of yours again"},
    {"SetThreadUrgency", "changed how urgent a conversation of yours is"},
    {"ListThreadChanges", "looked at what was done about a conversation of yours"},
    {"Watch", "was shown live what happened in your conversations"},
    {"ListTeamPatients", "saw you in the list of a care team's patients"},
    {"EnrolPatient", "enrolled you with a care team"},
    {"UnenrolPatient", "ended your enrolment with a care team"},
};

std::string_view Find(std::string_view method) {
  const std::string_view name = method.substr(method.rfind('/') + 1);
  const auto* const found =
      std::find_if(std::begin(kWords), std::end(kWords), [&](const auto& words) { return words.first == name; });
  return found == std::end(kWords) ? std::string_view() : found->second;
}

}  // namespace

bool HasPlainWords(std::string_view method) { return !Find(method).empty(); }

std::string PlainWords(std::string_view method) {
  const std::string_view words = Find(method);
  return words.empty() ? StrCat("used ", method.substr(method.rfind('/') + 1)) : std::string(words);
}

}  // namespace careloop::audit

#include "common/audit/plain_words.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"

namespace careloop::audit {
namespace {

// By the method's last part, which no two services have for accesses of different kinds.
using Words = std::pair<std::string_view, std::string_view>;
constexpr Words kWords[] = {
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
    {"ExportThreads", "took a copy of your conversations"},
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
    {"ErasePatient", "erased what was kept of you"},
    {"CheckRecords", "checked that your records lie where they were written"},
    {"EnrolPatient", "enrolled you with a care team"},
    {"UnenrolPatient", "ended your enrolment with a care team"},
    {"ListCaregivers", "looked at who helps you"},
};

// What a caregiver does is done for the patient: other words than of staff.
constexpr Words kCaregiverWords[] = {
    {"StartThread", "began a conversation with your care team for you"},
    {"SendMessage", "wrote to your care team for you"},
    {"MarkRead", "marked messages in a conversation of yours as read by themselves"},
    {"RetractMessage", "took back a message that they had written for you"},
    {"ListCareTeams", "looked at your care teams"},
    {"GetCareTeam", "looked at a care team of yours"},
    {"ListCaregivers", "looked at what you let them do"},
    {"RemoveCaregiver", "stopped being your caregiver"},
    {"RecordEntry", "recorded an entry in your journal for you"},
    {"AmendEntry", "amended an entry that they had recorded for you"},
    {"RetractEntry", "took back an entry that they had recorded for you"},
    {"ListTreatmentCourses", "looked at your treatments"},
    {"GetVisitSummary", "looked at a summary of your journal"},
};

template <size_t kCount>
std::string_view Find(const Words (&words)[kCount], std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(words), std::end(words), [&](const Words& one) { return one.first == name; });
  return found == std::end(words) ? std::string_view() : found->second;
}

std::string_view Find(std::string_view method, Role role) {
  const std::string_view name = method.substr(method.rfind('/') + 1);
  const std::string_view own = role == Role::kCaregiver ? Find(kCaregiverWords, name) : std::string_view();
  return own.empty() ? Find(kWords, name) : own;
}

}  // namespace

bool HasPlainWords(std::string_view method, Role role) { return !Find(method, role).empty(); }

std::string PlainWords(std::string_view method, Role role) {
  const std::string_view words = Find(method, role);
  return words.empty() ? StrCat("used ", method.substr(method.rfind('/') + 1)) : std::string(words);
}

}  // namespace careloop::audit

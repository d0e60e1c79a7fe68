#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/flags.h"
#include "services/cli/verbs/hours_options.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::CareTeamService::Stub;

// The number of a day of the week in the contract; 0 for another word.
int DayNumber(const std::string& word) {
  for (int day = v1::DAY_OF_WEEK_MONDAY; day <= v1::DAY_OF_WEEK_SUNDAY; ++day) {
    if (WordOf(static_cast<v1::DayOfWeek>(day)) == word) return day;
  }
  return 0;
}

// "monday 08:00-16:30" or "monday-friday 08:00-16:30": whether these are times of day is for the service to say.
void AddShifts(v1::OpeningHours& hours, const std::string& typed) {
  const std::vector<std::string> parts = absl::StrSplit(typed, ' ');
  const std::vector<std::string> days = absl::StrSplit(parts[0], '-');
  const std::vector<std::string> times = absl::StrSplit(parts.back(), '-');
  const int first = DayNumber(days[0]);
  const int last = DayNumber(days.back());
  if (parts.size() != 2 || days.size() > 2 || times.size() != 2 || first == 0 || last < first) {
    throw CLI::ValidationError("--open", "\"" + typed + "\" is not as \"monday-friday 08:00-16:30\"");
  }
  for (int day = first; day <= last; ++day) {
    v1::Shift& shift = *hours.add_shifts();
    shift.set_day(static_cast<v1::DayOfWeek>(day));
    shift.set_opens(times[0]);
    shift.set_closes(times[1]);
  }
}

}  // namespace

void AddHoursOptions(CLI::App& verb, const std::function<v1::OpeningHours*()>& hours) {
  verb.add_option_function<std::string>(
      "--time-zone", [hours](const std::string& zone) { hours()->set_time_zone(zone); },
      "Of the hours, such as Europe/Berlin");
  verb.add_option_function<std::vector<std::string>>(
          "--open",
          [hours](const std::vector<std::string>& all) {
            for (const std::string& typed : all) AddShifts(*hours(), typed);
          },
          "When the team is there, such as \"monday-friday 08:00-16:30\"; may be repeated: these replace all that were "
          "set")
      ->allow_extra_args(false);
  verb.add_option_function<std::vector<std::string>>(
          "--holiday",
          [hours](const std::vector<std::string>& all) {
            for (const std::string& date : all) hours()->add_holidays(date);
          },
          "A day on which it is not, such as 2026-12-25; may be repeated: these replace all that were set")
      ->allow_extra_args(false);
}

void AddSettingsVerb(CLI::App& teams, Program& program) {
  auto request = std::make_shared<v1::SetCareTeamSettingsRequest>();
  request->mutable_settings();
  CLI::App& verb =
      program.AddCall(teams, "settings", "Set how a care team works, all of it: answer times, hours, escalation",
                      request, &Stub::SetCareTeamSettings, PrintTeamOf<v1::SetCareTeamSettingsResponse>);
  verb.add_option("team", *request->mutable_care_team(), "careTeams/{id}, or {id}")
      ->required()
      ->transform(Named("careTeams"));
  const auto minutes = [&](const std::string& name, google::protobuf::Duration* (v1::CareTeamSettings::*field)(),
                           const std::string& help) {
    verb.add_option_function<int>(
        name, [request, field](int n) { (request->mutable_settings()->*field)()->set_seconds(60 * int64_t{n}); }, help);
  };
  minutes("--routine-minutes", &v1::CareTeamSettings::mutable_routine_answer_time,
          "Time to answer while the team is there; 48 hours unless given");
  minutes("--urgent-minutes", &v1::CareTeamSettings::mutable_urgent_answer_time,
          "The same of urgent threads, by the clock; an hour unless given");
  minutes("--escalate-minutes", &v1::CareTeamSettings::mutable_escalation_interval,
          "After how long a late urgent thread goes on; 15 minutes unless given");
  verb.add_option("--second-recipient", *request->mutable_settings()->mutable_second_recipient(),
                  "To whom it goes then: the id of a member; to the whole team unless given");
  verb.add_option("--closed-text", *request->mutable_settings()->mutable_closed_text(),
                  "What the automatic reply says after the emergency text");
  verb.add_option("--closed-urgent-text", *request->mutable_settings()->mutable_closed_urgent_text(),
                  "The same of that to an urgent alert; the site's text unless given");
  verb.add_option("--etag", *request->mutable_settings()->mutable_etag(), "Only if these are the settings now");
  AddHoursOptions(verb, [request] { return request->mutable_settings()->mutable_hours(); });
}

}  // namespace careloop::cli

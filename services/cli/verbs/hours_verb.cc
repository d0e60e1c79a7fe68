#include <memory>
#include <string>

#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/program.h"
#include "services/cli/verbs/hours_options.h"

namespace careloop::cli {
namespace {

namespace v1 = messaging::v1;
using Stub = v1::CareTeamService::Stub;

struct HoursOptions {
  v1::GetCareTeamRequest team;
  v1::OpeningHours given;
  bool always = false;
};

// Of each thing that is given the new values, all of them; the others stay.
void Apply(const HoursOptions& options, v1::CareTeamSettings& settings) {
  if (options.always) return settings.clear_hours();
  const v1::OpeningHours& given = options.given;
  v1::OpeningHours& hours = *settings.mutable_hours();
  if (!given.time_zone().empty()) hours.set_time_zone(given.time_zone());
  if (!given.shifts().empty()) *hours.mutable_shifts() = given.shifts();
  if (!given.holidays().empty()) *hours.mutable_holidays() = given.holidays();
}

// The settings are set all at once, so they are read first; their etag keeps what somebody else sets meanwhile. To
// repeat it they are read again, and it is another request then, with an id of its own.
absl::Status ShowOrChange(const Session& session, HoursOptions& options) {
  const auto read = session.Call(&Stub::GetCareTeam, options.team);
  const bool shows = !options.always && options.given.ByteSizeLong() == 0;
  if (!read.ok() || shows) return session.Show(read, PrintHoursOf<v1::GetCareTeamResponse>);
  if (session.has_request_id())
    return UsageError("--request-id: what is set depends on what is read first; leave it out");
  v1::SetCareTeamSettingsRequest request;
  request.set_care_team(options.team.name());
  *request.mutable_settings() = read->care_team().settings();
  Apply(options, *request.mutable_settings());
  request.set_request_id(session.RequestId());
  return session.Show(session.client().Call(&Stub::SetCareTeamSettings, request),
                      PrintHoursOf<v1::SetCareTeamSettingsResponse>);
}

}  // namespace

void AddHoursVerb(CLI::App& messages, Program& program) {
  auto options = std::make_shared<HoursOptions>();
  CLI::App& verb = program.Add(messages, "hours",
                               "When a care team is there; as an admin, change that alone and print what it is then",
                               options, ShowOrChange);
  verb.add_option("team", *options->team.mutable_name(), "careTeams/{id}, or {id}")
      ->required()
      ->transform(Named("careTeams"));
  AddHoursOptions(verb, [options] { return &options->given; });
  CLI::Option* always = verb.add_flag("--always", options->always,
                                      "The team is there day and night; drops hours and holidays that were set");
  for (const char* other : {"--time-zone", "--open", "--holiday"}) always->excludes(verb.get_option(other));
}

}  // namespace careloop::cli

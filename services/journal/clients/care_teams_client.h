#ifndef CARELOOP_SERVICES_JOURNAL_CLIENTS_CARE_TEAMS_CLIENT_H_
#define CARELOOP_SERVICES_JOURNAL_CLIENTS_CARE_TEAMS_CLIENT_H_

#include <grpcpp/channel.h>

#include <memory>
#include <string>
#include <vector>

#include "careloop/messaging/v1/care_team_service.grpc.pb.h"
#include "services/journal/domain/care_teams.h"

namespace careloop::journal {

// messaging's CheckAccess and ListCaregivers, asked with the caller's own token. Thread-safe.
class CareTeamsClient final : public CareTeams {
 public:
  explicit CareTeamsClient(std::shared_ptr<grpc::Channel> channel);

  Task<absl::StatusOr<std::vector<std::string>>> Connecting(const Call& call, std::string patient) override;
  Task<absl::StatusOr<Care>> CareOf(const Call& call, std::string patient, std::string person) override;
  Task<absl::StatusOr<std::vector<Caregiver>>> CaregiversOf(const Call& call, std::string patient) override;

 private:
  Task<absl::StatusOr<messaging::v1::CheckAccessResponse>> Ask(const Call& call, std::string patient,
                                                               std::string person);

  const std::unique_ptr<messaging::v1::CareTeamService::StubInterface> stub_;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_CLIENTS_CARE_TEAMS_CLIENT_H_

#ifndef CARELOOP_SERVICES_MESSAGING_STORE_CODEC_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/messaging/domain/care_team.h"
#include "services/messaging/domain/caregiver.h"
#include "services/messaging/domain/team_settings.h"
#include "services/messaging/domain/template.h"
#include "services/messaging/domain/thread.h"
#include "services/messaging/domain/work.h"

namespace careloop::messaging {

// The stored form of each type; the only code that knows records.proto. What a function needs to see (ids, numbers,
// sender and time of a message) is kept beside the record and given to Decode. Decode fails with INTERNAL on a record
// that cannot be read.
std::string Encode(const CareTeam& team);
absl::StatusOr<CareTeam> DecodeTeam(std::string_view bytes, std::string id);

std::string Encode(const Member& member);
absl::StatusOr<Member> DecodeMember(std::string_view bytes, std::string person);

std::string Encode(const Enrolment& enrolment);
absl::StatusOr<Enrolment> DecodeEnrolment(std::string_view bytes, std::string patient);

// All but what a caregiver may do and until when.
std::string Encode(const Caregiver& caregiver);
absl::Status DecodeCaregiver(std::string_view bytes, Caregiver& caregiver);

// Subject, time of the start and starter.
std::string Encode(const Thread& thread, std::string_view starter);
absl::Status DecodeThread(std::string_view bytes, Thread& thread);

// All but the version and the name of the team.
std::string Encode(const TeamSettings& settings);
absl::StatusOr<TeamSettings> DecodeSettings(std::string_view bytes);

// Title, text, and the name and title of who saved it.
std::string Encode(const MessageTemplate& saved);
absl::StatusOr<MessageTemplate> DecodeTemplate(std::string_view bytes, std::string person);

std::string Encode(const Message& message);
absl::StatusOr<Message> DecodeMessage(std::string_view bytes, int64_t number, std::string sender, absl::Time sent);

// The name and title of who made it, the note, the action and the urgency.
std::string Encode(const ThreadChange& change);
// The same of anything else that somebody does and says why.
std::string Encode(const Person& person, std::string_view note = "");
struct ChangeWords {
  Person person;
  std::string note;
  ResolutionAction action = ResolutionAction::kAnswered;
  Urgency urgency = Urgency::kRoutine;
};
absl::StatusOr<ChangeWords> DecodeChange(std::string_view bytes, std::string person);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_CODEC_H_

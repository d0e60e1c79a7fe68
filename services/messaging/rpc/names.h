#ifndef CARELOOP_SERVICES_MESSAGING_RPC_NAMES_H_
#define CARELOOP_SERVICES_MESSAGING_RPC_NAMES_H_

#include <optional>
#include <string>

#include "services/messaging/domain/thread.h"

namespace careloop::messaging {

// Resource names of messaging and of what it refers to.
inline constexpr char kCareTeamPattern[] = "careTeams/*";
inline constexpr char kPatientPattern[] = "patients/*";
inline constexpr char kTemplatePattern[] = "careTeams/*/templates/*";
inline constexpr char kCaregiverPattern[] = "patients/*/caregivers/*";
inline constexpr char kThreadPattern[] = "patients/*/threads/*";
inline constexpr char kMessagePattern[] = "patients/*/threads/*/messages/*";
inline constexpr char kSharePattern[] = "patients/*/shares/*";
inline constexpr char kAlertPattern[] = "patients/*/alerts/*";
inline constexpr char kSymptomPattern[] = "symptoms/*";
inline constexpr char kPublicationPattern[] = "publications/*";

std::string CareTeamName(const std::string& id);
std::string PatientName(const std::string& id);
std::string TemplateName(const std::string& team, const std::string& id);
std::string CaregiverName(const std::string& patient, const std::string& person);
std::string ThreadName(const ThreadRef& ref);
std::string MessageName(const ThreadRef& ref, int64_t number);
std::string ChangeName(const ThreadRef& ref, int64_t number);

// Of a name that has been validated.
std::string LastPart(const std::string& name);
std::string TeamOfTemplate(const std::string& name);
std::string PatientOfCaregiver(const std::string& name);
ThreadRef ThreadRefOf(const std::string& name);
// Of a message: its thread, and its number; 0 if the name has none.
ThreadRef ThreadRefOfMessage(const std::string& name);
int64_t NumberOfMessage(const std::string& name);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_RPC_NAMES_H_

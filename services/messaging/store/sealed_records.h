#ifndef CARELOOP_SERVICES_MESSAGING_STORE_SEALED_RECORDS_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_SEALED_RECORDS_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "common/crypto/owner_keys.h"
#include "common/store/stored_records.h"
#include "services/messaging/store/codec.h"

namespace careloop::messaging {

// The only ways of what a person wrote into Redis and out of it: encoded, then encrypted for its own place. What is
// about a patient has the patient's keys, what is of a team the site's; a sender and a person are as the store has
// them, by OwnerKeys::NameOf. `id` is that of the request, since a message
// and a change get their numbers only as they are stored. Opening gives INTERNAL for anything that was not sealed for
// that place.
std::string SealThread(const Thread& thread, std::string_view starter, const OwnerKeys& keys);
// Into a thread whose ref is known.
absl::Status OpenThread(std::string_view bytes, const OwnerKeys& keys, Thread& thread);

// `thread` is empty where the function finds out which one it is; then the message opens in any of the patient's.
std::string SealMessage(const Message& message, const OwnerKeys& keys, std::string_view thread, std::string_view id);
absl::StatusOr<Message> OpenMessage(std::string_view bytes, const OwnerKeys& keys, std::string_view thread,
                                    int64_t number, const std::string& sender, absl::Time sent);

// After the id of a request, that of the automatic reply to what it sent.
inline constexpr std::string_view kReplySuffix = "/reply";
// The message as an audit finds it: by the id of its request.
store::FoundRecord FoundMessage(std::string_view bytes, const OwnerKeys& keys, std::string_view thread);

// Who did something in a thread, and what they said of it.
enum class Deed { kChange, kRead, kRetract };
std::string SealChange(const ThreadChange& change, const OwnerKeys& keys, std::string_view thread, std::string_view id);
std::string SealPerson(Deed deed, const Person& person, std::string_view note, const OwnerKeys& keys,
                       std::string_view thread, std::string_view id);
absl::StatusOr<ChangeWords> OpenWords(Deed deed, std::string_view bytes, const OwnerKeys& keys, std::string_view thread,
                                      const std::string& person);

std::string SealEnrolment(const Enrolment& enrolment, const OwnerKeys& keys, std::string_view team);
absl::StatusOr<Enrolment> OpenEnrolment(std::string_view bytes, const OwnerKeys& keys, std::string_view team);

std::string SealCaregiver(const Caregiver& caregiver, const OwnerKeys& keys);
// Into a caregiver whose person is known.
absl::Status OpenCaregiver(std::string_view bytes, const OwnerKeys& keys, Caregiver& caregiver);

std::string SealTeam(const CareTeam& team, const OwnerKeys& site);
absl::StatusOr<CareTeam> OpenTeam(std::string_view bytes, const OwnerKeys& site, std::string id);

std::string SealMember(const Member& member, const OwnerKeys& site, std::string_view team);
absl::StatusOr<Member> OpenMember(std::string_view bytes, const OwnerKeys& site, std::string_view team,
                                  std::string person);

std::string SealSettings(const TeamSettings& settings, const OwnerKeys& site, std::string_view team);
absl::StatusOr<TeamSettings> OpenSettings(std::string_view bytes, const OwnerKeys& site, std::string_view team);

// Who was erased, for the entry of the log, as a word without blanks: their own keys are gone.
std::string SealErased(const std::string& patient, const OwnerKeys& site);
absl::StatusOr<std::string> OpenErased(std::string_view word, const OwnerKeys& site);

std::string SealTemplate(const MessageTemplate& saved, const OwnerKeys& site);
// Without its team, version and time.
absl::StatusOr<MessageTemplate> OpenTemplate(std::string_view bytes, const OwnerKeys& site, std::string_view team,
                                             std::string id, std::string person);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_SEALED_RECORDS_H_

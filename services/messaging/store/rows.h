#ifndef CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_
#define CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/crypto/owner_keys.h"
#include "common/redis/reply.h"
#include "common/redis/stream_tail.h"
#include "services/messaging/domain/event.h"
#include "services/messaging/domain/inbox_index.h"

namespace careloop::messaging {

// What the functions of thread.lua and watch.lua answer, decoded. INTERNAL for anything of another shape.

std::string PlaceText(Place place);
// INTERNAL: what a function answered is not what this release knows.
absl::Status OtherShape();

absl::StatusOr<Place> ParsePlace(const std::string& text);

// What decrypts the records of rows: of one patient, and for all but a thread's own row in which thread.
struct RowKeys {
  const OwnerKeys& keys;
  std::string_view thread;
};

// thread_row and message_row of thread.lua.
absl::StatusOr<Thread> ThreadOf(const redis::Reply::Array& row, const OwnerKeys& keys);
absl::StatusOr<Message> MessageOf(const redis::Reply::Array& row, const RowKeys& keys);

// inbox_row of thread_inbox.lua, as it was at that place of the log.
absl::StatusOr<InboxRow> InboxRowOf(const redis::Reply::Array& row, const OwnerKeys& keys, Place place);

// work_row of answering.lua, change_row of work.lua.
absl::StatusOr<Work> WorkOf(const redis::Reply::Array& row, const RowKeys& keys);
absl::StatusOr<ThreadChange> ChangeOf(const redis::Reply::Array& row, const RowKeys& keys);

// A row of receipts of thread_retract.lua.
absl::StatusOr<ReadReceipt> ReceiptOf(const redis::Reply::Array& row, const RowKeys& keys);

// What a patient lets somebody do: "scope ms record" of caregiver.lua, and the scope and the end alone.
absl::StatusOr<Caregiver> CaregiverOf(const OwnerKeys& keys, std::string person, const std::string& held);
std::string ScopeText(const CaregiverScope& scope);
std::string EndText(const std::optional<absl::Time>& ends);

// An entry of the log, with the patient's pseudonym for their id; one that this release does not know is of kind
// kUnknown. append.lua says what it looks like.
LogEntry LogEntryOf(Place place, std::string text);

// The pseudonym in an entry that has not been given the id: of the thread's patient, or of a caregiver's; may be empty.
const std::string& PseudonymIn(const LogEntry& entry);
// Puts the id of the patient, who has this pseudonym, into an entry.
void NamePatient(LogEntry& entry, const std::string& pseudonym, const std::string& patient);

// The event of an entry, with its detail of watch.lua, as an audience of that kind is told it. Without keys, of who was
// erased, that they are not with the team any more, and of anything else NOT_FOUND.
absl::StatusOr<Event> EventOf(const LogEntry& entry, const redis::Reply::Array& detail, const OwnerKeys* keys,
                              Audience::Kind told);

}  // namespace careloop::messaging

#endif  // CARELOOP_SERVICES_MESSAGING_STORE_ROWS_H_

#include "services/messaging/store/redis_inbox_store.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/rows.h"

namespace careloop::messaging {
namespace {

using redis::Function;

constexpr Function kPage{"inbox_page", Function::Effect::kReads};
constexpr Function kRows{"inbox_rows", Function::Effect::kReads};
constexpr Function kEnd{"log_end", Function::Effect::kReads};
constexpr absl::Duration kLimit = absl::Seconds(5);

// As the functions take it.
std::string NameOf(std::string_view patient, std::string_view thread) { return StrCat(patient, "/", thread); }

// A thread that is damaged is no reason to show none, nor is one whose patient was erased, of which nothing is left.
InboxRows RowsOf(const redis::Reply::Array& reply, size_t first, Place place, const PatientKeys::Many& keys) {
  InboxRows read;
  for (size_t i = first; i < reply.size(); ++i) {
    const auto owner = keys.find(reply[i].at(0).text());
    if (owner == keys.end()) continue;
    auto row = owner->second ? InboxRowOf(reply[i].array(), *owner->second, place) : OtherShape();
    if (row.ok()) {
      read.rows.push_back(*std::move(row));
    } else {
      read.unreadable.push_back(NameOf(owner->first, reply[i].at(1).text()));
    }
  }
  return read;
}

std::vector<std::string> PatientsIn(const redis::Reply::Array& reply, size_t first) {
  std::vector<std::string> patients;
  for (size_t i = first; i < reply.size(); ++i) patients.push_back(reply[i].at(0).text());
  return patients;
}

}  // namespace

Task<absl::StatusOr<InboxRows>> RedisInboxStore::Threads(std::string start, int most) {
  std::vector<std::string> args = {std::move(start), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kPage, std::move(args), DeadlineAfter(kLimit)));
  if (reply.size() < 2) co_return OtherShape();
  CO_ASSIGN_OR_RETURN(const Place place, ParsePlace(reply[0].text()));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(PatientsIn(reply, 2)));
  InboxRows page = RowsOf(reply, 2, place, keys);
  page.next = reply[1].text();
  page.more = !page.next.empty();
  co_return page;
}

Task<absl::StatusOr<InboxRows>> RedisInboxStore::Threads(std::vector<ThreadRef> refs) {
  std::vector<std::string> names;
  for (const ThreadRef& ref : refs) names.push_back(NameOf(keys_.PseudonymOf(ref.patient), ref.thread));
  return Again(std::move(names));
}

Task<absl::StatusOr<InboxRows>> RedisInboxStore::Again(std::vector<std::string> unreadable) {
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kRows, std::move(unreadable), DeadlineAfter(kLimit)));
  if (reply.empty()) co_return OtherShape();
  CO_ASSIGN_OR_RETURN(const Place place, ParsePlace(reply[0].text()));
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.OfPseudonyms(PatientsIn(reply, 1)));
  co_return RowsOf(reply, 1, place, keys);
}

Task<absl::StatusOr<Place>> RedisInboxStore::End(Deadline deadline) {
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kEnd, {}, deadline));
  if (reply.empty()) co_return OtherShape();
  co_return ParsePlace(reply[0].text());
}

}  // namespace careloop::messaging

#include "services/messaging/store/redis_message_records.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

using redis::Function;
using redis::Reply;
using store::FoundRecord;
using store::RecordChain;

constexpr Function kThreadsById{"threads_by_id", Function::Effect::kReads};
constexpr Function kMessages{"messages", Function::Effect::kReads};
constexpr char kPage[] = "100";
constexpr char kNobody[] = "-";  // in particular, who sees all threads
constexpr char kAsPatient[] = "0";

}  // namespace

Task<absl::StatusOr<std::vector<std::string>>> RedisMessageRecords::Threads(const Call& call, std::string owner) {
  std::vector<std::string> threads;
  std::string after;
  do {
    std::vector<std::string> args = {owner, after, kPage, kNobody, kAsPatient};
    CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kThreadsById, std::move(args), call.deadline));
    if (reply.size() != 2) co_return OtherShape();
    for (const Reply& row : reply[0].array()) threads.push_back(row.at(1).text());
    after = reply[1].text();
  } while (!after.empty());
  co_return threads;
}

Task<absl::StatusOr<RecordChain>> RedisMessageRecords::Messages(const Call& call, PatientKeys::Keys keys,
                                                                std::string thread) {
  RecordChain chain{.place = StrCat("threads/", thread), .records = {}};
  int64_t above = 0;
  while (true) {
    std::vector<std::string> args = {keys->owner(), thread, "0", StrCat(above), "0", kPage, kNobody, kAsPatient};
    CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kMessages, std::move(args), call.deadline));
    if (reply.empty() || reply[0].array().empty()) co_return chain;
    co_await workers_.Turn();
    for (const Reply& row : reply[0].array()) {
      if (row.at(0).integer() <= above) co_return OtherShape();  // what somebody has put there that no number follows
      above = row.at(0).integer();
      FoundRecord found = FoundMessage(row.at(3).text(), *keys, thread);
      found.name = StrCat("patients/", keys->person(), "/", chain.place, "/messages/", above);
      chain.records.push_back(std::move(found));
    }
  }
}

Task<absl::StatusOr<std::vector<RecordChain>>> RedisMessageRecords::Of(const Call& call, std::string patient) {
  CO_ASSIGN_OR_RETURN(const auto keys, co_await keys_.ForReading(std::move(patient)));
  if (keys->empty()) co_return NotFound("patient");
  CO_ASSIGN_OR_RETURN(const auto threads, co_await Threads(call, keys->owner()));
  std::vector<RecordChain> chains;
  for (const std::string& thread : threads) {
    CO_ASSIGN_OR_RETURN(RecordChain chain, co_await Messages(call, keys, thread));
    chains.push_back(std::move(chain));
  }
  co_return chains;
}

}  // namespace careloop::messaging

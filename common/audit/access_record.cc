#include "common/audit/access_record.h"

#include <utility>

#include "common/audit/records.pb.h"

namespace careloop::audit {
namespace {

constexpr char kFormat = 1;

// Of the verbs that the contract has; the rest change.
constexpr std::pair<std::string_view, std::string_view> kActions[] = {
    {"Get", "R"},     {"List", "R"},   {"Search", "R"}, {"Watch", "R"},   {"Export", "R"}, {"Preview", "R"},
    {"Check", "E"},   {"DryRun", "E"}, {"Create", "C"}, {"Start", "C"},   {"Record", "C"}, {"Send", "C"},
    {"Deliver", "C"}, {"Add", "C"},    {"Enrol", "C"},  {"Retract", "D"}, {"Remove", "D"}, {"Erase", "D"}};

}  // namespace

std::string EncodeAccess(AccessRecord record) {
  storage::v1::AccessRecord stored;
  stored.set_time_us(absl::ToUnixMicros(record.time));
  stored.set_service(std::move(record.service));
  stored.set_method(std::move(record.method));
  stored.set_person(std::move(record.person));
  stored.set_role(static_cast<int>(record.role));
  stored.set_name(std::move(record.name));
  stored.set_session(std::move(record.session));
  stored.set_token_id(std::move(record.token_id));
  for (std::string& patient : record.patients) stored.add_patients(std::move(patient));
  stored.set_resource(std::move(record.resource));
  stored.set_rule(std::move(record.rule));
  stored.set_outcome(static_cast<int>(record.outcome));
  stored.set_request_id(std::move(record.request_id));
  stored.set_trace_id(std::move(record.trace_id));
  stored.set_left_out(record.left_out);
  stored.set_nonce(std::move(record.nonce));
  std::string bytes(1, kFormat);
  stored.AppendToString(&bytes);
  return bytes;
}

std::optional<AccessRecord> DecodeAccess(std::string_view bytes) {
  storage::v1::AccessRecord stored;
  if (bytes.empty() || bytes.front() != kFormat) return std::nullopt;
  if (!stored.ParseFromArray(bytes.data() + 1, static_cast<int>(bytes.size() - 1))) return std::nullopt;
  return AccessRecord{.time = absl::FromUnixMicros(stored.time_us()),
                      .service = stored.service(),
                      .method = stored.method(),
                      .person = stored.person(),
                      .role = static_cast<Role>(stored.role()),
                      .name = stored.name(),
                      .session = stored.session(),
                      .token_id = stored.token_id(),
                      .patients = {stored.patients().begin(), stored.patients().end()},
                      .resource = stored.resource(),
                      .rule = stored.rule(),
                      .outcome = static_cast<Outcome>(stored.outcome()),
                      .request_id = stored.request_id(),
                      .trace_id = stored.trace_id(),
                      .left_out = stored.left_out(),
                      .nonce = stored.nonce()};
}

std::string_view ActionOf(std::string_view method) {
  const std::string_view verb = method.substr(method.rfind('/') + 1);
  for (const auto& [start, action] : kActions) {
    if (verb.starts_with(start)) return action;
  }
  return "U";
}

}  // namespace careloop::audit

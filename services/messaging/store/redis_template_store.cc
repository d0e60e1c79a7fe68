#include "services/messaging/store/redis_template_store.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/messaging/store/rows.h"
#include "services/messaging/store/sealed_records.h"

namespace careloop::messaging {
namespace {

using redis::Function;

constexpr Function kSave{"save_template", Function::Effect::kWrites};
constexpr Function kTemplate{"template", Function::Effect::kReads};
constexpr Function kTemplates{"templates", Function::Effect::kReads};

constexpr store::Refusal kRefusals[] = {
    {"NO_TEAM", absl::StatusCode::kNotFound, reason::kNotFound, "care team not found"},
    {"STALE", absl::StatusCode::kAborted, reason::kVersionConflict,
     "etag: the template has been changed since it was read; read it again"},
    {"TOO_MANY_TEMPLATES", absl::StatusCode::kFailedPrecondition, reason::kFailedState,
     "the care team has 200 templates, which is the limit"},
};

absl::StatusOr<MessageTemplate> TemplateOf(const redis::Reply::Array& row, std::string team, const OwnerKeys& site) {
  if (row.size() != 5) return OtherShape();
  ASSIGN_OR_RETURN(MessageTemplate found, OpenTemplate(row[4].text(), site, team, row[0].text(), row[3].text()));
  int64_t millis = 0;
  if (!absl::SimpleAtoi(row[1].text(), &found.version) || !absl::SimpleAtoi(row[2].text(), &millis)) {
    return OtherShape();
  }
  found.team = std::move(team);
  found.saved = absl::FromUnixMillis(millis);
  return found;
}

}  // namespace

Task<absl::StatusOr<TemplateStore::Saved>> RedisTemplateStore::Save(const Call& call, MessageTemplate saved,
                                                                    std::optional<int64_t> seen) {
  std::vector<std::string> args = {saved.team,
                                   saved.id,
                                   saved.saved_by.id,
                                   SealTemplate(saved, site_),
                                   StrCat(absl::ToUnixMillis(saved.saved)),
                                   seen ? StrCat(*seen) : ""};
  std::vector<std::string> all = idempotency_.Args(call, std::move(args));
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kSave, std::move(all), call.deadline));
  CO_ASSIGN_OR_RETURN(const std::string outcome, store::OutcomeOf(reply, kRefusals));
  const std::pair<std::string, std::string> words = absl::StrSplit(outcome, ' ');
  Saved done;
  int64_t millis = 0;
  if (!absl::SimpleAtoi(words.first, &done.version) || !absl::SimpleAtoi(words.second, &millis)) co_return OtherShape();
  done.time = absl::FromUnixMillis(millis);
  co_return done;
}

Task<absl::StatusOr<TemplateStore::Page>> RedisTemplateStore::List(const Call& call, std::string team,
                                                                   std::string after, int most) {
  std::vector<std::string> args = {team, std::move(after), StrCat(most)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTemplates, std::move(args), call.deadline));
  if (reply.empty()) co_return OtherShape();
  Page page{.templates = {}, .more = reply[0].integer() == 1};
  for (size_t i = 1; i < reply.size(); ++i) {
    CO_ASSIGN_OR_RETURN(MessageTemplate found, TemplateOf(reply[i].array(), team, site_));
    page.templates.push_back(std::move(found));
  }
  co_return page;
}

Task<absl::StatusOr<MessageTemplate>> RedisTemplateStore::Get(const Call& call, std::string team, std::string id) {
  std::vector<std::string> args = {team, std::move(id)};
  CO_ASSIGN_OR_RETURN(const auto reply, co_await redis_.Run(kTemplate, std::move(args), call.deadline));
  if (reply.empty()) co_return NotFound("template");
  co_return TemplateOf(reply, std::move(team), site_);
}

}  // namespace careloop::messaging

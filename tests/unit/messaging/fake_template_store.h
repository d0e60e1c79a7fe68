#ifndef CARELOOP_TESTS_UNIT_MESSAGING_FAKE_TEMPLATE_STORE_H_
#define CARELOOP_TESTS_UNIT_MESSAGING_FAKE_TEMPLATE_STORE_H_

#include <map>
#include <string>
#include <utility>

#include "common/base/error.h"
#include "services/messaging/domain/template_store.h"

namespace careloop::messaging {

// Templates in memory, without idempotency and limits. Not thread-safe.
class FakeTemplateStore final : public TemplateStore {
 public:
  Task<absl::StatusOr<Saved>> Save(const Call&, MessageTemplate saved, std::optional<int64_t> seen) override {
    asked_seen = seen;
    MessageTemplate& kept = templates[saved.team + "/" + saved.id];
    saved.version = kept.version + 1;
    kept = std::move(saved);
    co_return Saved{kept.version, kept.saved};
  }
  Task<absl::StatusOr<Page>> List(const Call&, std::string team, std::string after, int most) override {
    Page page;
    for (const auto& [key, found] : templates) {
      if (found.team != team || found.id <= after) continue;
      page.more = static_cast<int>(page.templates.size()) == most;
      if (page.more) break;
      page.templates.push_back(found);
    }
    co_return page;
  }
  Task<absl::StatusOr<MessageTemplate>> Get(const Call&, std::string team, std::string id) override {
    if (!failure.ok()) co_return failure;
    const auto found = templates.find(team + "/" + id);
    if (found == templates.end()) co_return NotFound("template");
    co_return found->second;
  }

  std::map<std::string, MessageTemplate> templates;
  std::optional<int64_t> asked_seen;
  absl::Status failure;
};

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_UNIT_MESSAGING_FAKE_TEMPLATE_STORE_H_

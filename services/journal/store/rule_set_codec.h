#ifndef CARELOOP_SERVICES_JOURNAL_STORE_RULE_SET_CODEC_H_
#define CARELOOP_SERVICES_JOURNAL_STORE_RULE_SET_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "services/journal/domain/alert_rule.h"

namespace careloop::journal {

// The only way of a rule set into the store and out of it. Its number is not in the bytes: it is the key. Decoding
// gives INTERNAL for bytes that are damaged or of a later format.
std::string EncodeRuleSetActivation(const RuleSetActivation& activation);
absl::StatusOr<RuleSetActivation> DecodeRuleSetActivation(std::string_view bytes);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_STORE_RULE_SET_CODEC_H_

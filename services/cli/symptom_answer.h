#ifndef CARELOOP_SERVICES_CLI_SYMPTOM_ANSWER_H_
#define CARELOOP_SERVICES_CLI_SYMPTOM_ANSWER_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "careloop/journal/v1/entry.pb.h"

namespace careloop::cli {

// Reads "nausea:frequency=2,severity=3": a symptom and its answers, numbers, "yes" or "no" for presence, or
// "prefer-not-to-say" or "not-applicable". A usage error that quotes what it does not understand. Whether the symptom
// asks these, and their range, is for the journal to say.
absl::StatusOr<journal::v1::SymptomAnswer> ParseSymptomAnswer(std::string_view typed);

// "nausea: frequency 2, severity 3".
std::string DescribeAnswer(const journal::v1::SymptomAnswer& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_SYMPTOM_ANSWER_H_

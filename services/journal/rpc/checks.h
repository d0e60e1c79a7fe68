#ifndef CARELOOP_SERVICES_JOURNAL_RPC_CHECKS_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_CHECKS_H_

#include <string>
#include <string_view>

#include "careloop/journal/v1/entry.pb.h"
#include "common/base/error.h"
#include "common/rpc/field.h"
#include "google/protobuf/timestamp.pb.h"

namespace careloop::journal {

// The fields that several requests of the journal have. Each adds to `violations` what is wrong with one field.

// A name of the shape of `pattern` whose first part after "patients/" is a person's id.
void CheckPatientName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern);

// "patients/PATIENT/entries/N".
void CheckEntryName(Violations& violations, std::string_view field, const std::string& name);

// A name of a collection at the top whose id is 1-64 of a-z 0-9 -, such as "symptoms/*".
void CheckIdName(Violations& violations, std::string_view field, std::string_view name, std::string_view pattern);

// A valid instant from the start of `first_year` (UTC) on. Whether it is in the future is for the domain, which has a
// clock.
void CheckInstant(Violations& violations, std::string_view field, const google::protobuf::Timestamp& time,
                  int first_year);

// Empty, or a BCP 47 tag of at most 35 characters.
void CheckLanguage(Violations& violations, std::string_view field, std::string_view tag);

// Answers to symptoms of valid names, each symptom once, at most kMostAnswers, with levels of 0 to 4.
void CheckAnswers(Violations& violations, std::string_view field,
                  const google::protobuf::RepeatedPtrField<v1::SymptomAnswer>& answers);

// 30 to 45; what looks like Fahrenheit is said to.
void CheckTemperature(Violations& violations, std::string_view field, double celsius);

// Pages of alerts: each alert is asked for at messaging.
inline constexpr rpc::PageLimits kAlertPages{.standard = 20, .most = 50};

inline constexpr int kFirstYearOfEntries = 2000;
inline constexpr int kFirstYear = 1900;

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_CHECKS_H_

#ifndef CARELOOP_SERVICES_JOURNAL_DOMAIN_SYMPTOM_H_
#define CARELOOP_SERVICES_JOURNAL_DOMAIN_SYMPTOM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace careloop::journal {

// Something that can be asked about a symptom. The numbers are those of the API and of stored records: they never
// change.
enum class Attribute : uint8_t { kFrequency = 1, kSeverity = 2, kInterference = 3, kAmount = 4, kPresence = 5 };

inline constexpr std::array kScaledAttributes = {Attribute::kFrequency, Attribute::kSeverity, Attribute::kInterference,
                                                 Attribute::kAmount};

// The word for it in site files and in field names: "frequency".
std::string_view AttributeName(Attribute attribute);
std::optional<Attribute> AttributeFromName(std::string_view name);

// A symptom of the site's vocabulary, by its bare id.
struct Symptom {
  std::string id;
  std::string label;
  std::vector<Attribute> asks;  // one or more, in the order asked

  bool Asks(Attribute attribute) const;
  // Asked with a yes or no, which has no grade.
  bool IsYesNo() const { return asks.front() == Attribute::kPresence; }
};

// Numbered like Attribute.
enum class WithheldReason : uint8_t { kPreferNotToSay = 1, kNotApplicable = 2 };

// An asked attribute that the person chose not to answer: no answer, never a 0.
struct WithheldAnswer {
  Attribute attribute;
  WithheldReason reason;

  friend bool operator==(const WithheldAnswer&, const WithheldAnswer&) = default;
};

// What a person says about one symptom.
struct SymptomAnswer {
  std::string symptom;                                              // id
  std::array<std::optional<int>, kScaledAttributes.size()> levels;  // 0-4; see level()
  std::optional<bool> presence;
  std::vector<WithheldAnswer> withheld;
  int reporter = 0;  // whose answer it is; see Entry::ReporterOf

  // Of a scaled attribute.
  std::optional<int>& level(Attribute attribute) { return levels[static_cast<size_t>(attribute) - 1]; }
  const std::optional<int>& level(Attribute attribute) const { return levels[static_cast<size_t>(attribute) - 1]; }

  bool Answers(Attribute attribute) const;
  // Something is above 0, or yes.
  bool SaysIsThere() const;
  bool Withholds(Attribute attribute) const;

  friend bool operator==(const SymptomAnswer&, const SymptomAnswer&) = default;
};

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_DOMAIN_SYMPTOM_H_

#include "services/journal/domain/symptom.h"

#include <algorithm>
#include <utility>

namespace careloop::journal {
namespace {

constexpr std::array<std::pair<Attribute, std::string_view>, 5> kNames = {{{Attribute::kFrequency, "frequency"},
                                                                           {Attribute::kSeverity, "severity"},
                                                                           {Attribute::kInterference, "interference"},
                                                                           {Attribute::kAmount, "amount"},
                                                                           {Attribute::kPresence, "presence"}}};

}  // namespace

std::string_view AttributeName(Attribute attribute) { return kNames[static_cast<size_t>(attribute) - 1].second; }

std::optional<Attribute> AttributeFromName(std::string_view name) {
  for (const auto& [attribute, word] : kNames) {
    if (word == name) return attribute;
  }
  return std::nullopt;
}

bool Symptom::Asks(Attribute attribute) const { return std::find(asks.begin(), asks.end(), attribute) != asks.end(); }

bool SymptomAnswer::Answers(Attribute attribute) const {
  return attribute == Attribute::kPresence ? presence.has_value() : level(attribute).has_value();
}

bool SymptomAnswer::Withholds(Attribute attribute) const {
  return std::any_of(withheld.begin(), withheld.end(), [&](const auto& w) { return w.attribute == attribute; });
}

bool SymptomAnswer::SaysIsThere() const {
  return presence == true || std::any_of(levels.begin(), levels.end(),
                                         [](const std::optional<int>& level) { return level.value_or(0) > 0; });
}

}  // namespace careloop::journal

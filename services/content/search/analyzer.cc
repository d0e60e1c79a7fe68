#include "services/content/search/analyzer.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr size_t kMostKnown = 50'000;

// Sorted, without accents.
constexpr std::string_view kEnglish[] = {
    "a",     "about",  "after",   "all",    "also",   "am",     "an",   "and",   "any",     "are",     "as",
    "at",    "be",     "because", "been",   "before", "being",  "but",  "by",    "can",     "could",   "did",
    "do",    "does",   "doing",   "during", "each",   "few",    "for",  "from",  "further", "had",     "has",
    "have",  "having", "he",      "her",    "here",   "hers",   "him",  "his",   "how",     "i",       "if",
    "in",    "into",   "is",      "it",     "its",    "itself", "just", "me",    "more",    "most",    "my",
    "no",    "nor",    "not",     "of",     "off",    "on",     "once", "only",  "or",      "other",   "our",
    "out",   "over",   "own",     "same",   "she",    "should", "so",   "some",  "such",    "than",    "that",
    "the",   "their",  "them",    "then",   "there",  "these",  "they", "this",  "those",   "through", "to",
    "too",   "under",  "until",   "up",     "very",   "was",    "we",   "were",  "what",    "when",    "where",
    "which", "while",  "who",     "whom",   "why",    "will",   "with", "would", "you",     "your"};
constexpr std::string_view kSpanish[] = {
    "a",     "al",      "algo", "ante",   "antes",  "aqui",   "asi",   "aun",     "bajo",    "cada",  "como",
    "con",   "contra",  "cual", "cuales", "cuando", "cuanto", "de",    "del",     "desde",   "donde", "durante",
    "e",     "el",      "ella", "ellas",  "ellos",  "en",     "entre", "era",     "es",      "esa",   "esas",
    "ese",   "eso",     "esos", "esta",   "estas",  "este",   "esto",  "estos",   "fue",     "ha",    "han",
    "hasta", "hay",     "la",   "las",    "le",     "les",    "lo",    "los",     "mas",     "me",    "mi",
    "mis",   "mucho",   "muy",  "nada",   "ni",     "no",     "nos",   "nuestra", "nuestro", "o",     "os",
    "otra",  "otras",   "otro", "otros",  "para",   "pero",   "poco",  "por",     "porque",  "puede", "puedo",
    "que",   "quien",   "se",   "segun",  "ser",    "si",     "sin",   "sobre",   "son",     "soy",   "su",
    "sus",   "tambien", "tan",  "tanto",  "te",     "tiene",  "toda",  "todas",   "todo",    "todos", "tu",
    "tus",   "u",       "un",   "una",    "unas",   "uno",    "unos",  "usted",   "y",       "ya",    "yo"};
static_assert(std::is_sorted(std::begin(kEnglish), std::end(kEnglish)));
static_assert(std::is_sorted(std::begin(kSpanish), std::end(kSpanish)));

Xapian::Stem StemmerOf(const std::string& language) {
  try {
    return Xapian::Stem(language);
  } catch (const Xapian::InvalidArgumentError&) {
    return {};
  }
}

std::string WithoutAccents(const std::string& text) {
  Word word;
  return WordReader(text).Next(word) ? std::move(word.folded) : std::string();
}

}  // namespace

std::string BaseLanguage(std::string_view tag) { return absl::AsciiStrToLower(ForAbsl(tag.substr(0, tag.find('-')))); }

Analyzer::Analyzer(const std::string& base_language) : language_(base_language), stem_(StemmerOf(base_language)) {}

bool Analyzer::IsStopWord(const Word& word) const {
  const std::string_view folded = word.folded;
  if (language_ == "en") return std::binary_search(std::begin(kEnglish), std::end(kEnglish), folded);
  if (language_ == "es") return std::binary_search(std::begin(kSpanish), std::end(kSpanish), folded);
  return false;
}

bool Analyzer::KeepsBeginnings() const {
  static constexpr std::string_view kThatDo[] = {"da", "de", "en", "es", "fr", "it", "nl", "pt", "sv"};
  return std::binary_search(std::begin(kThatDo), std::end(kThatDo), language_);
}

const Stems& Analyzer::StemsOf(const Word& word) {
  if (known_.size() >= kMostKnown) known_.clear();
  const auto [known, added] = known_.try_emplace(word.lower);
  if (!added) return known->second;
  Stems& stems = known->second;
  stems.plain = stem_(word.folded);
  if (word.lower != word.folded) {
    stems.accented = WithoutAccents(stem_(word.lower));
    if (stems.accented == stems.plain) stems.accented.clear();
  }
  return stems;
}

}  // namespace careloop::content

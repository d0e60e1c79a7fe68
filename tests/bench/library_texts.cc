#include "tests/bench/library_texts.h"

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "common/base/strings.h"

namespace careloop::bench {
namespace {

constexpr size_t kWords = 6000;
constexpr uint64_t kSeed = 7;  // any: the texts are the same each time
constexpr const char* kSyllables[] = {"na",  "ve",  "ri",  "so",  "tu",  "la",  "me",  "ki", "do", "pa",
                                      "ste", "gro", "lin", "mor", "tes", "can", "ber", "ul", "fi", "ho"};
constexpr const char* kDrugs[] = {"letrozole", "trastuzumab", "tamoxifen", "paclitaxel", "docetaxel", "lapatinib"};
constexpr const char* kTopics[] = {"chemotherapy", "managing-side-effects", "hormonal-therapy", "quality-of-life"};

template <typename T, size_t N>
const T& AnyOf(const T (&choices)[N], Rng& rng) {
  return choices[rng() % N];
}

std::string MadeUpWord(Rng& rng) {
  std::string word;
  for (uint64_t syllables = 2 + rng() % 3; syllables > 0; --syllables) word += AnyOf(kSyllables, rng);
  return word;
}

std::vector<std::string> MadeUpWords(Rng& rng) {
  std::set<std::string> known;
  std::vector<std::string> words;
  while (words.size() < kWords) {
    std::string word = MadeUpWord(rng);
    if (known.insert(word).second) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace

LibraryTexts::LibraryTexts(size_t publications, size_t bytes) {
  Rng rng(kSeed);
  words_ = MadeUpWords(rng);
  double sum = 0;
  for (size_t rank = 1; rank <= kWords; ++rank) frequencies_.push_back(sum += 1.0 / static_cast<double>(rank));
  for (size_t i = 0; i < publications; ++i) markdown_.push_back(Markdown(rng, i, bytes));
}

std::string LibraryTexts::IdOf(size_t publication) { return StrCat("bench-", publication); }

const std::string& LibraryTexts::AnyWord(Rng& rng) const {
  const double any = std::uniform_real_distribution<double>(0, frequencies_.back())(rng);
  const auto word = std::upper_bound(frequencies_.begin(), frequencies_.end() - 1, any);
  return words_[static_cast<size_t>(word - frequencies_.begin())];
}

std::string LibraryTexts::Sentence(Rng& rng, size_t words) const {
  std::string text;
  for (size_t i = 0; i < words; ++i) absl::StrAppend(&text, i == 0 ? "" : " ", AnyWord(rng));
  return text;
}

std::string LibraryTexts::Markdown(Rng& rng, size_t number, size_t bytes) const {
  const std::string drug = AnyOf(kDrugs, rng);
  std::string text = StrCat("---\nid: ", IdOf(number), "\ntitle: ", Sentence(rng, 5), "\nsummary: ", Sentence(rng, 15),
                            "\nkind: self-care-sheet\nlanguage: en\ndiagnoses: [breast-cancer]\ntopics: [",
                            AnyOf(kTopics, rng), "]\ntreatments: [", drug, "]\nsymptoms: [fatigue]\n",
                            "sponsor_acknowledgement: No sponsor. Made for a measurement.\n",
                            "review_due_date: 2040-06-30\n---\n\nAbout ", drug, ": a ", kMark, ".\n\n");
  for (size_t paragraph = 0; text.size() < bytes; ++paragraph) {
    if (paragraph % 4 == 0) absl::StrAppend(&text, "## ", Sentence(rng, 4), "\n\n");
    absl::StrAppend(&text, Sentence(rng, 12), ". ", Sentence(rng, 20), ", *", Sentence(rng, 2), "*.\n\n");
  }
  return text;
}

void LibraryTexts::FillSearch(Kind kind, Rng& rng, content::v1::SearchPublicationsRequest& request) const {
  request.Clear();
  const std::string& word = AnyWord(rng);
  switch (kind) {
    case Kind::kWord:
      return request.set_query(word);
    case Kind::kPhrase: {
      const std::string& text = markdown_[rng() % markdown_.size()];
      const size_t title = text.find("title: ") + 7;
      return request.set_query(
          StrCat("\"", text.substr(title, text.find(' ', text.find(' ', title) + 1) - title), "\""));
    }
    case Kind::kBeginning:
      return request.set_query(StrCat(AnyWord(rng), " ", word.substr(0, 3)));
    case Kind::kMisspelt:
      return request.set_query(StrCat(word.substr(0, 2), "x", word.substr(2)));
    case Kind::kDrugInTopic:
      request.add_topics(StrCat("topics/", AnyOf(kTopics, rng)));
      return request.set_query(StrCat(AnyOf(kDrugs, rng), " ", word));
    case Kind::kThreeWords:
      return request.set_query(StrCat(word, " ", AnyWord(rng), " ", AnyWord(rng)));
    case Kind::kTwoWords:
      return request.set_query(StrCat(word, " ", AnyWord(rng)));
  }
}

}  // namespace careloop::bench

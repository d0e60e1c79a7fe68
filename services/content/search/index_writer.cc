#include "services/content/search/index_writer.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "services/content/search/terms.h"

namespace careloop::content {
namespace {

// Between two values of a field, so that no phrase runs over their border.
constexpr Xapian::termpos kGap = 100;

// Words that are offered to somebody who mistyped.
constexpr size_t kShortestSpelling = 3;
constexpr size_t kLongestSpelling = 32;

// Puts the words of one publication into a document.
class Words {
 public:
  Words(Xapian::Document& document, std::string_view tag, Analyzers& analyzers)
      : document_(document), language_(BaseLanguage(tag)), analyzer_(analyzers.For(language_)) {}

  // They stand in `field`, and anywhere.
  void Add(SearchField field, std::string_view text) {
    WordReader reader(text);
    for (Word word; reader.Next(word);) {
      const Stems& stems = analyzer_.StemsOf(word);
      ++position_;
      AddStems(SearchField::kAnywhere, stems);
      if (field != SearchField::kAnywhere) AddStems(field, stems);
    }
    position_ += kGap;
  }

 private:
  void AddStems(SearchField field, const Stems& stems) {
    document_.add_posting(StemTerm(field, language_, stems.plain), position_);
    if (!stems.accented.empty()) document_.add_term(StemTerm(field, language_, stems.accented));
  }

  Xapian::Document& document_;
  const std::string language_;
  Analyzer& analyzer_;
  Xapian::termpos position_ = 0;
};

// One word more that a publication is found by: the ids under a prefix, and what they add to the facets.
class Filters {
 public:
  Filters(Xapian::Document& document, FacetValues& facets) : document_(document), facets_(facets) {}

  void Add(std::string_view term, FacetKind kind, const std::string& value) {
    document_.add_boolean_term(StrCat(term, value));
    numbers_ += facets_.Number(kind, value);
  }
  const std::string& numbers() const { return numbers_; }

 private:
  Xapian::Document& document_;
  FacetValues& facets_;
  std::string numbers_;
};

void AddCategories(SearchField field, const std::vector<std::string>& ids, const Catalogue<Category>& categories,
                   Words& words) {
  for (const std::string& id : ids) {
    const Category* category = categories.Find(id);
    words.Add(field, category == nullptr ? id : category->label);
  }
}

void AddTreatments(const std::vector<std::string>& ids, const Site& site, Words& words) {
  for (const std::string& id : ids) {
    const auto* known = site.treatments.Find(id);
    if (known == nullptr) {
      words.Add(SearchField::kTreatment, id);
      continue;
    }
    words.Add(SearchField::kTreatment, known->treatment.generic_name);
    for (const std::string& brand : known->treatment.brand_names) words.Add(SearchField::kTreatment, brand);
  }
}

std::string IdTermOf(const PublicationText& text) { return StrCat(kIdTerm, text.id); }

bool IsSpelling(const std::string& word) {
  return word.size() >= kShortestSpelling && word.size() <= kLongestSpelling &&
         std::none_of(word.begin(), word.end(), absl::ascii_isdigit);
}

}  // namespace

IndexWriter::IndexWriter(const std::string& directory, const Site& site, const TreatmentNames& names,
                         FacetValues& facets, Spellings& spellings)
    : database_(directory, Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS),
      site_(site),
      facets_(facets),
      spellings_(spellings) {
  for (const std::string& word : names.words()) {
    if (IsSpelling(word)) ++word_counts_[word];
  }
}

void IndexWriter::Put(const PublicationText& text, std::string_view body) {
  Xapian::Document document;
  Words words(document, text.language, analyzers_);
  words.Add(SearchField::kTitle, text.title);
  words.Add(SearchField::kAnywhere, text.summary);
  words.Add(SearchField::kAnywhere, body);
  const std::vector<std::string> diagnoses = WithThoseAbove(site_.diagnoses, text.diagnoses);
  const std::vector<std::string> topics = WithThoseAbove(site_.topics, text.topics);
  AddCategories(SearchField::kDiagnosis, diagnoses, site_.diagnoses, words);
  AddCategories(SearchField::kTopic, topics, site_.topics, words);
  AddTreatments(text.treatments, site_, words);
  for (const std::string& symptom : text.symptoms) words.Add(SearchField::kSymptom, symptom);

  Filters filters(document, facets_);
  for (const std::string& id : diagnoses) filters.Add(kDiagnosisTerm, FacetKind::kDiagnosis, id);
  for (const std::string& id : topics) filters.Add(kTopicTerm, FacetKind::kTopic, id);
  for (const std::string& id : text.treatments) filters.Add(kTreatmentTerm, FacetKind::kTreatment, id);
  filters.Add(kKindTerm, FacetKind::kKind, std::string(KindWord(text.kind)));
  filters.Add(kLanguageTerm, FacetKind::kLanguage, absl::AsciiStrToLower(text.language));

  document.add_boolean_term(IdTermOf(text));
  document.add_value(kSlot, StrCat(text.id, std::string_view("\0", 1), filters.numbers()));
  database_.replace_document(IdTermOf(text), document);
  CountWords(text, body, 1);
}

void IndexWriter::TakeOut(const PublicationText& text, std::string_view body) {
  database_.delete_document(IdTermOf(text));
  CountWords(text, body, -1);
}

void IndexWriter::CountWords(const PublicationText& text, std::string_view body, int difference) {
  std::set<std::string> words;
  for (const std::string_view part : {std::string_view(text.title), std::string_view(text.summary), body}) {
    WordReader reader(part);
    for (Word word; reader.Next(word);) {
      if (!IsSpelling(word.folded)) continue;
      words.insert(word.folded);
      spellings_.Note(word);
    }
  }
  for (const std::string& word : words) word_counts_[word] += difference;
}

void IndexWriter::Commit() {
  for (const auto& [word, difference] : word_counts_) {
    if (difference > 0) database_.add_spelling(word, difference);
    if (difference < 0) database_.remove_spelling(word, -difference);
  }
  word_counts_.clear();
  database_.commit();
}

}  // namespace careloop::content

#include "services/content/search/index_writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "services/content/domain/plain_text.h"
#include "services/content/search/terms.h"

namespace careloop::content {
namespace {

// Between two values of a field, so that no phrase runs over their border.
constexpr Xapian::termpos kGap = 100;

constexpr size_t kExcerptSource = size_t{64} << 10;

// Words that are found by their beginning, which has at least so many bytes, and offered to somebody who mistyped.
constexpr size_t kShortestSpelling = SearchPlan::kShortestBeginning;

bool IsOfNumber(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '.' || c == ','; }

bool IsSpelling(const std::string& word) {
  return word.size() >= kShortestSpelling && !std::all_of(word.begin(), word.end(), IsOfNumber);
}

// Puts the words of one publication into a document.
class Words {
 public:
  Words(Xapian::Document& document, std::string_view tag, Analyzers& analyzers, StemNumbers& numbers)
      : document_(document), language_(BaseLanguage(tag)), analyzer_(analyzers.For(language_)), numbers_(numbers) {}

  // They stand in `field`, and anywhere.
  void Add(SearchField field, std::string_view text) {
    std::vector<StemNumber> numbers;
    WordReader reader(text);
    for (Word word; reader.Next(word);) {
      const Stems& stems = analyzer_.StemsOf(word);
      ++position_;
      AddWord(SearchField::kAnywhere, word, stems);
      if (field != SearchField::kAnywhere) AddWord(field, word, stems);
      numbers.push_back(numbers_.Of(StemTerm(SearchField::kAnywhere, language_, stems.plain)));
    }
    position_ += kGap;
    sequence_.Add(field, numbers);
  }
  WordSequence TakeSequence() {
    sequence_.Finish();
    return std::move(sequence_);
  }

 private:
  void AddWord(SearchField field, const Word& word, const Stems& stems) {
    document_.add_posting(StemTerm(field, language_, stems.plain), position_);
    if (!stems.accented.empty()) document_.add_term(StemTerm(field, language_, stems.accented));
    if (word.folded.size() > SearchPlan::kShortestBeginning && IsSpelling(word.folded))
      document_.add_term(BeginningTerm(field, language_, word.folded));
  }

  Xapian::Document& document_;
  const std::string language_;
  Analyzer& analyzer_;
  StemNumbers& numbers_;
  Xapian::termpos position_ = 0;
  WordSequence sequence_;
};

// One word more that a publication is found by: the ids under a prefix, and what they add to the facets.
class Filters {
 public:
  Filters(Xapian::Document& document, FacetValues& facets) : document_(document), facets_(facets) {}

  void Add(std::string_view term, FacetKind kind, const std::string& value) {
    document_.add_boolean_term(StrCat(term, value));
    numbers_.push_back(facets_.Number(kind, value));
  }
  std::vector<uint32_t> TakeNumbers() { return std::move(numbers_); }

 private:
  Xapian::Document& document_;
  FacetValues& facets_;
  std::vector<uint32_t> numbers_;
};

// A text that a publication is found by, and where that is.
using Part = std::pair<SearchField, std::string>;

void AddCategories(SearchField field, const std::vector<std::string>& ids, const Catalogue<Category>& categories,
                   std::vector<Part>& parts) {
  for (const std::string& id : WithThoseAbove(categories, ids)) {
    const Category* category = categories.Find(id);
    parts.emplace_back(field, category == nullptr ? id : category->label);
  }
}

void AddTreatments(const std::vector<std::string>& ids, const Site& site, std::vector<Part>& parts) {
  for (const std::string& id : ids) {
    const auto* known = site.treatments.Find(id);
    parts.emplace_back(SearchField::kTreatment, known == nullptr ? id : known->treatment.generic_name);
    if (known == nullptr) continue;
    for (const std::string& brand : known->treatment.brand_names) parts.emplace_back(SearchField::kTreatment, brand);
  }
}

std::vector<Part> PartsOf(const PublicationText& text, std::string_view body, const Site& site) {
  std::vector<Part> parts = {{SearchField::kTitle, text.title},
                             {SearchField::kAnywhere, text.summary},
                             {SearchField::kAnywhere, std::string(body)}};
  AddCategories(SearchField::kDiagnosis, text.diagnoses, site.diagnoses, parts);
  AddCategories(SearchField::kTopic, text.topics, site.topics, parts);
  AddTreatments(text.treatments, site, parts);
  for (const std::string& symptom : text.symptoms) parts.emplace_back(SearchField::kSymptom, symptom);
  return parts;
}

// What excerpts are taken from; in whole characters.
std::string BeginningOf(std::string body) {
  size_t end = std::min(body.size(), kExcerptSource);
  while (end > 0 && end < body.size() && (static_cast<unsigned char>(body[end]) & 0xC0) == 0x80) --end;
  body.resize(end);
  body.shrink_to_fit();
  return body;
}

std::string IdTermOf(const PublicationText& text) { return StrCat(kIdTerm, text.id); }

}  // namespace

IndexWriter::IndexWriter(const std::string& directory, const Site& site, const TreatmentNames& names,
                         const IndexMemory& memory)
    : database_(directory, Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_BACKEND_GLASS),
      site_(site),
      memory_(memory) {
  for (const std::string& word : names.words()) {
    if (IsSpelling(word)) ++word_counts_[word];
  }
}

void IndexWriter::Put(const std::shared_ptr<const PublicationText>& text, std::string body) {
  Xapian::Document document;
  Words words(document, text->language, analyzers_, memory_.stems);
  for (const auto& [field, part] : PartsOf(*text, body, site_)) words.Add(field, part);

  Filters filters(document, memory_.facets);
  for (const std::string& id : WithThoseAbove(site_.diagnoses, text->diagnoses))
    filters.Add(kDiagnosisTerm, FacetKind::kDiagnosis, id);
  for (const std::string& id : WithThoseAbove(site_.topics, text->topics))
    filters.Add(kTopicTerm, FacetKind::kTopic, id);
  for (const std::string& id : text->treatments) filters.Add(kTreatmentTerm, FacetKind::kTreatment, id);
  filters.Add(kKindTerm, FacetKind::kKind, std::string(KindWord(text->kind)));
  filters.Add(kLanguageTerm, FacetKind::kLanguage, absl::AsciiStrToLower(text->language));

  document.add_boolean_term(IdTermOf(*text));
  const Xapian::docid number = database_.add_document(document);
  CountWords(*text, body, 1);
  memory_.documents.Put(
      number, std::make_shared<const IndexedDocument>(IndexedDocument{.text = text,
                                                                      .excerpt_source = BeginningOf(std::move(body)),
                                                                      .facets = filters.TakeNumbers(),
                                                                      .words = words.TakeSequence()}));
}

void IndexWriter::TakeOut(const PublicationText& text, std::string_view body) {
  const auto number = database_.postlist_begin(IdTermOf(text));
  if (number == database_.postlist_end(IdTermOf(text))) return;
  memory_.documents.TakeOut(*number);
  database_.delete_document(*number);
  CountWords(text, body, -1);
}

void IndexWriter::CountWords(const PublicationText& text, std::string_view body, int difference) {
  std::set<std::string> words;
  for (const auto& [field, part] : PartsOf(text, body, site_)) {
    WordReader reader(part);
    for (Word word; reader.Next(word);) {
      if (!IsSpelling(word.folded)) continue;
      words.insert(word.folded);
      memory_.spellings.Note(word);
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
  memory_.documents.Commit();  // before any reader sees it
  database_.commit();
}

}  // namespace careloop::content

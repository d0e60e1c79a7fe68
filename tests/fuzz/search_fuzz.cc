// Whatever bytes are searched for: no crash, a plan within its limits that refers to the query, or a clear refusal; and
// answers that are the library's own text.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "common/base/text.h"
#include "services/content/search/excerpt.h"
#include "services/content/search/search_plan.h"
#include "tests/unit/content/search_sample.h"

namespace careloop::content {
namespace {

constexpr int kLongestQuery = 500;  // in characters: what is longer never comes to the index
constexpr std::string_view kLanguages[] = {"en", "es", "de", "fr", "nl", "pt", "ru", "tr", "ar", "fi", "hu", "xx"};

void Check(bool holds) {
  if (!holds) std::abort();
}

TreatmentNames Names() {
  TreatmentNames names;
  names.Add({"Herceptin", "Trastuzumab"});
  names.Add({"Kadcyla", "Trastuzumab emtansine"});
  names.Add({"Abraxane", "Albumin-bound paclitaxel"});
  return names;
}

IndexedLibrary& Library() {
  static IndexedLibrary library;
  static const bool filled = [] {
    library.Publish({TextOn("sickness", "Coping with nausea", "Nausea and vomiting: eat *little*, often."),
                     TextOn("her2", "Trastuzumab", "Given with albumin-bound paclitaxel at 38.4 degrees."),
                     TextOn("nauseas", "C\u00F3mo aliviar las n\u00E1useas", "Coma poco y a menudo.", "es"),
                     TextOn("thai", "\u0E01\u0E32\u0E23 \u4E2D\u6587", "It\u2019s Hodgkin's \u00C6ther.", "th")});
    return true;
  }();
  Check(filled);
  return library;
}

void CheckClauses(std::string_view query) {
  const char* before = query.data();
  for (const SearchClause& clause : ParseSearch(query)) {
    Check(clause.text.data() >= before && clause.text.data() + clause.text.size() <= query.data() + query.size());
    before = clause.text.data() + clause.text.size();
  }
}

void CheckWord(const Word& word, std::string_view query) {
  Check(word.begin < word.end && word.end <= query.size());
  Check(!word.folded.empty() && !word.lower.empty() && word.lower.size() <= WordReader::kLongest);
}

void CheckPlan(const SearchPlan& plan, std::string_view query) {
  size_t words = 0;
  size_t at = 0;
  for (const SearchUnit& unit : plan.units) {
    for (const Alternative& alternative : unit.alternatives) Check(!alternative.words.empty());
    Check(!unit.plain || !unit.excluded || unit.typed().words.size() == 1);
    words += unit.typed().words.size();
    for (const Word& word : unit.typed().words) {
      CheckWord(word, query);
      Check(word.begin >= at);
      at = word.end;
    }
  }
  Check(words <= SearchPlan::kMostWords);
}

std::string Joined(const std::vector<TextSegment>& segments) {
  std::string text;
  for (const TextSegment& segment : segments) {
    Check(!segment.text.empty());
    text += segment.text;
  }
  return text;
}

// What was searched for is a text like any other.
void CheckHighlights(const SearchPlan& plan, std::string_view query) {
  Analyzer analyzer{std::string(kLanguages[query.size() % std::size(kLanguages)])};
  const Highlighter highlighter(plan, {SearchField::kAnywhere, SearchField::kTitle}, /*unfinished=*/true, analyzer);
  Check(Joined(highlighter.Whole(query)) == query);
  const bool valid = MeasureText(query, /*lines=*/true).valid;
  const std::string excerpt = Joined(highlighter.Excerpt(query, "Otherwise."));
  Check(!valid || MeasureText(excerpt, /*lines=*/true).valid);
}

void CheckAnswer(const std::string& query) {
  const auto answer = Library().index().Search({.text = query}, {.matching = {}, .first = 0, .size = 2});
  Check(answer.ok());
  Check(answer->hits.size() <= 2 && static_cast<int>(answer->hits.size()) <= answer->total);
  for (const IndexHit& hit : answer->hits) {
    Check(Joined(hit.title) == hit.text->title);
    Check(MeasureText(Joined(hit.excerpt), /*lines=*/true).valid);
  }
  if (!answer->suggestion) return;
  Check(answer->suggestion->query != query && MeasureText(answer->suggestion->query, /*lines=*/true).valid);
  Check(!Library().Find(answer->suggestion->query).empty());
}

}  // namespace
}  // namespace careloop::content

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace careloop;
  using namespace careloop::content;
  static const TreatmentNames names = Names();
  const std::string query(reinterpret_cast<const char*>(data), size);
  CheckClauses(query);
  const auto plan = PlanSearch(query, names);
  if (!plan.ok()) {
    Check(ReasonOf(plan.status()) == reason::kInvalidField && ViolationsOf(plan.status())[0].field == "query");
    return 0;
  }
  CheckPlan(*plan, query);
  CheckHighlights(*plan, query);
  const TextMeasure measure = MeasureText(query, /*lines=*/true);
  if (measure.valid && measure.characters <= kLongestQuery) CheckAnswer(query);
  return 0;
}

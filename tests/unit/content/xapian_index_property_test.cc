#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/base/text.h"
#include "tests/unit/content/search_sample.h"

namespace careloop::content {
namespace {

const std::vector<std::string> kWords = {
    "nausea",      "vomiting",        "chemotherapy", "side", "effects", "Herceptin", "trastuzumab",
    "n\u00E1usea", "medicaci\u00F3n", "dolor",        "HER2", "38.4",    "Hodgkin's", "appetite"};

std::string AnyText(size_t most) {
  const auto words =
      *rc::gen::resize(static_cast<int>(most),
                       rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kWords))));
  return absl::StrJoin(words, " ");
}

Manuscript AnyManuscript(const std::string& id) {
  return TextOn(id, AnyText(6), AnyText(40), *rc::gen::element<std::string>("en", "es", "es-MX", "nl"));
}

bool Has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

RC_GTEST_PROP(XapianIndexProperty, FindsWhatIsPublishedByEachWordOfItsTitleAndNothingThatIsNot, ()) {
  IndexedLibrary library;
  std::set<std::string> current;
  const int steps = *rc::gen::inRange(1, 8);
  for (int step = 0; step < steps; ++step) {
    if (!current.empty() && *rc::gen::inRange(0, 2) == 0) {
      const std::string withdrawn = *rc::gen::elementOf(std::vector<std::string>(current.begin(), current.end()));
      library.Withdraw(withdrawn);
      current.erase(withdrawn);
    }
    std::vector<Manuscript> published;
    for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
      const std::string id = StrCat("t", *rc::gen::inRange(0, 6));
      published.push_back(AnyManuscript(id));
      current.insert(id);
    }
    library.Publish(published);
  }
  for (const std::string& id : current) {
    const PublicationText& text = *library.library().Current(id)->content().text;
    for (const Word& word : WordsOf(text.title)) {
      RC_ASSERT(Has(library.Find(word.lower), id));
      RC_ASSERT(Has(library.Find("title:" + word.folded), id));
    }
    RC_ASSERT(Has(library.Find("\"" + text.title + "\""), id));
  }
  for (const std::string& word : kWords) {
    for (const std::string& id : library.Find(word)) RC_ASSERT(current.contains(id));
  }
}

// Names of drugs are found by others of their names, so that none is in these.
RC_GTEST_PROP(XapianIndexProperty, FindsAPhraseWhereItsWordsStandOneAfterTheOtherAndNowhereElse, ()) {
  static const std::vector<std::string> kFew = {"nausea", "side", "effects", "of", "dolor"};
  const auto text = [](int most) {
    const auto count = static_cast<size_t>(*rc::gen::inRange(1, most));
    return absl::StrJoin(*rc::gen::container<std::vector<std::string>>(count, rc::gen::elementOf(kFew)), " ");
  };
  IndexedLibrary library;
  std::vector<Manuscript> published;
  for (int i = 0; i < 6; ++i) published.push_back(TextOn(StrCat("t", i), text(6), text(60)));
  library.Publish(published);
  const auto words = static_cast<size_t>(*rc::gen::inRange(2, 5));
  const std::string phrase =
      absl::StrJoin(*rc::gen::container<std::vector<std::string>>(words, rc::gen::elementOf(kFew)), " ");
  const auto has = [&](const std::string& where) { return absl::StrContains(" " + where + " ", " " + phrase + " "); };
  std::set<std::string> anywhere, titles;
  for (const Manuscript& one : published) {
    const std::string body = one.text.body_markdown.substr(0, one.text.body_markdown.size() - 1);
    if (has(one.text.title)) titles.insert(one.text.id);
    if (has(one.text.title) || has(body)) anywhere.insert(one.text.id);
  }
  const auto found = [&](const std::string& query) {
    const IndexAnswer answer = library.Search({.text = query});
    std::set<std::string> ids;
    if (answer.matching != Matching::kAllWords) return ids;
    RC_ASSERT(static_cast<size_t>(answer.total) == answer.hits.size());
    for (const IndexHit& hit : answer.hits) ids.insert(hit.text->id);
    return ids;
  };
  RC_ASSERT(found("\"" + phrase + "\"") == anywhere);
  RC_ASSERT(found("title:\"" + phrase + "\"") == titles);
}

RC_GTEST_PROP(XapianIndexProperty, FindsADrugAlikeByEachOfItsNames, ()) {
  IndexedLibrary library;
  std::vector<Manuscript> published;
  for (int i = 0; i < 5; ++i) published.push_back(AnyManuscript(StrCat("t", i)));
  library.Publish(published);
  RC_ASSERT(library.Find("Herceptin") == library.Find("trastuzumab"));
}

RC_GTEST_PROP(XapianIndexProperty, ShowsPiecesThatAreTheTextItself, ()) {
  IndexedLibrary library;
  library.Publish({AnyManuscript("a")});
  const std::string query = *rc::gen::elementOf(kWords);
  const IndexAnswer answer = library.Search({.text = query});
  for (const IndexHit& hit : answer.hits) {
    std::string title;
    for (const TextSegment& segment : hit.title) title += segment.text;
    RC_ASSERT(title == hit.text->title);
    for (const TextSegment& segment : hit.excerpt) {
      RC_ASSERT(!segment.text.empty());
      RC_ASSERT(MeasureText(segment.text, /*lines=*/true).valid);
    }
  }
}

RC_GTEST_PROP(XapianIndexProperty, AnswersAnyBytes, (const std::string& query)) {
  static IndexedLibrary& library = *new IndexedLibrary;
  if (library.index().Search({.text = ""}, {.size = 1}).status().code() == absl::StatusCode::kUnavailable)
    library.Publish({TextOn("a", "A title", "A text of nausea")});
  const auto answer = library.index().Search({.text = query}, {.first = 0, .size = 10});
  RC_ASSERT(answer.ok() || answer.status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace careloop::content

#include "services/content/search/xapian_index.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "services/content/domain/plain_text.h"
#include "services/content/search/excerpt.h"
#include "services/content/search/search_plan.h"

namespace careloop::content {
namespace {

constexpr size_t kCommitAfter = 2500;  // publications; what is not committed is in memory
constexpr int kAttempts = 3;

absl::Status NotBuilt() { return StoreUnavailable("the search index has not been built yet"); }

// Xapian's own words could hold what somebody searched for.
absl::Status Broken() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "the search index cannot be read or written");
}

// For the texts of one language.
struct Highlighters {
  Highlighters(const SearchPlan& plan, bool unfinished, Analyzer& analyzer)
      : title(plan, {SearchField::kAnywhere, SearchField::kTreatment, SearchField::kTitle}, unfinished, analyzer),
        body(plan, {SearchField::kAnywhere, SearchField::kTreatment}, unfinished, analyzer) {}

  const Highlighter title;
  const Highlighter body;
};

}  // namespace

absl::StatusOr<std::unique_ptr<XapianIndex>> XapianIndex::Create(const Site& site, const std::string& scratch) {
  auto index = std::unique_ptr<XapianIndex>(new XapianIndex(site, scratch));
  ASSIGN_OR_RETURN(index->directory_, ScratchDirectory::Create(scratch));
  return index;
}

XapianIndex::XapianIndex(const Site& site, const std::string& scratch) : site_(site), scratch_(scratch) {
  for (const auto& [position, sourced] : site.treatments.ordered()) {
    std::vector<std::string> names = sourced.treatment.brand_names;
    names.push_back(sourced.treatment.generic_name);
    names_.Add(names);
  }
}

absl::Status XapianIndex::Update(const Library& library) {
  try {
    RETURN_IF_ERROR(Begin());
    Write(texts_.ChangesTo(library));
    readers_.Publish(directory_);
    return absl::OkStatus();
  } catch (const Xapian::Error&) {
    Forget();
    return Broken();
  }
}

absl::Status XapianIndex::Begin() {
  if (writer_ != nullptr) return absl::OkStatus();
  if (directory_ == nullptr) {
    ASSIGN_OR_RETURN(directory_, ScratchDirectory::Create(scratch_));
  }
  writer_ = std::make_unique<IndexWriter>(directory_->path(), site_, names_,
                                          IndexMemory{facets_, spellings_, stems_, documents_});
  return absl::OkStatus();
}

void XapianIndex::Write(const std::vector<IndexChange>& changes) {
  size_t written = 0;
  for (const IndexChange& change : changes) {
    if (change.before != nullptr) writer_->TakeOut(*change.before, PlainText(change.before->body_markdown));
    if (change.after != nullptr) {
      writer_->Put(change.after, PlainText(change.after->body_markdown));
      texts_.Put(change.after);
    } else {
      texts_.TakeOut(*change.before);
    }
    if (++written % kCommitAfter == 0) writer_->Commit();
  }
  writer_->Commit();
}

void XapianIndex::Forget() {
  readers_.Publish(nullptr);
  texts_.Clear();
  documents_.Clear();
  writer_.reset();
  directory_.reset();
}

absl::StatusOr<IndexAnswer> XapianIndex::Search(const SearchQuery& query, const RankRange& range) {
  ASSIGN_OR_RETURN(const SearchPlan plan, PlanSearch(query.text, names_));
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    try {
      ReaderPool::Lease reader = readers_.Take();
      if (!reader) return NotBuilt();
      try {
        return Answer(*reader, plan, query, range);
      } catch (const Xapian::DatabaseModifiedError&) {  // two commits since it was opened: open another
        reader.Discard();
      }
    } catch (const Xapian::DatabaseModifiedError&) {  // the same while it was opened
    } catch (const Xapian::Error&) {
      return Broken();
    }
  }
  return NotBuilt();
}

IndexAnswer XapianIndex::Answer(Searcher& searcher, const SearchPlan& plan, const SearchQuery& query,
                                const RankRange& range) {
  const std::shared_ptr<const Documents> documents = documents_.Current();  // after the reader was opened
  const Ranking ranking = searcher.Rank(plan, FilterOf(query), LanguagesFor(query), range, *documents, stems_);
  IndexAnswer answer{.matching = ranking.matching,
                     .total = ranking.total,
                     .hits = HitsOf(ranking, plan, searcher),
                     .facets = facets_.Resolve(ranking.facet_counts),
                     .suggestion = std::nullopt};
  if (range.first == 0) answer.suggestion = Suggest(searcher, plan, query, *documents);
  return answer;
}

// Of those that are in the index, the ones that the query may find.
std::vector<std::string> XapianIndex::LanguagesFor(const SearchQuery& query) const {
  std::vector<std::string> languages = texts_.Languages();
  if (query.languages.empty()) return languages;
  std::erase_if(languages, [&](const std::string& language) {
    return std::none_of(query.languages.begin(), query.languages.end(),
                        [&](const std::string& tag) { return BaseLanguage(tag) == language; });
  });
  return languages;
}

std::vector<IndexHit> XapianIndex::HitsOf(const Ranking& ranking, const SearchPlan& plan, Searcher& searcher) {
  const bool unfinished = ranking.matching == Matching::kLastWordBegins;
  std::map<std::string, Highlighters> highlighters;  // by base language
  std::vector<IndexHit> hits;
  for (const IndexedDocument* found : ranking.hits) {
    const std::string language = BaseLanguage(found->text->language);
    const auto [of, added] = highlighters.try_emplace(language, plan, unfinished, searcher.AnalyzerFor(language));
    hits.push_back({.text = found->text,
                    .title = of->second.title.Whole(found->text->title),
                    .excerpt = of->second.body.Excerpt(found->excerpt_source, found->text->summary)});
  }
  return hits;
}

std::optional<Suggestion> XapianIndex::Suggest(Searcher& searcher, const SearchPlan& plan, const SearchQuery& query,
                                               const Documents& documents) const {
  const std::vector<std::string> languages = LanguagesFor(query);
  const std::string corrected = searcher.Correct(query.text, plan, names_, spellings_, languages);
  if (corrected.empty()) return std::nullopt;
  const auto corrected_plan = PlanSearch(corrected, names_);
  if (!corrected_plan.ok()) return std::nullopt;
  const Ranking best = searcher.Rank(*corrected_plan, FilterOf(query), languages,
                                     {.matching = Matching::kAllWords, .first = 0, .size = 1}, documents, stems_);
  if (best.hits.empty()) return std::nullopt;
  return Suggestion{.query = corrected, .best = best.hits.front()->text->id};
}

}  // namespace careloop::content

#include "common/base/strings.h"
#include "services/cli/print/content_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

using google::protobuf::RepeatedPtrField;

// What was looked for stands between asterisks.
std::string Marked(const RepeatedPtrField<content::v1::TextSegment>& segments) {
  std::string text;
  for (const auto& segment : segments) {
    const char* mark = segment.match() ? "**" : "";
    absl::StrAppend(&text, mark, segment.text(), mark);
  }
  return text;
}

void PrintHit(std::ostream& out, const content::v1::SearchHit& hit) {
  const auto& p = hit.publication();
  out << Marked(hit.title()) << "\n"
      << "  " << p.name() << ", revision " << p.revision() << ", " << WordOf(p.kind()) << ", " << p.language()
      << (p.review_overdue() ? ", review OVERDUE" : "") << "\n"
      << Indented(Marked(hit.excerpt()), 2) << "\n";
}

void PrintFacet(std::ostream& out, const char* filter, const RepeatedPtrField<content::v1::FacetValue>& values) {
  for (const auto& value : values)
    out << "  " << filter << " " << value.value() << ": " << value.label() << " (" << value.count() << ")\n";
}

void PrintFacets(std::ostream& out, const content::v1::SearchFacets& facets) {
  out << "Narrow down by\n";
  PrintFacet(out, "--diagnosis", facets.diagnoses());
  PrintFacet(out, "--topic", facets.topics());
  PrintFacet(out, "--treatment", facets.treatments());
  for (const auto& kind : facets.kinds()) out << "  --kind " << WordOf(kind.kind()) << " (" << kind.count() << ")\n";
  PrintFacet(out, "--language", facets.languages());
}

void PrintMatch(std::ostream& out, const content::v1::SearchPublicationsResponse& answer) {
  out << answer.total_size() << " found";
  if (answer.total_size() > 0 && answer.match() == content::v1::SEARCH_MATCH_LAST_WORD_BEGINS)
    out << " with words that begin like the last one";
  if (answer.total_size() > 0 && answer.match() == content::v1::SEARCH_MATCH_ANY_WORD) out << " with any of the words";
  out << ".\n\n";
}

}  // namespace

void PrintSearch(std::ostream& out, const content::v1::SearchPublicationsResponse& answer) {
  EducationNotes notes;
  if (answer.has_suggestion()) {
    const auto& suggestion = answer.suggestion();
    out << "Did you mean: " << suggestion.suggested_query() << "\n";
    notes.Add("the suggestion", suggestion.disclaimer(), suggestion.sponsor_acknowledgement());
  }
  PrintMatch(out, answer);
  for (const auto& hit : answer.hits()) {
    PrintHit(out, hit);
    notes.Add(hit.publication().name(), hit.disclaimer(), hit.sponsor_acknowledgement());
  }
  if (!answer.hits().empty()) PrintFacets(out, answer.facets());
  notes.Print(out);
  PrintNextPage(out, answer.next_page_token());
}

}  // namespace careloop::cli

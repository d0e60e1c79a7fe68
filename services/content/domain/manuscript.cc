#include "services/content/domain/manuscript.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "services/content/domain/document.h"
#include "services/content/domain/markdown.h"
#include "services/content/domain/yaml_documents.h"
#include "services/content/domain/yaml_fields.h"

namespace careloop::content {
namespace {

constexpr int kLongestTitle = 200;
constexpr int kLongestSummary = 1000;
constexpr int kLongestSponsor = 1000;
constexpr int kLongestKind = 20;
constexpr int kMostCategories = 50;
constexpr int kMostTreatments = 200;
constexpr int kMostSymptoms = 100;

Kind ReadKind(YamlFields& fields) {
  const std::string word = fields.Text("kind", kLongestKind);
  const auto kind = KindFromWord(word);
  if (!word.empty() && !kind) fields.Fault("kind", "is one of fact-sheet, self-care-sheet, booklet");
  return kind.value_or(Kind::kFactSheet);
}

template <typename T>
std::vector<std::string> ReadKnown(YamlFields& fields, const std::string& key, int most, const Catalogue<T>& known) {
  std::vector<std::string> ids = fields.Ids(key, most);
  for (const std::string& id : ids) {
    if (IsId(id) && known.Find(id) == nullptr) fields.Fault(key, StrCat("the site has no ", key, "/", id));
  }
  return ids;
}

PublicationText ReadText(YamlFields& fields, const Site& site) {
  return {.id = fields.Id("id"),
          .title = fields.Text("title", kLongestTitle),
          .summary = fields.Text("summary", kLongestSummary),
          .kind = ReadKind(fields),
          .language = fields.LanguageTag("language"),
          .diagnoses = ReadKnown(fields, "diagnoses", kMostCategories, site.diagnoses),
          .topics = ReadKnown(fields, "topics", kMostCategories, site.topics),
          .treatments = ReadKnown(fields, "treatments", kMostTreatments, site.treatments),
          .symptoms = fields.Ids("symptoms", kMostSymptoms),
          .body_markdown = "",
          .review_due = fields.Day("review_due_date"),
          .facts_as_of = fields.OptionalDay("facts_as_of")};
}

}  // namespace

absl::StatusOr<Manuscript> ReadManuscript(std::string_view markdown, const Site& site) {
  Faults faults("markdown");
  auto document = SplitDocument(markdown, faults);
  if (!document) return faults.ToStatus();
  CheckMarkdown(document->body, document->body_line, faults);
  const auto yaml = LoadYaml(document->front_matter, Document::kFrontMatterLine, faults);
  if (!yaml) return faults.ToStatus();
  YamlFields fields(*yaml, Document::kFrontMatterLine, faults);
  PublicationText text = ReadText(fields, site);
  const std::string sponsor_text = fields.Text("sponsor_acknowledgement", kLongestSponsor);
  fields.RefuseOthers();
  RETURN_IF_ERROR(faults.ToStatus());
  text.body_markdown = std::move(document->body);
  ASSIGN_OR_RETURN(SponsorAcknowledgement sponsor, SponsorAcknowledgement::Create(sponsor_text));
  return Manuscript{.text = std::move(text), .sponsor = std::move(sponsor)};
}

}  // namespace careloop::content

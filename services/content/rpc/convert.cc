#include "services/content/rpc/convert.h"

#include <algorithm>
#include <vector>

#include "common/base/strings.h"
#include "common/rpc/educational.h"
#include "common/rpc/field.h"

namespace careloop::content {
namespace {

using Strings = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kDefaultHits = 5;
constexpr int kMostHits = 60;  // one for each symptom

constexpr std::string_view kPublications = "publications/";
constexpr std::string_view kDiagnoses = "diagnoses/";
constexpr std::string_view kTopics = "topics/";
constexpr std::string_view kTreatments = "treatments/";
constexpr std::string_view kSymptoms = "symptoms/";

v1::PublicationState ToState(State state) {
  switch (state) {
    case State::kDraft:
      return v1::PUBLICATION_STATE_DRAFT;
    case State::kPublished:
      return v1::PUBLICATION_STATE_PUBLISHED;
    case State::kSuperseded:
      return v1::PUBLICATION_STATE_SUPERSEDED;
    case State::kWithdrawn:
      return v1::PUBLICATION_STATE_WITHDRAWN;
  }
}

void PutNames(std::string_view collection, const std::vector<std::string>& ids, Strings* names) {
  for (const std::string& id : ids) names->Add(StrCat(collection, id));
}

// What a publication and its summary have in common.
template <typename Message>
Message ToEither(const ShownPublication& shown, absl::Time now) {
  const Publication& publication = shown.content();
  const PublicationText& text = *publication.text;
  Message message;
  message.set_name(StrCat(kPublications, text.id));
  message.set_revision(publication.revision);
  message.set_title(text.title);
  message.set_summary(text.summary);
  message.set_kind(ToKind(text.kind));
  message.set_language(text.language);
  PutNames(kDiagnoses, text.diagnoses, message.mutable_diagnoses());
  PutNames(kTopics, text.topics, message.mutable_topics());
  PutNames(kTreatments, text.treatments, message.mutable_treatments());
  PutNames(kSymptoms, text.symptoms, message.mutable_symptoms());
  message.set_review_due_date(absl::FormatCivilTime(text.review_due));
  message.set_review_overdue(ReviewOverdue(text, now));
  if (text.facts_as_of) message.set_facts_as_of(absl::FormatCivilTime(*text.facts_as_of));
  if (publication.published) *message.mutable_published_time() = rpc::ToTimestamp(*publication.published);
  rpc::Stamp(shown, message);
  return message;
}

v1::MatchReason ToReason(const Match& match) {
  v1::MatchReason reason;
  switch (match.kind) {
    case MatchKind::kSymptom:
      reason.set_kind(v1::MATCH_KIND_SYMPTOM);
      reason.set_name(StrCat(kSymptoms, match.id));
      if (match.grade) reason.set_grade(*match.grade);
      break;
    case MatchKind::kTreatment:
      reason.set_kind(v1::MATCH_KIND_TREATMENT);
      reason.set_name(StrCat(kTreatments, match.id));
      break;
    case MatchKind::kDiagnosis:
      reason.set_kind(v1::MATCH_KIND_DIAGNOSIS);
      reason.set_name(StrCat(kDiagnoses, match.id));
      reason.set_diagnosis(StrCat(kDiagnoses, match.category));
      break;
  }
  return reason;
}

// The language of a request and what to fall back on, best first.
template <typename Request>
std::vector<std::string> LanguagesOf(const Request& request) {
  if (request.language().empty()) return {};
  std::vector<std::string> languages = {request.language()};
  languages.insert(languages.end(), request.fallback_languages().begin(), request.fallback_languages().end());
  return languages;
}

void Put(const Act& act, v1::EditorialAct& message) {
  *message.mutable_time() = rpc::ToTimestamp(act.time);
  message.set_person(act.person);
  message.set_display_name(act.name);
}

}  // namespace

std::string IdOf(std::string_view name) { return std::string(name.substr(name.find('/') + 1)); }

std::vector<std::string> IdsOf(const Strings& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) ids.push_back(IdOf(name));
  return ids;
}

std::optional<Kind> FromKind(v1::PublicationKind kind) {
  switch (kind) {
    case v1::PUBLICATION_KIND_FACT_SHEET:
      return Kind::kFactSheet;
    case v1::PUBLICATION_KIND_SELF_CARE_SHEET:
      return Kind::kSelfCareSheet;
    case v1::PUBLICATION_KIND_BOOKLET:
      return Kind::kBooklet;
    default:
      return std::nullopt;
  }
}

v1::PublicationKind ToKind(Kind kind) {
  switch (kind) {
    case Kind::kFactSheet:
      return v1::PUBLICATION_KIND_FACT_SHEET;
    case Kind::kSelfCareSheet:
      return v1::PUBLICATION_KIND_SELF_CARE_SHEET;
    case Kind::kBooklet:
      return v1::PUBLICATION_KIND_BOOKLET;
  }
}

PublicationFilter ToFilter(const v1::ListPublicationsRequest& request) {
  return {.diagnosis = IdOf(request.diagnosis()),
          .topic = IdOf(request.topic()),
          .treatment = IdOf(request.treatment()),
          .symptom = IdOf(request.symptom()),
          .kind = FromKind(request.kind()),
          .review_due_before = ParseDay(request.review_due_before()),
          .languages = LanguagesOf(request)};
}

Order ToOrder(v1::PublicationOrder order) {
  if (order == v1::PUBLICATION_ORDER_TITLE) return Order::kTitle;
  return order == v1::PUBLICATION_ORDER_REVIEW_DUE ? Order::kReviewDue : Order::kNewest;
}

RelatedQuery ToQuery(const v1::FindRelatedPublicationsRequest& request) {
  RelatedQuery query{.treatments = IdsOf(request.treatments()),
                     .symptoms = {},
                     .diagnoses = IdsOf(request.diagnoses()),
                     .languages = LanguagesOf(request),
                     .limit = request.limit() == 0 ? kDefaultHits : std::min(request.limit(), kMostHits),
                     .known_library = request.known_library()};
  for (const v1::SymptomQuery& symptom : request.symptoms()) {
    SymptomQuery wanted{.symptom = IdOf(symptom.symptom())};
    if (symptom.has_grade()) wanted.grade = symptom.grade();
    query.symptoms.push_back(std::move(wanted));
  }
  return query;
}

v1::Publication ToPublication(const ShownPublication& shown, absl::Time now) {
  auto message = ToEither<v1::Publication>(shown, now);
  message.set_body_markdown(shown.content().text->body_markdown);
  const Publication& publication = shown.content();
  message.set_state(ToState(publication.state));
  message.set_current_revision(publication.standing.current());
  message.set_etag(EtagOf(publication.standing));
  if (publication.withdrawal != nullptr) {
    *message.mutable_withdrawn_time() = rpc::ToTimestamp(publication.withdrawal->act.time);
    message.set_withdrawal_reason(publication.withdrawal->reason);
  }
  return message;
}

v1::PublicationSummary ToSummary(const ShownPublication& shown, absl::Time now) {
  return ToEither<v1::PublicationSummary>(shown, now);
}

v1::Treatment ToTreatment(const Disclaimed<Treatment>& treatment) {
  const Treatment& content = treatment.content();
  v1::Treatment message;
  message.set_name(StrCat(kTreatments, content.id));
  message.set_generic_name(content.generic_name);
  PutNames("", content.brand_names, message.mutable_brand_names());
  PutNames("", content.treatment_kinds, message.mutable_treatment_kinds());
  message.set_treatment_class(content.treatment_class);
  PutNames("", content.targets, message.mutable_targets());
  message.set_mechanism(content.mechanism);
  PutNames("", content.conditions, message.mutable_conditions());
  message.set_source_publication(StrCat(kPublications, content.source_publication));
  rpc::Stamp(treatment, message);
  return message;
}

v1::Category ToCategory(const CountedCategory& category, std::string_view collection) {
  v1::Category message;
  message.set_name(StrCat(collection, category.category.id));
  message.set_label(category.category.label);
  message.set_publication_count(category.publications);
  if (!category.category.parent.empty()) message.set_parent(StrCat(collection, category.category.parent));
  return message;
}

v1::RelatedPublication ToRelated(const Related& related, absl::Time now) {
  v1::RelatedPublication message;
  *message.mutable_publication() = ToSummary(related.publication, now);
  for (const Match& match : related.matches) *message.add_reasons() = ToReason(match);
  return message;
}

RenditionRequest ToRequest(const v1::DownloadRenditionRequest& request) {
  return {.id = IdOf(request.name()),
          .revision = request.revision(),
          .kind = request.kind() == v1::RENDITION_KIND_PDF ? RenditionKind::kPdf : RenditionKind::kThumbnail,
          .offset = request.offset(),
          .sha256 = request.sha256()};
}

v1::Rendition ToRendition(const Disclaimed<OpenRendition>& rendition) {
  const OpenRendition& content = rendition.content();
  const bool pdf = content.kind == RenditionKind::kPdf;
  v1::Rendition message;
  message.set_name(StrCat(kPublications, content.publication.text->id));
  message.set_revision(content.publication.revision);
  message.set_kind(pdf ? v1::RENDITION_KIND_PDF : v1::RENDITION_KIND_THUMBNAIL);
  message.set_state(ToState(content.publication.state));
  message.set_review_overdue(content.review_overdue);
  message.set_content_type(pdf ? "application/pdf" : "image/png");
  message.set_size_bytes(static_cast<int64_t>(content.file->bytes.size()));
  message.set_sha256(content.file->sha256);
  message.set_page_count(content.file->pages);
  rpc::Stamp(rendition, message);
  return message;
}

v1::RevisionHistory ToHistory(const RevisionHistory& revision, const Standing& standing) {
  v1::RevisionHistory message;
  message.set_revision(revision.number);
  message.set_state(ToState(StateOf(revision, standing)));
  Put(revision.imported, *message.mutable_imported());
  if (revision.imprint) {
    Put(revision.imprint->act, *message.mutable_published());
    message.set_disclaimer_version(revision.imprint->disclaimer.version());
  }
  if (revision.withdrawal) {
    Put(revision.withdrawal->act, *message.mutable_withdrawn());
    message.set_withdrawal_reason(revision.withdrawal->reason);
  }
  return message;
}

}  // namespace careloop::content

#include "services/cli/print/content_print.h"

#include <map>
#include <string>

#include "absl/strings/str_join.h"
#include "common/base/strings.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/words.h"

namespace careloop::cli {
namespace {

using google::protobuf::RepeatedPtrField;

// What a reader has to know of the age of a publication or its summary.
template <typename Publication>
std::string AgeOf(const Publication& p) {
  std::string age = StrCat("Review due ", p.review_due_date(), p.review_overdue() ? ": OVERDUE" : "");
  if (!p.facts_as_of().empty()) absl::StrAppend(&age, ". States nothing later than ", p.facts_as_of());
  return age + ".";
}

template <typename Publication>
void PrintHead(std::ostream& out, const Publication& p) {
  out << p.title() << "\n"
      << "  " << p.name() << ", revision " << p.revision() << ", " << WordOf(p.kind()) << ", " << p.language() << "\n"
      << Indented(p.summary(), 2) << Indented(AgeOf(p), 2);
}

void PrintNames(std::ostream& out, const char* heading, const RepeatedPtrField<std::string>& names) {
  if (!names.empty()) out << Indented(StrCat(heading, ": ", absl::StrJoin(names, ", ")), 2);
}

// Each below the one above it, as far as that is on the page.
void PrintCategories(std::ostream& out, const RepeatedPtrField<content::v1::Category>& categories) {
  std::map<std::string, int> depths;
  for (const auto& c : categories) {
    const auto above = depths.find(c.parent());
    const int depth = depths[c.name()] = above == depths.end() ? 0 : above->second + 1;
    out << std::string(2 * depth, ' ') << c.label() << " (" << c.name() << "): " << c.publication_count() << "\n";
  }
}

// What a reader has to know before they read this revision; empty of the current one.
std::string MarkOf(const content::v1::Publication& p) {
  switch (p.state()) {
    case content::v1::PUBLICATION_STATE_WITHDRAWN:
      return StrCat("WITHDRAWN on ", FormatTime(p.withdrawn_time()), ": ", p.withdrawal_reason());
    case content::v1::PUBLICATION_STATE_SUPERSEDED:
      return StrCat("SUPERSEDED: revision ", p.current_revision(), " is the current one.");
    case content::v1::PUBLICATION_STATE_DRAFT:
      return "DRAFT: not published.";
    default:
      return "";
  }
}

// What has to be said of the language of a list.
void PrintFallback(std::ostream& out, bool fallback, const std::string& language) {
  if (fallback) out << "There is nothing in the language asked for. These are in " << language << ".\n\n";
}

void PrintAct(std::ostream& out, const char* what, const content::v1::EditorialAct& act) {
  out << Indented(StrCat(what, " ", FormatTime(act.time()), " by ", act.display_name(), " (", act.person(), ")"), 2);
}

void PrintDrug(std::ostream& out, const content::v1::Treatment& t) {
  out << t.generic_name();
  if (!t.brand_names().empty()) out << " (" << absl::StrJoin(t.brand_names(), ", ") << ")";
  out << "\n  " << t.name() << ": " << absl::StrJoin(t.treatment_kinds(), ", ");
  if (!t.treatment_class().empty()) out << "; " << t.treatment_class();
  if (!t.targets().empty()) out << "; acts against " << absl::StrJoin(t.targets(), ", ");
  out << "\n" << Indented(t.mechanism(), 2);
  for (const std::string& condition : t.conditions()) out << Indented("- " + condition, 2);
  out << "  From " << t.source_publication() << "\n";
}

}  // namespace

void PrintPublications(std::ostream& out, const content::v1::ListPublicationsResponse& answer) {
  PrintFallback(out, answer.language_fallback(), answer.language());
  EducationNotes notes;
  for (const auto& p : answer.publications()) {
    PrintHead(out, p);
    out << "\n";
    notes.Add(p);
  }
  notes.Print(out);
  PrintNextPage(out, answer.next_page_token());
}

void PrintPublication(std::ostream& out, const content::v1::Publication& p) {
  if (const std::string mark = MarkOf(p); !mark.empty()) out << Indented(mark, 0) << "\n";
  PrintHead(out, p);
  PrintNames(out, "For", p.diagnoses());
  PrintNames(out, "Topics", p.topics());
  PrintNames(out, "Mentions", p.treatments());
  PrintNames(out, "Advice on", p.symptoms());
  out << "  State: " << WordOf(p.state());
  if (p.has_published_time()) out << ", published " << FormatTime(p.published_time());
  out << ", etag " << p.etag() << "\n\n" << Indented(p.body_markdown(), 0) << "\n";
  EducationNotes notes;
  notes.Add(p);
  notes.Print(out);
}

void PrintCurrentPublication(std::ostream& out, const content::v1::GetPublicationResponse& answer) {
  PrintPublication(out, answer.publication());
}

void PrintRendition(std::ostream& out, const content::v1::Rendition& r) {
  out << r.name() << ", revision " << r.revision() << ", " << WordOf(r.state())
      << (r.review_overdue() ? ", review OVERDUE" : "") << "\n  " << r.content_type() << ", " << r.page_count()
      << (r.page_count() == 1 ? " page, " : " pages, ") << r.size_bytes() << " bytes, sha256 " << r.sha256() << "\n\n";
  EducationNotes notes;
  notes.Add(r);
  notes.Print(out);
}

void PrintDiagnoses(std::ostream& out, const content::v1::ListDiagnosesResponse& answer) {
  PrintCategories(out, answer.diagnoses());
  PrintNextPage(out, answer.next_page_token());
}

void PrintTopics(std::ostream& out, const content::v1::ListTopicsResponse& answer) {
  PrintCategories(out, answer.topics());
  PrintNextPage(out, answer.next_page_token());
}

void PrintTreatments(std::ostream& out, const content::v1::ListTreatmentsResponse& answer) {
  EducationNotes notes;
  for (const auto& t : answer.treatments()) {
    PrintDrug(out, t);
    notes.Add(t);
  }
  notes.Print(out);
  PrintNextPage(out, answer.next_page_token());
}

void PrintTreatment(std::ostream& out, const content::v1::GetTreatmentResponse& answer) {
  EducationNotes notes;
  notes.Add(answer.treatment());
  PrintDrug(out, answer.treatment());
  notes.Print(out);
}

void PrintDisclaimer(std::ostream& out, const content::v1::GetDisclaimerResponse& answer) {
  const auto& d = answer.disclaimer();
  out << "Version " << d.version() << " (" << d.language() << ")\n" << Indented(d.text(), 2);
}

void PrintRelated(std::ostream& out, const content::v1::FindRelatedPublicationsResponse& answer) {
  PrintFallback(out, answer.language_fallback(), answer.language());
  EducationNotes notes;
  for (const auto& hit : answer.hits()) {
    PrintHead(out, hit.publication());
    const auto reason = [](std::string* text, const content::v1::MatchReason& r) {
      absl::StrAppend(text, WordOf(r.kind()), " ", r.name());
      if (r.has_grade()) absl::StrAppend(text, " of grade ", r.grade());
      if (!r.diagnosis().empty() && r.diagnosis() != r.name()) absl::StrAppend(text, " below ", r.diagnosis());
    };
    out << Indented(StrCat("Found by ", absl::StrJoin(hit.reasons(), ", ", reason)), 2) << "\n";
    notes.Add(hit.publication());
  }
  if (answer.hits().empty()) out << "Nothing is published on these.\n";
  notes.Print(out);
}

void PrintImported(std::ostream& out, const content::v1::ImportPublicationResponse& answer) {
  const auto& p = answer.publication();
  out << p.name() << ": ";
  if (p.revision() > 0) out << "revision " << p.revision() << ", ";
  out << WordOf(p.state()) << "\n";
}

void PrintPublished(std::ostream& out, const content::v1::PublishRevisionResponse& answer) {
  const auto& p = answer.publication();
  out << p.name() << ": revision " << p.revision() << " is published\n";
}

void PrintWithdrawn(std::ostream& out, const content::v1::WithdrawPublicationResponse& answer) {
  const auto& p = answer.publication();
  out << p.name() << ": revision " << p.revision() << " is withdrawn\n";
}

void PrintPublishedDisclaimer(std::ostream& out, const content::v1::PublishDisclaimerResponse& answer) {
  const auto& d = answer.disclaimer();
  out << "Version " << d.version() << " (" << d.language() << ") is the current disclaimer\n";
}

void PrintRevisions(std::ostream& out, const content::v1::ListRevisionsResponse& answer) {
  for (const auto& r : answer.revisions()) {
    out << "Revision " << r.revision() << ": " << WordOf(r.state()) << "\n";
    PrintAct(out, "imported", r.imported());
    if (r.has_published()) PrintAct(out, "published", r.published());
    if (r.disclaimer_version() > 0) out << "  with version " << r.disclaimer_version() << " of the disclaimer\n";
    if (r.has_withdrawn()) PrintAct(out, "withdrawn", r.withdrawn());
    if (!r.withdrawal_reason().empty()) out << Indented(r.withdrawal_reason(), 4);
  }
  out << "Etag " << answer.etag() << "\n";
  PrintNextPage(out, answer.next_page_token());
}

}  // namespace careloop::cli

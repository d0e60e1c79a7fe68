#include "services/content/rendering/page_words.h"

#include <array>

#include "absl/strings/match.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

constexpr std::array kEnglishMonths = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
constexpr std::array kSpanishMonths = {"enero", "febrero", "marzo",      "abril",   "mayo",      "junio",
                                       "julio", "agosto",  "septiembre", "octubre", "noviembre", "diciembre"};

absl::CivilDay DayOf(absl::Time time) { return absl::ToCivilDay(time, absl::UTCTimeZone()); }

bool IsSpanish(std::string_view language) {
  return absl::EqualsIgnoreCase(ForAbsl(language.substr(0, language.find('-'))), "es");
}

}  // namespace

PageWords::PageWords(std::string_view language) : spanish_(IsSpanish(language)) {}

std::string PageWords::Day(absl::CivilDay day) const {
  const auto month = static_cast<size_t>(day.month() - 1);
  if (spanish_) return StrCat(day.day(), " de ", kSpanishMonths[month], " de ", day.year());
  return StrCat(day.day(), " ", kEnglishMonths[month], " ", day.year());
}

std::string_view PageWords::KindOf(Kind kind) const {
  switch (kind) {
    case Kind::kFactSheet:
      return spanish_ ? "Hoja informativa" : "Fact sheet";
    case Kind::kSelfCareSheet:
      return spanish_ ? "Hoja de autocuidado" : "Self-care sheet";
    case Kind::kBooklet:
      return spanish_ ? "Folleto" : "Booklet";
  }
}

std::string PageWords::Imprint(const Publication& publication) const {
  std::string imprint =
      StrCat(KindOf(publication.text->kind), spanish_ ? ", revisión " : ", revision ", publication.revision, ".");
  if (publication.published) {
    imprint += StrCat(spanish_ ? " Publicada el " : " Published on ", Day(DayOf(*publication.published)), ".");
  }
  if (publication.text->facts_as_of) {
    imprint += StrCat(spanish_ ? " No contiene datos posteriores al " : " States nothing later than ",
                      Day(*publication.text->facts_as_of), ".");
  }
  return imprint;
}

std::string PageWords::Sponsor(std::string_view acknowledgement) const {
  return StrCat(spanish_ ? "Patrocinio: " : "Sponsor: ", acknowledgement);
}

std::string PageWords::PageOf(int page, int pages) const {
  return StrCat(spanish_ ? "Página " : "Page ", page, spanish_ ? " de " : " of ", pages);
}

std::string PageWords::Mark(const RenditionOrder& order) const {
  const Publication& publication = order.publication.content();
  std::string mark;
  if (publication.state == State::kDraft) {
    mark = spanish_ ? "BORRADOR: no publicado." : "DRAFT: not published.";
  } else if (publication.state == State::kSuperseded) {
    mark = spanish_ ? "SUSTITUIDA: existe una revisión más reciente." : "SUPERSEDED: there is a newer revision.";
  } else if (publication.withdrawal != nullptr) {
    mark = StrCat(spanish_ ? "RETIRADA el " : "WITHDRAWN on ", Day(DayOf(publication.withdrawal->act.time)),
                  spanish_ ? ". No se base en este texto." : ". Do not rely on this text.");
  }
  if (order.review_overdue) {
    mark += StrCat(mark.empty() ? "" : " ", spanish_ ? "REVISIÓN PENDIENTE desde el " : "REVIEW OVERDUE since ",
                   Day(publication.text->review_due), ".");
  }
  return mark;
}

std::string PageWords::Reason(const Publication& publication) const {
  if (publication.withdrawal == nullptr) return "";
  return StrCat(spanish_ ? "Motivo: " : "Reason: ", publication.withdrawal->reason);
}

}  // namespace careloop::content

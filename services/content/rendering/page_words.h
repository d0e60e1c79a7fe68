#ifndef CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_WORDS_H_
#define CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_WORDS_H_

#include <string>
#include <string_view>

#include "absl/time/civil_time.h"
#include "services/content/domain/rendition.h"

namespace careloop::content {

// What pages say besides what an editor wrote: in English and Spanish, each in the publication's language; in English
// where that is another one.
class PageWords {
 public:
  explicit PageWords(std::string_view language);

  // "Fact sheet, revision 1. Published on 3 May 2027. States nothing later than 31 December 2012."
  std::string Imprint(const Publication& publication) const;
  std::string Sponsor(std::string_view acknowledgement) const;
  std::string PageOf(int page, int pages) const;
  // "WITHDRAWN on 3 May 2027. Do not rely on this text."; empty of a current revision that is not overdue.
  std::string Mark(const RenditionOrder& order) const;
  // Why it was withdrawn; empty if it was not.
  std::string Reason(const Publication& publication) const;

 private:
  std::string Day(absl::CivilDay day) const;
  std::string_view KindOf(Kind kind) const;

  const bool spanish_;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_RENDERING_PAGE_WORDS_H_

#ifndef CARELOOP_TESTS_UNIT_CONTENT_SAMPLE_H_
#define CARELOOP_TESTS_UNIT_CONTENT_SAMPLE_H_

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error.h"
#include "services/content/domain/library.h"
#include "services/content/domain/publication.h"
#include "services/content/domain/site.h"

namespace careloop::content {

inline Disclaimer SampleDisclaimer(int version = 1, std::string_view text = "This is general information.") {
  return *Disclaimer::Create(version, "en", text);
}

inline SponsorAcknowledgement SampleSponsor() { return *SponsorAcknowledgement::Create("Nobody sponsored this."); }

// Two diagnoses, one with another below it, one topic, two treatments and an English disclaimer.
inline Site SampleSite() {
  Site site{.default_language = "en", .diagnoses = {}, .topics = {}, .treatments = {}, .disclaimers = {}};
  site.diagnoses.Add("one", "First diagnosis", {"one", "First diagnosis", ""});
  site.diagnoses.Add("two", "A second diagnosis", {"two", "A second diagnosis", ""});
  site.diagnoses.Add("one-late", "First diagnosis, late", {"one-late", "First diagnosis, late", "one"}, "one");
  site.topics.Add("care", "Care", {"care", "Care", ""});
  const auto add = [&site](const std::string& id, const std::string& generic, const std::string& brand) {
    Treatment treatment{.id = id, .generic_name = generic, .brand_names = {brand}, .treatment_kinds = {"A kind"}};
    site.treatments.Add(id, generic, {std::move(treatment), SampleSponsor(), "en"});
  };
  add("letrozole", "Letrozole", "Femara");
  add("trastuzumab", "Trastuzumab", "Herceptin");
  site.disclaimers.Add(SampleDisclaimer());
  return site;
}

inline Act SampleAct(int second = 0) {
  return {.time = absl::FromUnixSeconds(1'700'000'000 + second), .person = "editor", .name = "Demo editor"};
}

// A self-care sheet; a test sets what it is about.
inline Manuscript SampleManuscript(const std::string& id, const std::string& title = "A title") {
  PublicationText text;
  text.id = id;
  text.title = title;
  text.summary = "A summary.";
  text.kind = Kind::kSelfCareSheet;
  text.language = "en";
  text.body_markdown = "A text.\n";
  text.review_due = absl::CivilDay(2030, 1, 31);
  return {.text = std::move(text), .sponsor = SampleSponsor()};
}

// `second` orders by time of publishing.
inline Revision SamplePublished(Manuscript manuscript, int number = 1, int second = 0) {
  return {.manuscript = std::move(manuscript),
          .number = number,
          .imprint = Imprint{.act = SampleAct(second), .disclaimer = SampleDisclaimer()}};
}

// A library of these, published in this order.
inline std::shared_ptr<const Library> LibraryOf(const Site& site, const std::vector<Revision>& published,
                                                const Library* base = nullptr) {
  const auto version = static_cast<int64_t>(published.size()) + (base == nullptr ? 0 : base->version());
  return std::make_shared<const Library>(site, base, version, std::vector<Change>(published.begin(), published.end()));
}

// What a status says is wrong, "field: description" each.
inline std::vector<std::string> FaultsOf(const absl::Status& status) {
  std::vector<std::string> faults;
  for (const FieldViolation& violation : ViolationsOf(status)) {
    faults.push_back(violation.field + ": " + violation.description);
  }
  return faults;
}

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_UNIT_CONTENT_SAMPLE_H_

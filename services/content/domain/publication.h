#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/disclaimed.h"

namespace careloop::content {

enum class Kind { kFactSheet, kSelfCareSheet, kBooklet };

// The word in front matter and stored records: "fact-sheet", "self-care-sheet", "booklet".
std::string_view KindWord(Kind kind);
std::optional<Kind> KindFromWord(std::string_view word);

enum class State { kDraft, kPublished, kSuperseded, kWithdrawn };

// What an editor writes. Never changed once imported.
struct PublicationText {
  std::string id;
  std::string title;
  std::string summary;
  Kind kind = Kind::kFactSheet;
  std::string language;
  std::vector<std::string> diagnoses;  // ids, here and below
  std::vector<std::string> topics;
  std::vector<std::string> treatments;
  std::vector<std::string> symptoms;
  std::string body_markdown;
  absl::CivilDay review_due;
  std::optional<absl::CivilDay> facts_as_of;

  friend bool operator==(const PublicationText&, const PublicationText&) = default;
};

// What an editor imports: a text, and who made it possible.
struct Manuscript {
  PublicationText text;
  SponsorAcknowledgement sponsor;

  friend bool operator==(const Manuscript&, const Manuscript&) = default;
};

// Who did something with a publication, and when. Kept to the microsecond.
struct Act {
  absl::Time time;
  std::string person;  // the id
  std::string name;    // as shown to others, then

  friend bool operator==(const Act&, const Act&) = default;
};

// What is fixed when a revision is published.
struct Imprint {
  Act act;
  Disclaimer disclaimer;

  friend bool operator==(const Imprint&, const Imprint&) = default;
};

// That and why a publication was withdrawn; `reason` is for readers.
struct Withdrawal {
  Act act;
  std::string reason;

  friend bool operator==(const Withdrawal&, const Withdrawal&) = default;
};

// What readers are shown of a publication as a whole.
struct Standing {
  int last_published = 0;  // the revision; 0 if none ever was
  bool withdrawn = false;  // that one has been

  // The current revision; 0 if there is none.
  int current() const { return withdrawn ? 0 : last_published; }

  friend bool operator==(const Standing&, const Standing&) = default;
};

// Differs between any two standings of one publication; functions.lua makes the same.
std::string EtagOf(const Standing& standing);

// A revision as it is kept: a draft until it has an imprint. Nobody is shown one of these: see ShownPublication.
struct Revision {
  Manuscript manuscript;
  int number = 0;  // counted from 1 in each publication
  std::optional<Imprint> imprint;

  friend bool operator==(const Revision&, const Revision&) = default;
};

// A revision as it is shown. Cheap to copy: copies share the text, which nobody changes.
struct Publication {
  std::shared_ptr<const PublicationText> text;
  int revision = 0;
  State state = State::kDraft;
  std::optional<absl::Time> published;
  std::shared_ptr<const Withdrawal> withdrawal;  // null unless it has been withdrawn
  Standing standing;                             // of the publication that it is a revision of
};
using ShownPublication = Disclaimed<Publication>;

// A draft, with the disclaimer that it would be published with.
ShownPublication ShownDraft(Manuscript manuscript, int number, Standing standing, Disclaimer disclaimer);
// A revision that is current, with the disclaimer of its imprint.
ShownPublication ShownPublished(Manuscript manuscript, int number, Imprint imprint);
// The same revision when its publication stands otherwise; `withdrawal`, unless null, is what befalls it then.
ShownPublication ShownIn(const Standing& standing, const ShownPublication& before,
                         const std::shared_ptr<const Withdrawal>& withdrawal);
// The revision that `standing` is about, whatever befell it later.
ShownPublication AsItWasIn(const Standing& standing, const ShownPublication& now);

// Whether the day by which the content had to be reviewed has passed.
bool ReviewOverdue(const PublicationText& text, absl::Time now);

// A day that exists, as YYYY-MM-DD.
std::optional<absl::CivilDay> ParseDay(const std::string& text);

// 2 to 8 letters, then groups of 1 to 8 letters and digits after "-"; at most 35 characters: the form of a BCP 47 tag.
bool IsLanguageTag(std::string_view tag);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_PUBLICATION_H_

// Ways to make an educational message of what is not disclaimed. The compiler verifies that the lines marked below are
// in error, and no others: see ../CMakeLists.txt.
#include "common/rpc/educational.h"
#include "services/content/rpc/convert.h"

namespace careloop::content {

using Sheet = Disclaimed<std::string>;

v1::Publication Good(const ShownPublication& shown) { return ToPublication(shown, absl::UnixEpoch()); }
v1::PublicationSummary GoodSummary(const ShownPublication& shown) { return ToSummary(shown, absl::UnixEpoch()); }
v1::Treatment GoodTreatment(const Disclaimed<Treatment>& treatment) { return ToTreatment(treatment); }
void GoodStamp(const Sheet& sheet, v1::Publication& message) { rpc::Stamp(sheet, message); }

#ifdef MUST_NOT_COMPILE

// Nothing but disclaimed content stamps a message.
// expected-error@+1 {{no matching function for call to 'Stamp'}}
void StampOfText(const std::string& sheet, v1::Publication& message) { rpc::Stamp(sheet, message); }
// expected-error@+1 {{no matching function for call to 'Stamp'}}
void StampOfADisclaimer(const Disclaimer& disclaimer, v1::Publication& message) { rpc::Stamp(disclaimer, message); }

// Messages of the contract are made of disclaimed content only.
// expected-error@+1 {{no matching function for call to 'ToPublication'}}
v1::Publication OfBareContent(const Publication& bare) { return ToPublication(bare, absl::UnixEpoch()); }
// expected-error@+1 {{no matching function for call to 'ToPublication'}}
v1::Publication OfAManuscript(const Manuscript& bare) { return ToPublication(bare, absl::UnixEpoch()); }
// expected-error@+1 {{no matching function for call to 'ToSummary'}}
v1::PublicationSummary OfAStoredRevision(const Revision& stored) { return ToSummary(stored, absl::UnixEpoch()); }
// expected-error@+1 {{no matching function for call to 'ToTreatment'}}
v1::Treatment OfABareTreatment(const Treatment& bare) { return ToTreatment(bare); }
// expected-error@+1 {{call to implicitly-deleted default constructor}}
v1::RelatedPublication OfABareHit() { return ToRelated(Related(), absl::UnixEpoch()); }

// A draft is shown with a disclaimer too.
// expected-error@+1 {{no matching function for call to 'ShownDraft'}}
ShownPublication BareDraft(Manuscript manuscript) { return ShownDraft(manuscript, 1); }

#endif  // MUST_NOT_COMPILE

}  // namespace careloop::content

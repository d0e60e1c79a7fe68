// Ways to have content, a disclaimer or an acknowledgement without what belongs to it. The compiler verifies that the
// lines marked below are in error, and no others: see ../CMakeLists.txt.
#include "common/base/disclaimed.h"

namespace careloop {

using Sheet = Disclaimed<std::string>;

Sheet Good(Disclaimer disclaimer, SponsorAcknowledgement sponsor) { return {"sheet", disclaimer, sponsor}; }
absl::StatusOr<Disclaimer> GoodDisclaimer() { return Disclaimer::Create(1, "en", "For information."); }
absl::StatusOr<SponsorAcknowledgement> GoodSponsor() { return SponsorAcknowledgement::Create("No sponsor."); }
const std::string& GoodUse(const Sheet& sheet) { return sheet.content(); }

#ifdef MUST_NOT_COMPILE

// Nothing at all, or content alone.
// expected-error@+1 {{no matching constructor}}
const Sheet kNothing;
// expected-error@+1 {{no matching constructor}}
const Sheet kContentAlone(std::string("sheet"));
// expected-error@+1 {{no matching constructor}}
const Sheet kContentInBraces{"sheet"};
// expected-error@+1 {{no viable conversion}}
Sheet ContentReturned(std::string content) { return content; }

// One part is not enough, and a text is neither.
// expected-error@+1 {{no matching constructor}}
Sheet WithoutSponsor(Disclaimer disclaimer) { return {"sheet", disclaimer}; }
// expected-error@+1 {{no matching constructor}}
Sheet WithoutDisclaimer(SponsorAcknowledgement sponsor) { return {"sheet", sponsor}; }
// expected-error@+1 {{no matching constructor}}
Sheet TextAsDisclaimer(SponsorAcknowledgement sponsor) { return {"sheet", "For information.", sponsor}; }
// expected-error@+1 {{no matching constructor}}
Sheet TextAsSponsor(Disclaimer disclaimer) { return {"sheet", disclaimer, "No sponsor."}; }
// expected-error@+1 {{no matching constructor}}
Sheet Exchanged(Disclaimer disclaimer, SponsorAcknowledgement sponsor) { return {"sheet", sponsor, disclaimer}; }

// A disclaimer that may have failed to be made is none.
// expected-error@+1 {{no matching constructor}}
Sheet Unchecked(SponsorAcknowledgement sponsor) { return {"sheet", GoodDisclaimer(), sponsor}; }

// There is no way past Create.
// expected-error@+1 {{no matching constructor}}
Disclaimer EmptyDisclaimer() { return Disclaimer(); }
// expected-error@+1 {{no matching constructor}}
SponsorAcknowledgement EmptySponsor() { return SponsorAcknowledgement(); }
// expected-error@+1 {{calling a private constructor}}
Disclaimer DisclaimerPastItsCheck() { return Disclaimer(1, "en", ""); }
// expected-error@+1 {{calling a private constructor}}
SponsorAcknowledgement SponsorPastItsCheck() { return SponsorAcknowledgement(std::string()); }

// What is under a disclaimer, and the disclaimer itself, cannot be exchanged from outside.
// expected-error@+1 {{no viable overloaded '='}}
void ContentExchanged(Sheet& sheet) { sheet.content() = std::string("another"); }
// expected-error@+1 {{no viable overloaded '='}}
void DisclaimerExchanged(Sheet& sheet, Disclaimer other) { sheet.disclaimer() = other; }
// expected-error@+1 {{no viable overloaded '='}}
void DisclaimerEmptied(Sheet& sheet) { sheet.disclaimer().text() = std::string(); }
// expected-error@+1 {{no viable overloaded '='}}
void SponsorEmptied(Sheet& sheet) { sheet.sponsor().text() = std::string(); }
// expected-error@+1 {{is a private member}}
std::string* ReachedInto(Sheet& sheet) { return &sheet.content_; }

// No view of it and no class made of it does without.
// expected-error@+1 {{no viable conversion}}
std::string TakenOff(const Sheet& sheet) { return sheet; }
struct Derived : Sheet {
  // expected-error@+1 {{must explicitly initialize the base class}}
  Derived() {}
};

#endif  // MUST_NOT_COMPILE

}  // namespace careloop

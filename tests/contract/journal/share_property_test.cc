#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "services/journal/domain/shares.h"
#include "tests/contract/journal/store_fixture.h"
#include "tests/support/fixed_random.h"
#include "tests/unit/journal/fakes.h"

// Properties of what shares show, on a journal of a few hours.
namespace careloop::journal {
namespace {

using testing::RunTask;

constexpr int kEntries = 12;
constexpr int64_t kRetracted = 5;

absl::Time AnyInstant(absl::Time now) { return now + absl::Minutes(*rc::gen::inRange(-300, 300)); }
absl::Time AnyLater(absl::Time time) { return time + absl::Minutes(*rc::gen::inRange(0, 300)); }

ShareScope AnyScope(absl::Time now) {
  switch (*rc::gen::inRange(0, 3)) {
    case 0: {
      EntriesScope scope;
      for (int64_t number = 1; number <= kEntries; ++number) {
        if (*rc::gen::arbitrary<bool>()) scope.entries.push_back(number);
      }
      if (scope.entries.empty()) scope.entries = {1};
      return scope;
    }
    case 1: {
      const absl::Time start = AnyInstant(now);
      return PeriodScope{start, start + absl::Minutes(*rc::gen::inRange(1, 400))};
    }
    default:
      return StandingScope{AnyInstant(now)};
  }
}

std::optional<absl::Time> AnyExpiry(absl::Time now) {
  if (*rc::gen::arbitrary<bool>()) return std::nullopt;
  return AnyLater(now + absl::Microseconds(1));
}

// Without some of them, but for one.
EntriesScope Fewer(EntriesScope scope) {
  std::vector<int64_t>& entries = scope.entries;
  const int64_t stays = *rc::gen::elementOf(entries);
  std::erase_if(entries, [&](int64_t number) { return number != stays && *rc::gen::arbitrary<bool>(); });
  return scope;
}

PeriodScope Shorter(PeriodScope scope) {
  constexpr absl::Duration kShortest = absl::Microseconds(1);
  if (*rc::gen::arbitrary<bool>()) {
    scope.start = std::min(scope.end - kShortest, AnyLater(scope.start));
  } else {
    scope.end = std::max(scope.start + kShortest, scope.end - absl::Minutes(*rc::gen::inRange(0, 300)));
  }
  return scope;
}

ShareScope Later(StandingScope scope) {
  if (*rc::gen::arbitrary<bool>()) return StandingScope{AnyLater(scope.start)};
  return PeriodScope{scope.start, scope.start + absl::Minutes(*rc::gen::inRange(1, 300))};
}

ShareScope Narrower(const ShareScope& scope) {
  if (const auto* entries = std::get_if<EntriesScope>(&scope)) return Fewer(*entries);
  if (const auto* period = std::get_if<PeriodScope>(&scope)) return Shorter(*period);
  return Later(std::get<StandingScope>(scope));
}

// Of a period, or from a time on: some of the entries that it covers.
ShareScope SomeOf(const ShareScope& scope, const std::vector<Entry>& covered) {
  EntriesScope some;
  for (const Entry& entry : covered) some.entries.push_back(entry.number);
  return some.entries.empty() ? Narrower(scope) : ShareScope(Fewer(std::move(some)));
}

// Whether `less` shows of an entry nothing that `more` does not.
bool ShowsNoMore(const Entry& less, const Entry& more) {
  return less == more || less == AsShared(more, ShareView::kSymptoms);
}
void AssertShowsNoMore(const std::vector<Entry>& less, const std::vector<Entry>& more) {
  for (const Entry& entry : less) {
    const auto same = std::find_if(more.begin(), more.end(), [&](const Entry& e) { return e.number == entry.number; });
    RC_ASSERT(same != more.end());
    RC_ASSERT(ShowsNoMore(entry, *same));
  }
}

class ShareProperty : public JournalStoreTest {
 protected:
  ShareProperty() { Sync("no"); }  // as many journals as there are cases
  ~ShareProperty() override { Sync("always"); }
  static void Sync(const std::string& when) { redis().server().Command({"CONFIG", "SET", "appendfsync", when}); }

  // Of every third entry there are no symptoms, and one of all is retracted.
  void FillJournal() {
    SetUp();
    for (int i = 0; i < kEntries; ++i) RecordOne(AnyInstant(Now()), /*has_symptoms=*/i % 3 != 0);
    const Call call = NewCall();
    const Entry retracted = RunTask(entries_.Get(call, "p-1", kRetracted, 0)).value();
    const absl::Status status = RunTask(entries_.Retract(call, retracted, std::nullopt, {Now(), retracted.reporter}));
    RC_ASSERT(status.ok());
  }
  void RecordOne(absl::Time occurred, bool has_symptoms) {
    Entry entry = EntryAt(occurred);
    entry.observed.wellbeing = 3;
    if (has_symptoms) entry.observed.answers = {{.symptom = "rash", .presence = true}};
    const Call call = NewCall();
    RC_ASSERT(RunTask(entries_.Record(call, entry, NoAlerts(entry.patient))).ok());
  }
  static Share AnyShare(const std::string& id, const std::string& team = "t-1") {
    Share share = ShareOf(id, AnyScope(Now()), team);
    share.view = *rc::gen::arbitrary<bool>() ? ShareView::kAll : ShareView::kSymptoms;
    share.expires = AnyExpiry(Now());
    return share;
  }
  // The same with one restriction more: on how much of an entry, on which entries, on until when.
  Share Restricted(Share share) {
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        share.view = ShareView::kSymptoms;
        break;
      case 1:
        share.expires =
            std::min(share.expires.value_or(absl::InfiniteFuture()), AnyLater(Now() + absl::Microseconds(1)));
        break;
      case 2:
        share.scope = SomeOf(share.scope, Previewed(share));
        break;
      default:
        share.scope = Narrower(share.scope);
    }
    return share;
  }

  std::vector<Entry> Previewed(const Share& share, bool retracted = false) {
    const Call call = NewCall();
    EntryQuery query{.patient = "p-1", .page = {.size = 200}, .retracted = retracted};
    const auto page = RunTask(entries_.Preview(call, std::move(query), share.scope, share.view));
    RC_ASSERT(page.ok());
    return page->items;
  }
  // By who is on the team, at that moment.
  std::vector<Entry> Seen(const std::string& team, absl::Time at, bool retracted = false) {
    const Call call = NewCall();
    EntryQuery query{.patient = "p-1", .page = {.size = 200}, .retracted = retracted};
    const auto page = RunTask(entries_.ListShared(call, std::move(query), {{team}, at}));
    if (absl::IsNotFound(page.status())) return {};
    RC_ASSERT(page.ok());
    return page->items;
  }

  testing::FixedRandom random_;
  FakeCareTeams teams_;
  JournalAccess access_{teams_, redis().clock()};
  Shares domain_{{shares_, entries_, access_, teams_}, redis().clock(), random_, [] {}};
};

RC_GTEST_FIXTURE_PROP(ShareProperty, ARestrictionMoreNeverPreviewsMore, ()) {
  FillJournal();
  const Share share = AnyShare("s-1");
  AssertShowsNoMore(Previewed(Restricted(share), true), Previewed(share, true));
}

RC_GTEST_FIXTURE_PROP(ShareProperty, ARestrictionMoreNeverShowsMoreAtAnyMoment, ()) {
  FillJournal();
  const Share share = AnyShare("more", "t-1");
  RC_PRE(Create(share).ok());  // what covers nothing, or a retracted entry, is refused
  Share restricted = Restricted(share);
  restricted.id = "less";
  restricted.care_team = "t-2";
  const bool created = Create(restricted).ok();
  const absl::Time at = AnyLater(Now());
  const std::vector<Entry> less = Seen("t-2", at, true);
  RC_CLASSIFY(!created, "the restricted one is refused");
  RC_CLASSIFY(restricted.expires.value_or(at + absl::Hours(1)) <= at, "the restricted one has expired");
  AssertShowsNoMore(less, Seen("t-1", at, true));
}

RC_GTEST_FIXTURE_PROP(ShareProperty, NothingIsSeenFromItsExpiryOn, ()) {
  FillJournal();
  Share share = AnyShare("s-1");
  share.expires = AnyLater(Now() + absl::Microseconds(1));
  RC_PRE(Create(share).ok());
  RC_ASSERT(Seen("t-1", *share.expires, true).empty());
  RC_ASSERT(Seen("t-1", AnyLater(*share.expires), true).empty());
  RC_ASSERT(Seen("t-1", *share.expires - absl::Microseconds(1), true) == Previewed(share, true));
}

RC_GTEST_FIXTURE_PROP(ShareProperty, APreviewIsWhatIsThenSeen, ()) {
  FillJournal();
  const Share share = AnyShare("s-1");
  const std::vector<Entry> previewed = Previewed(share);
  RC_PRE(Create(share).ok());
  RC_ASSERT(Seen("t-1", Now()) == previewed);
}

RC_GTEST_FIXTURE_PROP(ShareProperty, AFurtherShareNeverShowsLess, ()) {
  FillJournal();
  RC_PRE(Create(AnyShare("s-1")).ok());
  const std::vector<Entry> before = Seen("t-1", Now());
  Share further = AnyShare("s-2");
  further.view = ShareView::kSymptoms;
  RC_PRE(Create(further).ok());
  const std::vector<Entry> after = Seen("t-1", Now());
  for (const Entry& entry : before) RC_ASSERT(std::find(after.begin(), after.end(), entry) != after.end());
}

bool IsOfThePast(const ShareScope& scope, absl::Time now) {
  if (const auto* period = std::get_if<PeriodScope>(&scope)) return period->end <= now;
  return std::holds_alternative<EntriesScope>(scope);
}

RC_GTEST_FIXTURE_PROP(ShareProperty, IsRefusedExactlyIfItsPreviewSaysNothing, ()) {
  FillJournal();
  const Share share = AnyShare("s-1");
  if (const auto* entries = std::get_if<EntriesScope>(&share.scope)) {
    RC_PRE(std::ranges::find(entries->entries, kRetracted) == entries->entries.end());
  }
  const std::vector<Entry> previewed = Previewed(share);
  const bool says_nothing = std::ranges::none_of(previewed, SaysAnything);
  teams_.teams["p-1"] = {"t-1"};
  const Call call = NewCall();
  const auto created = RunTask(domain_.Create(
      call,
      {.patient = "p-1", .care_team = "t-1", .scope = share.scope, .view = share.view, .expires = share.expires}));
  RC_CLASSIFY(!created.ok(), "refused");
  RC_ASSERT(created.ok() == !(IsOfThePast(share.scope, Now()) && says_nothing));
  RC_ASSERT(created.ok() || absl::IsInvalidArgument(created.status()));
  RC_ASSERT(created.ok() || Seen("t-1", Now(), true).empty());
}

}  // namespace
}  // namespace careloop::journal

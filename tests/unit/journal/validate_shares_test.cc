#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error.h"
#include "services/journal/rpc/validate.h"

namespace careloop::journal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

template <typename Request>
std::vector<std::string> Wrong(const Request& request) {
  std::vector<std::string> lines;
  for (const auto& violation : ViolationsOf(Validate(request))) {
    lines.push_back(violation.field + ": " + violation.description);
  }
  return lines;
}

v1::CreateShareRequest GoodShare() {
  v1::CreateShareRequest request;
  request.set_parent("patients/p-1");
  request.mutable_entries()->add_entries("patients/p-1/entries/1");
  return request;
}

TEST(ValidateCreateShare, NeedsAScope) {
  v1::CreateShareRequest request = GoodShare();
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.clear_entries();
  EXPECT_THAT(Wrong(request), ElementsAre("scope: is missing; exactly one of entries, period and standing is needed"));
}

TEST(ValidateCreateShare, IsWithACareTeamOrACaregiverOfThePatient) {
  v1::CreateShareRequest request = GoodShare();
  request.set_caregiver("patients/p-1/caregivers/c-1");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_caregiver("patients/p-2/caregivers/c-1");
  EXPECT_THAT(Wrong(request), ElementsAre("caregiver: is not of the patient in parent"));
  request.set_caregiver("c-1");
  request.set_care_team("careTeams/t-1");
  EXPECT_THAT(Wrong(request), ElementsAre("caregiver: needs the form patients/*/caregivers/*",
                                          "caregiver: is not of the patient in parent",
                                          "caregiver: is given beside care_team; a share is with one of them"));
}

TEST(ValidateCreateShare, NeedsOneToAHundredEntriesOfThePatientEachOnce) {
  v1::CreateShareRequest request = GoodShare();
  auto& names = *request.mutable_entries();
  names.add_entries("patients/p-1/entries/1");
  names.add_entries("patients/p-2/entries/1");
  names.add_entries("entry");
  EXPECT_THAT(Wrong(request), ElementsAre("entries.entries[1]: is named a second time",
                                          "entries.entries[2]: is not of the patient in parent",
                                          "entries.entries[3]: needs the form patients/*/entries/*",
                                          "entries.entries[3]: is not of the patient in parent"));
  names.clear_entries();
  EXPECT_THAT(Wrong(request), ElementsAre("entries.entries: has 0 names, 1 to 100 are allowed"));
  for (int i = 1; i <= 100; ++i) names.add_entries("patients/p-1/entries/" + std::to_string(i));
  EXPECT_THAT(Wrong(request), IsEmpty());
  names.add_entries("patients/p-1/entries/101");
  EXPECT_THAT(Wrong(request), ElementsAre("entries.entries: has 101 names, 1 to 100 are allowed"));
}

TEST(ValidateCreateShare, NeedsAPeriodWithAStartBeforeItsEnd) {
  v1::CreateShareRequest request = GoodShare();
  request.mutable_period();
  EXPECT_THAT(Wrong(request), ElementsAre("period.start_time: is missing", "period.end_time: is missing",
                                          "period.end_time: is not later than period.start_time"));
  request.mutable_period()->mutable_start_time()->set_seconds(10);
  request.mutable_period()->mutable_end_time()->set_seconds(11);
  EXPECT_THAT(Wrong(request), IsEmpty());
}

TEST(ValidateCreateShare, NeedsAStartToStandFrom) {
  v1::CreateShareRequest request = GoodShare();
  request.mutable_standing();
  EXPECT_THAT(Wrong(request), ElementsAre("standing.start_time: is missing"));
}

TEST(ValidateCreateShare, RefusesACareTeamOrExpiryThatIsNone) {
  v1::CreateShareRequest request = GoodShare();
  request.set_care_team("t-1");
  request.mutable_expire_time()->set_nanos(-1);
  EXPECT_THAT(Wrong(request), ElementsAre("care_team: needs the form careTeams/*",
                                          "expire_time: is not a time in the years 1900 to 9999"));
  request.set_care_team("careTeams/T_1");
  EXPECT_THAT(Wrong(request), ElementsAre("care_team: needs 1 to 64 of a-z 0-9 -",
                                          "expire_time: is not a time in the years 1900 to 9999"));
}

TEST(ValidateCreateShare, RefusesAnExpiryThatIsNotAfterTheStart) {
  v1::CreateShareRequest request = GoodShare();
  request.mutable_expire_time()->set_seconds(100);
  EXPECT_THAT(Wrong(request), IsEmpty());
  const std::vector<std::string> wrong = {"expire_time: is not after the start: the share would open nothing"};
  request.mutable_standing()->mutable_start_time()->set_seconds(100);
  EXPECT_EQ(Wrong(request), wrong);
  request.mutable_standing()->mutable_start_time()->set_seconds(99);
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.mutable_period()->mutable_start_time()->set_seconds(100);
  request.mutable_period()->mutable_end_time()->set_seconds(200);
  EXPECT_EQ(Wrong(request), wrong);
}

TEST(ValidatePreviewShare, NeedsWhatAShareNeeds) {
  EXPECT_THAT(Wrong(v1::PreviewShareRequest()),
              ElementsAre("parent: needs the form patients/*",
                          "scope: is missing; exactly one of entries, period and standing is needed"));
  v1::PreviewShareRequest request;
  request.set_parent("patients/p-1");
  request.mutable_entries()->add_entries("patients/p-1/entries/1");
  EXPECT_THAT(Wrong(request), IsEmpty());
  request.set_page_size(-1);
  EXPECT_THAT(Wrong(request), SizeIs(1));
}

}  // namespace
}  // namespace careloop::journal

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/careloop_command.h"
#include "tests/support/site_folder.h"
#include "tests/system/fhir_validation.h"

namespace careloop::testing {
namespace {

using Args = std::vector<std::string>;

// One of everything that an export of a record can hold.
class FullRecord {
 public:
  explicit FullRecord(const RunningStack& stack) : stack_(stack) {
    AddShareThatEnds();
    AddCourses();
    AddEntries();
    AddCheckIns();
    AddEntriesOfACaregiver();
    AddShares();
    AddSharesThatHaveEnded();
  }

 private:
  void Run(const Args& args, const std::string& person = "patient") {
    const CommandResult result = stack_.Run(person, args);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }
  void RunAsCaregiver(Args args) {
    args.insert(args.end(), {"--patient", "demo-patient"});
    Run(args, "caregiver");
  }

  void StartCourse(const std::string& treatment, const std::string& note, const std::string& stopped_for) {
    const nlohmann::json started = stack_.Json("patient", {"journal", "course", "start", treatment, "--when",
                                                           "2025-04-01T08:00", "--time-zone", "Europe/Berlin"});
    const std::string name = started.at("treatmentCourse").at("name").get<std::string>();
    if (!note.empty()) Run({"journal", "course", "note", name, "--text", note});
    if (!stopped_for.empty()) Run({"journal", "course", "stop", name, "--reason", stopped_for});
  }
  void AddCourses() {
    StartCourse("letrozole", "half the dose\nfrom now on", "");
    StartCourse("tamoxifen", "twice a day", "completed");
    StartCourse("anastrozole", "", "effects");
    StartCourse("exemestane", "", "not-working");
    StartCourse("fulvestrant", "", "other");
  }

  void AddEntries() {
    Run({"journal",       "record",
         "--symptom",     "nausea:frequency=4,severity=4",
         "--symptom",     "fatigue:severity=prefer-not-to-say,interference=1",
         "--symptom",     "rash:presence=yes",
         "--symptom",     "nail-loss:presence=no",
         "--symptom",     "hair-loss:amount=2",
         "--symptom",     "insomnia:severity=not-applicable,interference=not-applicable",
         "--symptom",     "pain:frequency=1,severity=0",
         "--wellbeing",   "3",
         "--temperature", "38.2",
         "--note",        "since\nnoon",
         "--question",    "why?",
         "--question",    "for how long?",
         "--urgent",      "--visit",
         "--when",        "2025-05-01T08:30",
         "--time-zone",   "Europe/Berlin"});
    Run({"journal", "record", "--urgent"});
    Run({"journal", "record", "--wellbeing", "4", "--can-wait"});
    Run({"journal", "record", "--wellbeing", "5"});
    Run({"journal", "amend", "4", "--wellbeing", "6"});
    Run({"journal", "record", "--symptom", "nausea:frequency=1,severity=1", "--note", "by mistake"});
    Run({"journal", "retract", "5"});
  }
  void AddCheckIns() {
    const auto check_in = [&](const std::string& when, Args args) {
      args.insert(args.begin(), {"journal", "check-in", "--time-zone", "UTC", "--when", when});
      Run(args);
    };
    check_in("2025-05-03T08:00", {"--symptom", "pain:frequency=3,severity=2,interference=2", "--wellbeing", "2"});
    check_in("2025-05-10T08:00", {"--symptom", "vomiting:frequency=1,severity=1", "--partial"});
    check_in("2025-05-17T08:00", {"--symptom", "vomiting:frequency=1,severity=1", "--partial"});
    check_in("2025-05-17T09:00", {"--symptom", "pain:frequency=0"});
  }
  // Also of what stands beside what the patient has said.
  void AddEntriesOfACaregiver() {
    RunAsCaregiver({"journal", "record", "--symptom", "cough:severity=1,interference=0", "--wellbeing", "4",
                    "--temperature", "36.5", "--note", "asleep", "--question", "since when?"});
    RunAsCaregiver({"journal", "check-in", "--time-zone", "UTC", "--when", "2025-05-10T09:00", "--symptom",
                    "rash:presence=no", "--partial"});
  }

  // Time is the services' own: what is to have ended is made first, and waited for last.
  void AddShareThatEnds() {
    const std::string soon = absl::FormatTime(absl::RFC3339_sec, absl::Now() + absl::Seconds(5), absl::UTCTimeZone());
    Run({"journal", "share", "--from", "2025-01-01T00:00", "--expires", soon});
  }
  void AddShares() {
    Run({"journal", "share", "--entry", "1", "--entry", "4"});
    Run({"journal", "share", "--entry", "1", "--caregiver", "demo-daughter"});
    Run({"journal", "share", "--from", "2025-01-01T00:00", "--to", "2026-01-01T00:00", "--symptoms-only"});
    Run({"journal", "share", "--from", "2025-01-01T00:00"});
    Run({"journal", "share", "--from", "2025-01-01T00:00", "--expires", "2099-01-01T00:00"});
  }
  void AddSharesThatHaveEnded() {
    const nlohmann::json revoked = stack_.Json("patient", {"journal", "share", "--entry", "1"});
    Run({"journal", "revoke", revoked.at("share").at("name")});
    Run({"team", "caregivers", "add", "demo-neighbour", "--name", "Demo Neighbour", "--relationship", "Neighbour",
         "--may", "read-messages"});
    Run({"journal", "share", "--entry", "1", "--caregiver", "demo-neighbour"});
    Run({"team", "caregivers", "remove", "demo-neighbour"});
    Eventually("the share that expires has ended", [&] { return Consents("inactive") == 3; });
    EXPECT_EQ(Consents("active"), 5);
  }
  int Consents(const std::string& status) const {
    std::istringstream lines(stack_.Run("patient", {"journal", "export"}).out);
    int count = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto resource = nlohmann::json::parse(line);
      count += resource.at("resourceType") == "Consent" && resource.at("status") == status ? 1 : 0;
    }
    return count;
  }

  const RunningStack& stack_;
};

// All that ExportRecord says in one case or another (fhir_observations.cc, fhir_record.cc).
const char* const kAllFacts[] = {
    "Patient.identifier.value",
    // Entries.
    "Observation.status=final",
    "Observation.status=preliminary",
    "Observation.status=amended",
    "Observation.status=entered-in-error",
    "Observation.category.coding.code=survey",
    "Observation.category.coding.code=vital-signs",
    "Observation.code.coding.code=diary",
    "Observation.code.coding.code=check-in",
    "Observation.subject.reference",
    "Observation.issued",
    "Observation.effectiveDateTime",
    "Observation.effectivePeriod.start",
    "Observation.effectivePeriod.end",
    "Observation.performer.reference",
    "Observation.performer.display",
    "Observation.note.text",
    "Observation.note.authorReference.reference",
    "Observation.note.authorString",
    "Observation.hasMember.reference",
    "Observation.component.code.coding.code=severe",
    "Observation.component.code.coding.code=urgent",
    "Observation.component.code.coding.code=can-wait",
    "Observation.component.code.coding.code=visit",
    "Observation.component.valueBoolean=true",
    // Answers.
    "Observation.code.coding.display",
    "Observation.valueBoolean=true",
    "Observation.valueBoolean=false",
    "Observation.component.code.coding.code=frequency",
    "Observation.component.code.coding.code=severity",
    "Observation.component.code.coding.code=interference",
    "Observation.component.code.coding.code=amount",
    "Observation.component.valueInteger",
    "Observation.component.dataAbsentReason.coding.code=asked-declined",
    "Observation.component.dataAbsentReason.coding.code=not-applicable",
    // Grades.
    "Observation.code.text",
    "Observation.valueInteger",
    "Observation.dataAbsentReason.coding.code=unknown",
    "Observation.method.text",
    "Observation.derivedFrom.reference",
    "Observation.component.code.coding.code=derived",
    "Observation.component.code.coding.code=imputed",
    "Observation.component.code.coding.code=incomplete",
    // Measures.
    "Observation.code.coding.code=wellbeing",
    "Observation.code.coding.code=8310-5",
    "Observation.valueQuantity.value",
    "Observation.valueQuantity.code=Cel",
    // Courses.
    "MedicationStatement.status=active",
    "MedicationStatement.status=completed",
    "MedicationStatement.status=stopped",
    "MedicationStatement.statusReason.text=Completed",
    "MedicationStatement.statusReason.text=Stopped because of its effects",
    "MedicationStatement.statusReason.text=Stopped because it did not work",
    "MedicationStatement.statusReason.text=Stopped for another reason",
    "MedicationStatement.effectivePeriod.start",
    "MedicationStatement.effectivePeriod.end",
    "MedicationStatement.note.time",
    "MedicationStatement.note.text",
    // Shares.
    "Consent.status=active",
    "Consent.status=inactive",
    "Consent.provision.actor.reference.display",
    "Consent.provision.period.start",
    "Consent.provision.period.end",
    "Consent.provision.data.reference.reference",
    "Consent.provision.dataPeriod.start",
    "Consent.provision.dataPeriod.end",
    "Consent.provision.code.coding.code=symptoms-only",
};

// What no single value shows.
void ExpectBothPolicies(const std::set<std::string>& facts) {
  const auto is_policy = [](const std::string& fact) { return fact.starts_with("Consent.policyRule.text="); };
  EXPECT_EQ(std::ranges::count_if(facts, is_policy), 2) << "that of a team and that of a caregiver";
}

TEST(CliExport, IsFhirToTwoValidatorsThatOthersWrote) {
  if (!HasFhirValidators()) GTEST_SKIP() << "SKIPPED: tests/npm/install fhir has not been run";
  const RunningStack stack;
  const FullRecord record(stack);
  const SiteFolder folder;
  ExportTo(folder, stack, "patient", "journal");
  const CommandResult valid = Validate(folder);
  EXPECT_EQ(valid.exit_code, 0) << valid.out;
  const std::set<std::string> facts = FactsIn(LinesIn(folder));
  EXPECT_THAT(facts, ::testing::IsSupersetOf(kAllFacts));
  ExpectBothPolicies(facts);
  ExpectFound(folder, {{R"("status":"final",)", ""},
                       {R"("subject":{)", R"("subjects":{)"},
                       {R"("reference":"Patient/)", R"("reference":"Patient/other-)"},
                       {R"("note":[)", R"("extension":[],"note":[)"},
                       {R"("component":[)", R"("components":[)"},
                       {R"("valueQuantity":{)", R"("valueQuantity":{"kind":1,)"},
                       {R"("statusReason":[)", R"("statusReason":{},"reason":[)"},
                       {R"("status":"stopped",)", R"("status":"halted",)"},
                       {R"("status":"inactive",)", R"("status":"over",)"},
                       {R"("dataPeriod":{)", R"("dataPeriods":{)"},
                       {R"("meaning":"instance",)", ""}});
}

TEST(CliExport, LeavesTheEarlierFileAsItWasUnlessAllHasCome) {
  const RunningStack stack;
  const SiteFolder folder;
  const std::string file = folder.Write("record.ndjson", "earlier");
  const auto run = [&](const std::string& person, const std::string& path) {
    return stack.Run(person, {"journal", "export", "--patient", stack.Text("patient"), "-o", path});
  };
  EXPECT_EQ(run("clinician", file).exit_code, 3);
  EXPECT_EQ(LinesIn(folder), "earlier");
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
  EXPECT_EQ(run("clinician", folder.path() + "/none/record.ndjson").exit_code, 2) << "before anybody is asked";
  EXPECT_EQ(run("patient", file).exit_code, 0);
  EXPECT_NE(LinesIn(folder), "earlier");
  EXPECT_FALSE(std::filesystem::exists(file + ".part"));
}

TEST(CliExport, IsOneResourceALineOnStandardOutput) {
  const RunningStack stack;
  stack.Json("patient", {"journal", "record", "--wellbeing", "5"});
  const CommandResult exported = stack.Run("patient", {"journal", "export"});
  ASSERT_EQ(exported.exit_code, 0) << exported.err;
  std::istringstream lines(exported.out);
  std::vector<std::string> types;
  for (std::string line; std::getline(lines, line);) {
    types.push_back(nlohmann::json::parse(line).at("resourceType").get<std::string>());
  }
  EXPECT_EQ(types, (std::vector<std::string>{"Patient", "Observation", "Observation"}));
  const auto bundle = nlohmann::json::parse(stack.Run("patient", {"journal", "export", "--bundle"}).out);
  EXPECT_EQ(bundle.at("entry").size(), 3u);
  EXPECT_EQ(stack.Run("clinician", {"journal", "export", "--patient", stack.Text("patient")}).exit_code, 3);
}

}  // namespace
}  // namespace careloop::testing

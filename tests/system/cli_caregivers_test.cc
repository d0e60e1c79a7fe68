#include <gtest/gtest.h>

#include "tests/support/careloop_command.h"

namespace careloop::testing {
namespace {

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CliCaregivers, WriteForThePatientAsThemselves) {
  const RunningStack stack;
  const std::string thread = stack.Json("patient", {"messages", "send", "--text", "one"}).at("thread").at("name");
  const CommandResult sent =
      stack.Run("caregiver", {"messages", "send", "--thread", thread, "--text", "She is asleep"});
  ASSERT_EQ(sent.exit_code, 0) << sent.err;
  const std::string shown = stack.Run("clinician", {"messages", "list", thread}).out;
  EXPECT_TRUE(Has(shown, "2. Demo Daughter (Daughter), for patients/demo-patient")) << shown;
  EXPECT_TRUE(Has(stack.Run("caregiver", {"messages", "threads"}).out, "2 messages, 0 unread"));
}

TEST(CliCaregivers, AreAddedListedAndRemovedByThePatient) {
  const RunningStack stack;
  const auto as_patient = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"team", "caregivers"});
    return stack.Run("other_patient", words);
  };
  EXPECT_TRUE(Has(as_patient({"add", "demo-daughter", "--name", "Demo Neighbour", "--relationship", "Neighbour",
                              "--may", "everything"})
                      .err,
                  "is none of "));
  const CommandResult added =
      as_patient({"add", "demo-daughter", "--name", "Demo Neighbour", "--relationship", "Neighbour", "--may",
                  "read-messages", "--may", "write-journal", "--expires", "2099-01-01T00:00:00Z"});
  ASSERT_EQ(added.exit_code, 0) << added.err;
  EXPECT_TRUE(Has(added.out, "Demo Neighbour (Neighbour of Other Patient): read-messages, write-journal")) << added.out;
  EXPECT_TRUE(Has(added.out, ", until 2099-01-01")) << added.out;
  EXPECT_EQ(
      as_patient({"add", "demo-daughter", "--name", "X", "--relationship", "X", "--may", "read-journal"}).exit_code, 6);
  EXPECT_TRUE(Has(as_patient({"list"}).out, "patients/other-patient/caregivers/demo-daughter"));
  const std::string mine = stack.Run("caregiver", {"teams", "caregivers", "list", "--mine"}).out;
  EXPECT_TRUE(Has(mine, "Daughter of Demo Patient") && Has(mine, "Neighbour of Other Patient")) << mine;
  EXPECT_TRUE(Has(stack.Run("caregiver", {"teams", "check-access", "--patient", "other-patient"}).out,
                  "yes, as a caregiver: read-messages, write-journal"));
  EXPECT_TRUE(Has(as_patient({"remove", "demo-daughter"}).out, "no caregiver any more"));
  EXPECT_EQ(as_patient({"remove", "demo-daughter"}).exit_code, 4);
  EXPECT_EQ(stack.Run("caregiver", {"messages", "threads", "--patient", "other-patient"}).exit_code, 4);
}

TEST(CliCaregivers, RecordForThePatientMarkedAsTheirs) {
  const RunningStack stack;
  const CommandResult recorded = stack.Run("caregiver", {"journal", "record", "--patient", "demo-patient", "--symptom",
                                                         "nausea:frequency=1,severity=1", "--note", "She ate nothing"});
  ASSERT_EQ(recorded.exit_code, 0) << recorded.err;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "get", "1"}).out, "by Demo Daughter (caregiver)"));
  EXPECT_TRUE(Has(stack.Run("caregiver", {"journal", "list", "--patient", "demo-patient"}).out, "She ate nothing"));
  EXPECT_TRUE(
      Has(stack.Run("patient", {"audit", "list"}).out, "Demo Daughter (caregiver) recorded an entry in your journal"));
  EXPECT_EQ(stack.Run("caregiver", {"journal", "list", "--patient", "other-patient"}).exit_code, 4);
}

TEST(CliCaregivers, StandBesideWhatTheyGaveOfACheckInThatThePatientCompletes) {
  const RunningStack stack;
  const CommandResult part = stack.Run("caregiver", {"journal", "check-in", "--patient", "demo-patient", "--note",
                                                     "She ate nothing", "--wellbeing", "4", "--partial"});
  ASSERT_EQ(part.exit_code, 0) << part.err;
  const std::string completed =
      stack.Run("patient", {"journal", "check-in", "--symptom", "nausea:frequency=1,severity=1"}).out;
  EXPECT_TRUE(Has(completed, "\"She ate nothing\", said by Demo Daughter (caregiver)\n")) << completed;
  EXPECT_TRUE(Has(completed, "wellbeing 4 of 10, said by Demo Daughter (caregiver)\n")) << completed;
}

TEST(CliCaregivers, AmendAndRetractWhatTheyRecordedAndReadWhatIsMadeOfTheJournal) {
  const RunningStack stack;
  const auto as_caregiver = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "journal");
    words.insert(words.end(), {"--patient", "demo-patient"});
    return stack.Run("caregiver", words);
  };
  ASSERT_EQ(as_caregiver({"record", "--note", "She ate nothing"}).exit_code, 0);
  const CommandResult amended = as_caregiver({"amend", "1", "--note", "She ate a little"});
  ASSERT_EQ(amended.exit_code, 0) << amended.err;
  EXPECT_TRUE(Has(stack.Run("patient", {"journal", "history", "1"}).out, "She ate nothing"));
  ASSERT_EQ(stack.Run("patient", {"journal", "record", "--note", "I am well"}).exit_code, 0);
  EXPECT_EQ(as_caregiver({"retract", "2"}).exit_code, 6);
  EXPECT_EQ(as_caregiver({"summary", "--since", "2026-01-01T00:00:00Z"}).exit_code, 0);
  for (const char* list : {"courses", "alerts"}) EXPECT_EQ(as_caregiver({list}).exit_code, 0) << list;
  EXPECT_TRUE(Has(as_caregiver({"retract", "1"}).out, "RETRACTED"));
  const std::string seen = stack.Run("patient", {"audit", "list"}).out;
  for (const char* what : {"amended an entry that they had recorded for you", "looked at your treatments"}) {
    EXPECT_TRUE(Has(seen, what)) << seen;
  }
}

TEST(CliCaregivers, ReadWhatIsSharedWithThemAloneUntilItIsRevoked) {
  const RunningStack stack;
  const auto as_patient = [&](const std::vector<std::string>& words) { return stack.Run("other_patient", words); };
  ASSERT_EQ(as_patient({"team", "caregivers", "add", "demo-daughter", "--name", "Demo Neighbour", "--relationship",
                        "Neighbour", "--may", "read-messages"})
                .exit_code,
            0);
  for (const char* note : {"to be seen", "to be kept"}) as_patient({"journal", "record", "--note", note});
  const nlohmann::json shared =
      stack.Json("other_patient", {"journal", "share", "--entry", "1", "--caregiver", "demo-daughter"});
  const std::string listed = stack.Run("caregiver", {"journal", "list", "--patient", "other-patient"}).out;
  EXPECT_TRUE(Has(listed, "to be seen")) << listed;
  EXPECT_FALSE(Has(listed, "to be kept")) << listed;
  EXPECT_TRUE(Has(as_patient({"journal", "shares"}).out, "with patients/other-patient/caregivers/demo-daughter"));
  ASSERT_EQ(as_patient({"journal", "revoke", shared.at("share").at("name")}).exit_code, 0);
  EXPECT_EQ(stack.Run("caregiver", {"journal", "list", "--patient", "other-patient"}).exit_code, 4);
  as_patient({"journal", "share", "--entry", "1", "--caregiver", "demo-daughter"});
  ASSERT_EQ(as_patient({"team", "caregivers", "remove", "demo-daughter"}).exit_code, 0);
  EXPECT_TRUE(Has(as_patient({"journal", "shares"}).out, "ended: they are not your caregiver any more"));
}

}  // namespace
}  // namespace careloop::testing

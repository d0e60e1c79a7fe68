#include "common/audit/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "absl/strings/str_replace.h"
#include "tests/unit/audit/sealed_log.h"

namespace careloop::audit {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class VerificationTest : public SealedLog {
 protected:
  // Thirty records, sealed in three times ten, and two that are not sealed yet.
  VerificationTest() {
    for (int i = 0; i < 3; ++i) Log(10), Seal();
    Log(2);
  }
  static void WriteHeads(const std::vector<std::string>& lines) {
    std::ofstream file(path());
    for (const std::string& line : lines) file << line << "\n";
  }
};

TEST_F(VerificationTest, FindsNothingInAnUntouchedLogAndSaysHowFarItIsSealed) {
  const Verification result = Check(Export(), key_.public_key());
  EXPECT_THAT(result.problems, IsEmpty());
  EXPECT_EQ(result.records, 32);
  EXPECT_EQ(result.heads, 3);
  EXPECT_EQ(result.sealed, 30);
  EXPECT_EQ(result.sealed_time, clock_.Now());
}

TEST_F(VerificationTest, FindsAnEditedRecord) {
  log_[14].bytes = EncodeAccess(SampleRecord(99));
  EXPECT_THAT(Check().problems, ElementsAre("among the records 11 to 20 one is not as it was sealed"));
}

TEST_F(VerificationTest, FindsWordsThatAreNotThoseOfTheBytes) {
  auto lines = Export();
  lines[14] = absl::StrReplaceAll(lines[14], {{"Demo Nurse", "Other Nurse"}});
  EXPECT_THAT(Check(lines).problems, ElementsAre("record 15 does not say what its bytes say"));
}

// JSON takes a member twice; this program reads the last, others the first.
TEST_F(VerificationTest, FindsALineThatIsNotByteForByteAsItWasExported) {
  const std::string line = Export()[14];
  const std::string words = line.substr(line.find("\"record\":"));
  const std::string forged = absl::StrReplaceAll(words, {{"Demo Nurse", "Other Nurse"}, {"}\n", ","}});
  for (const std::string& other :
       {absl::StrReplaceAll(line, {{"\"record\":", forged + "\"record\":"}}),
        absl::StrReplaceAll(line, {{"\"sequence\":15", "\"sequence\":99,\"sequence\":15"}}),
        absl::StrReplaceAll(line, {{"}\n", ",\"note\":\"x\"}\n"}}), absl::StrReplaceAll(line, {{":15", ": 15"}}),
        line.substr(0, line.size() - 1) + " \n"}) {
    auto lines = Export();
    ASSERT_NE(other, line);
    lines[14] = other;
    EXPECT_THAT(Check(lines).problems, ElementsAre("record 15 does not say what its bytes say")) << other;
  }
}

TEST_F(VerificationTest, FindsARemovedRecord) {
  log_.erase(log_.begin() + 14);
  EXPECT_THAT(Check().problems, Contains("after record 14 comes 16: some were removed"));
}

TEST_F(VerificationTest, FindsARemovedRecordAlsoWhenTheOthersMoveUp) {
  log_.erase(log_.begin() + 14);
  for (size_t i = 14; i < log_.size(); ++i) --log_[i].sequence;
  EXPECT_THAT(Check().problems, ElementsAre("among the records 11 to 20 one is not as it was sealed"));
}

TEST_F(VerificationTest, FindsAnInsertedRecord) {
  log_.insert(log_.begin() + 14, log_[14]);
  EXPECT_THAT(Check().problems, Contains("record 15 comes after 15: inserted or moved"));
}

TEST_F(VerificationTest, FindsACopyOfARecordThatWasSealedWithTheOthers) {
  log_.push_back({33, log_[14].bytes});
  Seal();
  EXPECT_THAT(Check().problems, ElementsAre("record 33 is a copy of 15"));
}

TEST_F(VerificationTest, TakesTwoLooksAtTheSameMomentForNoCopies) {
  AccessRecord look = SampleRecord(33);
  for (const int64_t sequence : {33, 34}) {
    look.nonce = StrCat("nonce ", sequence);
    log_.push_back({sequence, EncodeAccess(look)});
  }
  Seal();
  EXPECT_THAT(Check().problems, IsEmpty());
}

TEST_F(VerificationTest, FindsRecordsThatChangedPlaces) {
  std::swap(log_[3], log_[4]);
  EXPECT_THAT(Check().problems, Contains("record 4 comes after 5: inserted or moved"));
  std::swap(log_[3].sequence, log_[4].sequence);
  EXPECT_THAT(Check().problems, ElementsAre("among the records 1 to 10 one is not as it was sealed"));
}

TEST_F(VerificationTest, FindsAnEndThatIsMissing) {
  log_.resize(25);
  EXPECT_THAT(Check().problems, ElementsAre(HasSubstr("was sealed up to record 30 and the export ends with 25")));
}

TEST_F(VerificationTest, FindsADatabaseThatWasSetBackAndWrittenOn) {
  log_.resize(25);
  Log(20, 100);
  EXPECT_THAT(Check().problems, ElementsAre("among the records 21 to 30 one is not as it was sealed"));
}

TEST_F(VerificationTest, FindsAnEmptyExport) {
  EXPECT_THAT(Check(std::vector<std::string>()).problems, ElementsAre(HasSubstr("ends with 0")));
}

TEST_F(VerificationTest, FindsALineThatIsNoRecord) {
  auto lines = Export();
  lines.insert(lines.begin() + 2, "what is this\n");
  EXPECT_THAT(Check(lines).problems, ElementsAre("line 3 of the export is no record"));
}

TEST_F(VerificationTest, FindsAnEditedHead) {
  auto heads = Heads();
  heads[1] = absl::StrReplaceAll(heads[1], {{"\"sequence\":20", "\"sequence\":19"}});
  WriteHeads(heads);
  EXPECT_THAT(Check().problems, ElementsAre("line 2 of the heads is not signed by the service"));
}

TEST_F(VerificationTest, FindsAHeadThatIsNotByteForByteAsItWasSigned) {
  const auto heads = Heads();
  const std::string first = absl::StrReplaceAll(heads[1], {{R"("sequence":20)", R"("sequence":19,"sequence":20)"}});
  for (const std::string& other : {first, absl::StrReplaceAll(heads[1], {{",", ", "}}), heads[1] + " ", heads[1] + "x",
                                   std::string("x"), std::string("{}")}) {
    WriteHeads({heads[0], other, heads[2]});
    EXPECT_THAT(Check().problems, ElementsAre("line 2 of the heads is not signed by the service")) << other;
  }
}

TEST_F(VerificationTest, TakesAHeadThatLostItsLastByteForTheHeadThatItIs) {
  const auto heads = Heads();
  WriteHeads({heads[0], heads[1].substr(0, heads[1].size() - 1), heads[2]});
  EXPECT_THAT(Check().problems, IsEmpty());
  EXPECT_EQ(Check().heads, 3);
}

TEST_F(VerificationTest, PassesOverWhatACrashLeftOfAHead) {
  const auto heads = Heads();
  for (const size_t left : {1U, 12U, 200U}) {
    WriteHeads({heads[0], heads[1].substr(0, left), heads[1], heads[2]});
    EXPECT_THAT(Check().problems, IsEmpty()) << left;
  }
}

TEST_F(VerificationTest, BelievesOnlyTheKeyThatItIsGiven) {
  const SigningKey other{SecretKey(SecretKey::Bytes{2})};
  EXPECT_THAT(Check(Export(), other.public_key()).problems, Contains(HasSubstr("line 1 of the heads is not signed")));
  WriteHeads({Heads()[0], SignHead(ReadHead(Heads()[1])->head, other)});
  EXPECT_THAT(Check().problems, ElementsAre("line 2 of the heads is not signed by the service"));
}

TEST_F(VerificationTest, FindsTheHeadsOfAnotherLog) {
  Head head = ReadHead(Heads()[1])->head;
  head.service = "messaging";
  WriteHeads({Heads()[0], SignHead(head, key_)});
  EXPECT_THAT(Check().problems, ElementsAre("line 2 of the heads is of another log"));
}

TEST_F(VerificationTest, FindsThatThereAreNoHeads) {
  WriteHeads({});
  EXPECT_THAT(Check().problems, ElementsAre("there are no heads: nothing is known to have been sealed"));
}

TEST_F(VerificationTest, TellsOfAFindingWithWhichItWasSealed) {
  Head head = ReadHead(Heads()[2])->head;
  head.finding = "something";
  WriteHeads({SignHead(head, key_)});
  EXPECT_THAT(Check().problems, ElementsAre("sealed with a finding: something"));
}

// Whatever is done to sealed records is found.
TEST_F(VerificationTest, FindsEveryMutationOfASealedRecord) {
  rc::check([&] {
    std::vector<LoggedAccess> mutated(log_.begin(), log_.begin() + 30);
    const auto at = static_cast<size_t>(*rc::gen::inRange(0, 30));
    switch (*rc::gen::inRange(0, 5)) {
      case 0: {
        const auto byte = static_cast<size_t>(*rc::gen::inRange(0, static_cast<int>(mutated[at].bytes.size())));
        mutated[at].bytes[byte] = static_cast<char>(mutated[at].bytes[byte] ^ *rc::gen::inRange(1, 256));
        break;
      }
      case 1:
        mutated.erase(mutated.begin() + static_cast<long>(at));
        break;
      case 2:
        mutated.insert(mutated.begin() + static_cast<long>(at), mutated[(at + 1) % 30]);
        break;
      case 3:
        std::swap(mutated[at], mutated[(at + 1) % 30]);
        break;
      default:
        mutated.resize(at);
    }
    std::vector<std::string> lines;
    for (const LoggedAccess& access : mutated) lines.push_back(ExportLine(access));
    RC_ASSERT(!Check(lines, key_.public_key()).problems.empty());
  });
}

}  // namespace
}  // namespace careloop::audit

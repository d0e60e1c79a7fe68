// The checker finds what it is for: these tests do the damage that the others must never see.

#include "tests/fault/checker.h"

#include <gtest/gtest.h>

#include "absl/strings/numbers.h"
#include "common/base/strings.h"
#include "common/crypto/pseudonym.h"
#include "tests/fault/load.h"

namespace careloop::fault {
namespace {

using testing::PrivateRedis;

class Checker : public ::testing::Test {
 protected:
  Checker() {
    Load load(stack_, site_);
    load.WaitForAcks(100);
    ledgers_ = load.Stop();
  }

  // The patient's.
  const Ledger& ledger() const { return ledgers_.at(0); }
  std::string pseudonym() const { return Pseudonyms(Stack::Secret()).Of(ledger().patient.id); }

  std::string MessagesKey() const {
    const std::string id = ledger().thread.substr(ledger().thread.rfind('/') + 1);
    return StrCat("{m:", kSite, "}:thread:", pseudonym(), ":", id, ":m");
  }
  std::string EntriesKey() const { return StrCat("{j:", kSite, "}:entry:", pseudonym()); }

  redis::Reply Redis(const std::vector<std::string>& command) { return stack_.redis().Command(command); }

  Stack stack_;
  const Site site_{stack_, 1};
  std::vector<Ledger> ledgers_;
};

TEST_F(Checker, FindsNothingWhereNothingIsWrong) { ExpectSound(stack_, ledgers_); }

TEST_F(Checker, FindsAMessageThatIsGone) {
  const Attempt& gone = ledger().messages.at(ledger().messages.size() / 2);
  ASSERT_EQ(Redis({"XDEL", MessagesKey(), StrCat("0-", gone.number)}).integer(), 1);
  const Report report = Check(stack_, ledgers_);
  EXPECT_EQ(report.lost, 1) << report;
  EXPECT_EQ(report.doubled + report.out_of_order + report.unexpected, 0) << report;
}

TEST_F(Checker, FindsAMessageThatIsThereTwice) {
  const std::string id = StrCat("0-", ledger().messages.back().number);
  const redis::Reply found = Redis({"XRANGE", MessagesKey(), id, id});
  std::vector<std::string> copy = {"XADD", MessagesKey(), "0-*"};
  for (const auto& field : found.at(0).at(1).array()) copy.push_back(field.text());
  ASSERT_FALSE(Redis(copy).is_error());
  const Report report = Check(stack_, ledgers_);
  EXPECT_EQ(report.doubled, 1) << report;
  EXPECT_EQ(report.lost + report.out_of_order + report.unexpected, 0) << report;
}

TEST_F(Checker, FindsMessagesThatHaveChangedPlaces) {
  ASSERT_GE(ledger().messages.size(), 2u);
  std::vector<Ledger> ledgers = ledgers_;
  std::swap(ledgers[0].messages[0].text, ledgers[0].messages[1].text);
  EXPECT_GE(Check(stack_, ledgers).out_of_order, 1);
}

TEST_F(Checker, FindsAMessageThatNobodyWrote) {
  std::vector<Ledger> ledgers = ledgers_;
  ledgers[0].messages.pop_back();
  EXPECT_EQ(Check(stack_, ledgers).unexpected, 1);
}

TEST_F(Checker, FindsAReadMarkThatIsBehind) {
  const std::string thread = MessagesKey().substr(0, MessagesKey().size() - 2);
  ASSERT_EQ(Redis({"HSET", thread, "r:" + pseudonym(), "1"}).integer(), 0);
  EXPECT_EQ(Check(stack_, ledgers_).lost, 1);
}

TEST_F(Checker, FindsAnEntryThatIsGone) {
  const redis::Reply all = Redis({"ZRANGE", EntriesKey() + ":occurred", "0", "0"});
  ASSERT_EQ(Redis({"ZREM", EntriesKey() + ":occurred", all.at(0).text()}).integer(), 1);
  const Report report = Check(stack_, ledgers_);
  EXPECT_EQ(report.lost, 1) << report;
  EXPECT_EQ(report.doubled + report.out_of_order + report.unexpected, 0) << report;
}

}  // namespace
}  // namespace careloop::fault

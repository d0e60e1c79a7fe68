#include "tests/fault/checker.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "common/base/strings.h"

namespace careloop::fault {
namespace {

// What is stored in one thread or journal: the numbers under which a text is found.
using Stored = std::map<std::string, std::vector<int>>;

template <typename Request, typename ReadPage>
void ReadAll(Request request, const ReadPage& read_page) {
  request.set_page_size(200);
  do {
    request.set_page_token(read_page(request));
  } while (!request.page_token().empty());
}

Stored ReadThread(const Client& reader, const std::string& thread) {
  Stored stored;
  messaging::v1::ListMessagesRequest request;
  request.set_parent(thread);
  ReadAll(request, [&](const auto& page) {
    const auto answer = reader.Get(&MessagingStub::ListMessages, page);
    for (const auto& message : answer.messages()) stored[message.text()].push_back(message.number());
    return answer.next_page_token();
  });
  return stored;
}

Stored ReadJournal(const Client& reader) {
  Stored stored;
  journal::v1::ListEntriesRequest request;
  request.set_parent(reader.person().resource());
  ReadAll(request, [&](const auto& page) {
    const auto answer = reader.Get(&JournalStub::ListEntries, page);
    for (const auto& entry : answer.entries()) {
      int number = 0;
      if (!absl::SimpleAtoi(entry.name().substr(entry.name().rfind('/') + 1), &number)) number = -1;
      stored[entry.note()].push_back(number);
    }
    return answer.next_page_token();
  });
  return stored;
}

int ReadMark(const Client& reader, const std::string& thread) {
  messaging::v1::GetThreadRequest request;
  request.set_name(thread);
  return reader.Get(&MessagingStub::GetThread, request).thread().read_up_to();
}

// Takes what was attempted out of what is stored.
void Compare(const std::vector<Attempt>& attempts, Stored& stored, Report& report) {
  int last = 0;
  for (const Attempt& attempt : attempts) {
    ++report.attempted;
    report.acked += attempt.number > 0 ? 1 : 0;
    const std::vector<int> numbers = std::exchange(stored[attempt.text], {});
    stored.erase(attempt.text);
    if (numbers.empty()) {
      report.lost += attempt.number > 0 ? 1 : 0;
      continue;
    }
    report.doubled += static_cast<int>(numbers.size()) - 1;
    const bool in_order = numbers.front() > last && (attempt.number == 0 || numbers.front() == attempt.number);
    report.out_of_order += in_order ? 0 : 1;
    last = numbers.front();
  }
}

void CompareMark(const Client& reader, const Ledger& ledger, Report& report) {
  const int mark = ReadMark(reader, ledger.thread);
  report.lost += mark < ledger.read_up_to ? 1 : 0;
  report.unexpected += mark > ledger.read_up_to ? 1 : 0;
}

int Count(const Stored& stored) {
  int count = 0;
  for (const auto& [text, numbers] : stored) count += static_cast<int>(numbers.size());
  return count;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Report& report) {
  return out << "attempted " << report.attempted << ", acked " << report.acked << ", lost " << report.lost
             << ", doubled " << report.doubled << ", out_of_order " << report.out_of_order << ", unexpected "
             << report.unexpected;
}

Report Check(const Stack& stack, const std::vector<Ledger>& ledgers) {
  Report report;
  std::map<std::string, Stored> threads;
  for (const Ledger& ledger : ledgers) {
    const Client reader(stack, ledger.writer);
    Stored& thread = threads.try_emplace(ledger.thread, ReadThread(reader, ledger.thread)).first->second;
    thread.erase(StrCat("hello of ", ledger.patient.id));  // the thread began with it
    Compare(ledger.messages, thread, report);
    CompareMark(reader, ledger, report);
    report.unexpected += static_cast<int>(ledger.surprises.size());
    for (const std::string& surprise : ledger.surprises) std::cout << surprise << std::endl;
    if (ledger.writer.role != Role::kPatient) continue;
    Stored journal = ReadJournal(reader);
    Compare(ledger.entries, journal, report);
    report.unexpected += Count(journal);
  }
  for (const auto& [name, thread] : threads) report.unexpected += Count(thread);
  return report;
}

void ExpectSound(const Stack& stack, const std::vector<Ledger>& ledgers) {
  const Report report = Check(stack, ledgers);
  std::cout << report << std::endl;
  EXPECT_TRUE(report.sound()) << report;
  EXPECT_EQ(report.acked, report.attempted);
}

}  // namespace careloop::fault

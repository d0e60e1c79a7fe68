#include "tests/matrix/executor.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "tests/matrix/watching.h"

namespace careloop::matrix {
namespace {

using grpc::StatusCode;

// Its answer about P is a yes, which need not name P.
bool IsQuestion(const Rpc& rpc) { return rpc.method->name() == "CheckAccess"; }

std::string WordsOf(const grpc::Status& status) {
  return StrCat("code ", static_cast<int>(status.error_code()), " \"", status.error_message(), "\"");
}

bool IsRight(const std::string& outcome, const Expected::Outcomes& right) {
  return right.contains(outcome) || (outcome == "empty" && right.contains("admitted"));
}

}  // namespace

void Executor::Run(const Cell& cell) {
  ++report_.cells;
  const Answer answer = Ask(cell, worlds_.Current().names());
  const std::string outcome = OutcomeOf(cell, answer);
  if (cell.token != TokenState::kValid) {
    if (outcome != "unauthenticated") Differ(cell, "unauthenticated", StrCat(outcome, ", ", WordsOf(answer.status)));
  } else {
    ++report_.with_good_token;
    const Expected::Outcomes right = expected_.Of(cell);
    Note(cell, right, answer, outcome);
    if (!IsRight(outcome, right)) {
      Differ(cell, right.empty() ? "no row of the table" : absl::StrJoin(right, " or "),
             StrCat(outcome, ", ", WordsOf(answer.status)));
    } else if (outcome == "not_found") {
      CompareWithAbsent(cell, answer);
    }
  }
  if (!answer.ok() || !requests_.Spends(cell.rpc)) return;
  worlds_.Spend();
  credentials_.Forget();
}

Report Executor::TakeReport() {
  report_.worlds = worlds_.made();
  return std::exchange(report_, {});
}

Answer Executor::Ask(const Cell& cell, const Names& names) {
  const World& world = worlds_.Current();
  const Authorization& authorization = credentials_.Of(cell.role, world.PersonIn(cell.relationship), cell.token);
  if (IsWatch(cell.rpc) && cell.token == TokenState::kValid) return Watch(desk_, ground_, world, cell, authorization);
  return desk_.Ask(cell.rpc, *RequestOf(cell.rpc, requests_.Of(cell, names)), authorization);
}

std::string Executor::OutcomeOf(const Cell& cell, const Answer& answer) {
  const std::string& mark = worlds_.Current().mark();
  switch (answer.status.error_code()) {
    case StatusCode::UNAUTHENTICATED:
      return "unauthenticated";
    case StatusCode::PERMISSION_DENIED:
      return "denied";
    case StatusCode::NOT_FOUND:
      return "not_found";
    case StatusCode::OK:
      if (answer.Holds(mark) || (IsQuestion(cell.rpc) && !answer.responses.front().empty())) return "admitted";
      return "empty";
    case StatusCode::INVALID_ARGUMENT:  // who asks for nothing that there is has not been let in
    case StatusCode::INTERNAL:
    case StatusCode::UNKNOWN:
    case StatusCode::UNAVAILABLE:
    case StatusCode::DEADLINE_EXCEEDED:
      return "failed";
    default:
      return "admitted";
  }
}

void Executor::Note(const Cell& cell, const Expected::Outcomes& right, const Answer& answer,
                    const std::string& outcome) {
  const std::string rpc = cell.rpc.text();
  if (right.contains("admitted")) report_.admitted.insert(rpc);
  if (right.contains("admitted") && answer.ok()) report_.answered.insert(rpc);
  if (right.contains("empty")) report_.asked_for_nothing.insert(rpc);
  if (answer.ok() && outcome == "admitted") {
    report_.shown.insert(rpc);
    report_.shown_to.insert(AudienceOf(cell));
  }
  if (outcome == "empty" && !right.contains("empty"))
    report_.shown_nothing.push_back({cell, "admitted", "nothing of P"});
}

void Executor::CompareWithAbsent(const Cell& cell, const Answer& answer) {
  const World& world = worlds_.Current();
  CompareWith(cell, answer, world.NamesOfNobody());
  const Names nothing = world.NamesOfNothing();
  const bool names_a_thing = requests_.Of(cell, nothing) != requests_.Of(cell, world.names());
  if (names_a_thing) CompareWith(cell, answer, nothing);
  AskForAllPatients(cell);
}

void Executor::AskForAllPatients(const Cell& cell) {
  Names all = worlds_.Current().names();
  all["patient"] = "patients/-";
  if (requests_.Of(cell, all) == requests_.Of(cell, worlds_.Current().names())) return;
  ++report_.asked_for_all;
  const Answer answer = Ask(cell, all);
  if (answer.Holds(worlds_.Current().mark())) Differ(cell, "nothing of P of all patients", "something");
}

void Executor::CompareWith(const Cell& cell, const Answer& answer, const Names& absent) {
  ++report_.absent_things;
  const Answer other = Ask(cell, absent);
  const auto with_the_same_name = [&](const std::string& text) {
    return absl::StrReplaceAll(text, {{absent.at("patient_id"), worlds_.Current().mark()}});
  };
  const bool same = other.status.error_code() == answer.status.error_code() &&
                    with_the_same_name(other.status.error_message()) == answer.status.error_message() &&
                    with_the_same_name(other.status.error_details()) == answer.status.error_details();
  if (same) return;
  Differ(cell, StrCat("the same as of what is absent, ", WordsOf(other.status)),
         StrCat(WordsOf(answer.status), ", details ", absl::CHexEscape(answer.status.error_details())));
}

}  // namespace careloop::matrix

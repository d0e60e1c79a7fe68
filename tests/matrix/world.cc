#include "tests/matrix/world.h"

#include <atomic>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "common/base/strings.h"
#include "tests/fault/child.h"
#include "tests/matrix/credentials.h"

namespace careloop::matrix {
namespace {

int NextNumber() {
  static std::atomic<int> last = 0;
  if (++last > World::kMost) fault::Die("more worlds than were thought of");
  return last;
}

std::string MarkOf(int number) { return absl::StrFormat("w%06d", number); }
std::string MarkOfNobody(int number) { return absl::StrFormat("x%06d", number); }

// P bears the mark; the others must not, or each answer about them would seem to be about P.
std::string PersonOf(int number, Relationship relationship) {
  if (relationship == Relationship::kSelf) return MarkOf(number);
  return StrCat(absl::StrFormat("s%06d-", number), NameOf(relationship));
}

}  // namespace

World::World(const Desk& desk, const CommonGround& ground, Consent consent)
    : desk_(desk),
      consent_(consent),
      number_(NextNumber()),
      mark_(MarkOf(number_)),
      admin_(ground.admin()),
      patient_(SignedIn(Role::kPatient, mark_)),
      nurse_(SignedIn(Role::kClinician, PersonOf(number_, Relationship::kTeam))),
      names_(ground.names()) {
  names_.insert({{"mark", mark_},
                 {"patient_id", mark_},
                 {"patient", StrCat("patients/", mark_)},
                 {"team", StrCat("careTeams/", mark_, "-team")},
                 {"second_team", StrCat("careTeams/", mark_, "-second")},
                 {"other_team", StrCat("careTeams/other-", number_)},
                 {"template", StrCat("careTeams/", mark_, "-team/templates/visit")},
                 {"member", PersonOf(number_, Relationship::kTeam)},
                 {"caregiver", StrCat("patients/", mark_, "/caregivers/", PersonOf(number_, Relationship::kCaregiver))},
                 {"share", StrCat("patients/", mark_, "/shares/there-is-none")}});
  FormTeams();
  FindHelp();
  Talk();
  Keep();
  if (consent_ != Consent::kNone) Agree();
  if (consent_ == Consent::kRevoked) Withdraw();
}

std::string World::PersonIn(Relationship relationship) const { return PersonOf(number_, relationship); }

std::vector<std::string> World::AllPersons() {
  std::vector<std::string> persons;
  for (int number = 1; number <= kMost; ++number) {
    for (size_t i = 0; i < kRelationshipNames.size(); ++i) {
      persons.push_back(PersonOf(number, static_cast<Relationship>(i)));
    }
  }
  return persons;
}

void World::Ask(const std::string& authorization, const std::string& rpc, const std::string& request) const {
  desk_.Do(rpc, authorization, Filled(request, names_));
}

void World::SendMessage() const {
  Ask(patient_, "messaging.v1.MessagingService/SendMessage", R"(parent: "{thread}" text: "News of {mark}")");
}

bool World::HasExpired() const {
  const Rpc list = RpcNamed("journal.v1.JournalService/ListShares");
  const Answer answer = desk_.Ask(list, *RequestOf(list, Filled(R"(parent: "{patient}")", names_)), nurse_);
  return answer.status.error_code() == grpc::StatusCode::NOT_FOUND;
}

Names World::NamesOfNobody() const {
  Names names = names_;
  for (auto& [name, value] : names) value = absl::StrReplaceAll(value, {{mark_, MarkOfNobody(number_)}});
  return names;
}

Names World::NamesOfNothing() const {
  Names names = names_;
  const std::string patient = StrCat(names.at("patient"), "/");
  names["thread"] = names["resolved_thread"] = StrCat(patient, "threads/there-is-none");
  names["message"] = StrCat(patient, "threads/there-is-none/messages/1");
  names["entry"] = StrCat(patient, "entries/987654321");
  names["course"] = StrCat(patient, "treatmentCourses/there-is-none");
  names["share"] = StrCat(patient, "shares/there-is-none-either");
  names["caregiver"] = StrCat(patient, "caregivers/nobody");
  names["template"] = StrCat(names.at("team"), "/templates/there-is-none");
  return names;
}

}  // namespace careloop::matrix

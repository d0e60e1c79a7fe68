// The law of following: a snapshot and what its token's Watch tells of after it are a fresh snapshot.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/rpc/messaging/mirror.h"

namespace careloop::messaging {
namespace {

// A random history of two patients and the teams a and b, with nurse-1 on both and nurse-2 on b, and of a daughter whom
// the patients let help them now and then. Team z, which has all of them for ever, tells where it ends. Each has a site
// of its own on one server.
class WatchLaw : public MessagingTest {
 protected:
  struct Site {
    std::string suffix;  // of all ids
    std::vector<std::string> threads;
    std::string last_thread;  // with z

    std::string Id(const std::string& id) const { return id + suffix; }
    std::string Team(const std::string& id) const { return "careTeams/" + Id(id); }
  };

  template <typename Stub, typename Request, typename Response>
  bool Do(const User& person, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
          const Request& request) {
    return Call(person, method, request).ok();
  }
  User As(Role role, const Site& site, const std::string& id) const { return User(role, site.Id(id)); }

  Site NewSite() {
    static int last = 0;
    Site site{.suffix = StrCat("-", ++last), .threads = {}, .last_thread = {}};
    for (const char* team : {"a", "b", "z"}) EXPECT_TRUE(Do(admin_, &Teams::CreateCareTeam, NewTeam(site.Id(team))));
    for (const auto& [team, person] : {std::pair("a", "n1"), {"b", "n1"}, {"z", "n1"}, {"b", "n2"}, {"z", "n2"}}) {
      EXPECT_TRUE(Do(admin_, &Teams::AddMember, NewMember(site.Id(team), site.Id(person))));
    }
    for (const auto& [team, patient] : {std::pair("a", "p1"), {"b", "p1"}, {"z", "p1"}, {"b", "p2"}}) {
      EXPECT_TRUE(Do(admin_, &Teams::EnrolPatient, NewPatient(site.Id(team), site.Id(patient))));
    }
    for (const char* patient : {"p1", "p2"}) Help(site, patient);
    site.last_thread = Start(site, "p1", "z");
    return site;
  }
  std::string Start(const Site& site, const std::string& patient, const std::string& team) {
    v1::StartThreadRequest request = NewThread(site.Id(patient));
    request.set_care_team(site.Team(team));
    return Call(As(Role::kPatient, site, patient), &Talk::StartThread, request).response.thread().name();
  }

  static int Below(int limit) { return *rc::gen::inRange(0, limit); }
  static bool Flip() { return *rc::gen::arbitrary<bool>(); }

  // One random step, which may be refused.
  void Step(Site& site) {
    const std::string patient = Below(3) == 0 ? "p2" : "p1";
    if (site.threads.empty() || Below(8) == 0) {
      const std::string started = Start(site, patient, patient == "p2" || Flip() ? "b" : "a");
      if (!started.empty()) site.threads.push_back(started);
      return;
    }
    const std::string& thread = site.threads[Below(static_cast<int>(site.threads.size()))];
    const std::string owner = thread.find("/" + site.Id("p1") + "/") != std::string::npos ? "p1" : "p2";
    const User side = Below(3) == 0 ? As(Role::kCaregiver, site, "d") : As(Role::kPatient, site, owner);
    const User nurse = As(Role::kClinician, site, Flip() ? "n1" : "n2");
    if (Flip()) return Write(site, Flip() ? side : nurse, thread, owner);
    if (Below(5) == 0) return Enrol(site, owner);
    if (Below(4) == 0) return Flip() ? Help(site, owner) : HelpNoMore(site, owner);
    Work(site, nurse, thread);
  }
  void Write(const Site& site, const User& person, const std::string& thread, const std::string& owner) {
    switch (Below(6)) {
      case 0:
        Do(person, &Talk::MarkRead, NewMark(thread, 1 + Below(4)));
        break;
      case 1:
        Do(person, &Talk::RetractMessage, NewRetraction(thread, 1 + Below(4)));
        break;
      case 2:
        Below(3) == 0 ? Revoke(site, owner) : Deliver(site, owner);
        break;
      default:
        Do(person, &Talk::SendMessage, NewMessage(thread, Below(4) == 0 ? "chest pain" : "text"));
    }
  }
  void Deliver(const Site& site, const std::string& owner) {
    const std::string patient = "patients/" + site.Id(owner);
    if (Flip()) {
      v1::DeliverShareRequest request = NewDelivery(StrCat(patient, "/shares/s", Below(5)));
      request.set_patient(patient);
      request.set_care_team(site.Team("b"));
      request.mutable_decision()->set_person(site.Id(owner));
      Do(service_, &Delivery::DeliverShare, request);
    } else {
      v1::DeliverAlertRequest request = NewAlert(StrCat(patient, "/alerts/a", Below(2)), 1 + Below(3));
      request.set_patient(patient);
      request.set_care_team(site.Team("b"));
      request.mutable_decision()->set_person(site.Id(owner));
      Do(service_, &Delivery::DeliverAlert, request);
    }
  }
  // A share that was delivered, or one that is still to come.
  void Revoke(const Site& site, const std::string& owner) {
    const std::string patient = "patients/" + site.Id(owner);
    v1::DeliverShareRevocationRequest request = NewRevocation(StrCat(patient, "/shares/s", Below(5)));
    request.set_patient(patient);
    request.mutable_decision()->set_person(site.Id(owner));
    Do(service_, &Delivery::DeliverShareRevocation, request);
  }
  void Work(const Site& site, const User& nurse, const std::string& thread) {
    switch (Below(7)) {
      case 0:
        Do(nurse, &Talk::ClaimThread, NewStep<v1::ClaimThreadRequest>(thread));
        break;
      case 1:
        Do(nurse, &Talk::ReleaseThread, NewStep<v1::ReleaseThreadRequest>(thread));
        break;
      case 2:
        Do(nurse, &Talk::ResolveThread, NewResolution(thread));
        break;
      case 3:
        Do(nurse, &Talk::ReopenThread, NewStep<v1::ReopenThreadRequest>(thread));
        break;
      case 4:
        Do(nurse, &Talk::SetThreadUrgency,
           NewUrgency(thread, Flip() ? v1::THREAD_URGENCY_URGENT : v1::THREAD_URGENCY_ROUTINE));
        break;
      default:
        Do(nurse, &Talk::RerouteThread, NewReroute(thread, site.Team(Flip() ? "a" : "b")));
    }
  }
  void Help(const Site& site, const std::string& patient) {
    Do(As(Role::kPatient, site, patient), &Teams::AddCaregiver,
       NewCaregiver({v1::CAREGIVER_PERMISSION_READ_MESSAGES, v1::CAREGIVER_PERMISSION_WRITE_MESSAGES}, site.Id("d"),
                    site.Id(patient)));
  }
  void HelpNoMore(const Site& site, const std::string& patient) {
    v1::RemoveCaregiverRequest request;
    request.set_request_id(NewRequestId());
    request.set_name(StrCat("patients/", site.Id(patient), "/caregivers/", site.Id("d")));
    Do(As(Role::kPatient, site, patient), &Teams::RemoveCaregiver, request);
  }
  void Enrol(const Site& site, const std::string& owner) {
    const std::string team = Flip() ? "a" : "b";
    if (Flip()) {
      Do(admin_, &Teams::UnenrolPatient, Unenrolment(site.Id(team), site.Id(owner)));
    } else {
      Do(admin_, &Teams::EnrolPatient, NewPatient(site.Id(team), site.Id(owner)));
    }
  }

  // Whether what somebody holds who has read at some time and followed since is what they read now.
  void Check(Role role, const std::string& id, const std::set<std::string>& teams, const std::string& joined = "") {
    Site site = NewSite();
    std::set<std::string> theirs;
    for (const std::string& team : teams) theirs.insert(site.Team(team));
    Mirror mirror(server_.channel(), role, site.Id(id), theirs);
    const auto steps = [&](int most) {
      for (int left = Below(most); left > 0; --left) Step(site);
    };
    steps(20);
    mirror.Read([&] { steps(3); });
    if (Flip()) mirror.Open();
    steps(20);
    if (!joined.empty()) {
      RC_ASSERT(Do(admin_, &Teams::AddMember, NewMember(site.Id(joined), site.Id(id))));
      theirs.insert(site.Team(joined));
      mirror.Join(site.Team(joined));
      steps(10);
    } else if (role == Role::kClinician && Below(4) == 0) {
      Do(admin_, &Teams::RemoveMember, Leaving(site.Id("b"), site.Id(id)));
      theirs.erase(site.Team("b"));
      steps(5);
    }
    if (role == Role::kCaregiver) Help(site, "p1");  // should they not do so: to be told the end
    const auto end = Call(As(Role::kPatient, site, "p1"), &Talk::SendMessage, NewMessage(site.last_thread, "the end"));
    RC_ASSERT(end.ok());
    mirror.FollowUntil(site.last_thread, end.response.message().number(), Below(4));
    Mirror fresh(server_.channel(), role, site.Id(id), theirs);
    fresh.Read();
    RC_ASSERT(mirror.Text() == fresh.Text());
    followed_ += mirror.snapshots() == 1 ? 1 : 0;
  }

  int followed_ = 0;  // how many needed no second snapshot
};

TEST_F(WatchLaw, WhatAPatientReadAndWasToldSinceIsWhatTheyReadNow) {
  EXPECT_TRUE(rc::check([this] { Check(Role::kPatient, "p1", {}); }));
  EXPECT_GT(followed_, 30);
}

TEST_F(WatchLaw, WhatACaregiverReadAndWasToldSinceIsWhatTheyReadNow) {
  EXPECT_TRUE(rc::check([this] { Check(Role::kCaregiver, "d", {}); }));
  EXPECT_GT(followed_, 30);
}

TEST_F(WatchLaw, WhatANurseOfTwoTeamsReadAndWasToldSinceIsWhatTheyReadNow) {
  EXPECT_TRUE(rc::check([this] { Check(Role::kClinician, "n1", {"a", "b", "z"}); }));
  EXPECT_GT(followed_, 30);
}

TEST_F(WatchLaw, WhatANurseOfOneTeamReadAndWasToldSinceIsWhatTheyReadNow) {
  EXPECT_TRUE(rc::check([this] { Check(Role::kClinician, "n2", {"b", "z"}); }));
  EXPECT_GT(followed_, 30);
}

TEST_F(WatchLaw, WhatANurseReadAndWasToldSinceIsWhatTheyReadNowAlsoOfATeamThatTheyHaveJoined) {
  EXPECT_TRUE(rc::check([this] { Check(Role::kClinician, "n2", {"b", "z"}, "a"); }));
}

}  // namespace
}  // namespace careloop::messaging

#include "services/cli/tour/tour.h"

#include <algorithm>
#include <sstream>
#include <string>

#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "common/base/strings.h"
#include "services/cli/names.h"
#include "services/cli/print/alert_print.h"
#include "services/cli/print/audit_print.h"
#include "services/cli/print/journal_print.h"
#include "services/cli/print/messages_print.h"
#include "services/cli/print/prose.h"
#include "services/cli/times.h"
#include "services/cli/tour/live_events.h"

namespace careloop::cli {
namespace {

namespace content = careloop::content::v1;
namespace journal = careloop::journal::v1;
namespace messaging = careloop::messaging::v1;
using Content = content::ContentService::Stub;
using Journal = journal::JournalService::Stub;
using Messaging = messaging::MessagingService::Stub;

constexpr int kIndent = 4;
constexpr absl::Duration kEventLimit = absl::Seconds(5);
constexpr int kAccessesShown = 5;
constexpr absl::Duration kPoll = absl::Milliseconds(2);

template <typename Educational>
bool HasDisclaimer(const Educational& text) {
  return text.disclaimer().version() > 0 && !text.disclaimer().text().empty() &&
         !text.sponsor_acknowledgement().empty();
}

// The loop, one member function a step, in the order in which they are played.
class CareLoop {
 public:
  CareLoop(const DemoSite& site, std::ostream& out)
      : site_(site),
        out_(out),
        patient_(site.As("patient")),
        clinician_(site.As("clinician")),
        other_clinician_(site.As("other_clinician")) {}

  absl::Status Play() {
    ASSIGN_OR_RETURN(const std::string clinician_token, WatchToken(clinician_));
    ASSIGN_OR_RETURN(const std::string patient_token, WatchToken(patient_));
    LiveEvents at_the_clinic(clinician_, clinician_token);
    LiveEvents at_home(patient_, patient_token);
    RETURN_IF_ERROR(Agree());
    RETURN_IF_ERROR(RecordEffect());
    RETURN_IF_ERROR(RecordFever());
    RETURN_IF_ERROR(SeeAlert(at_the_clinic));
    RETURN_IF_ERROR(SeeAlertDelivered());
    RETURN_IF_ERROR(NobodyElseReads(clinician_, "The nurse cannot read it: it is not shared"));
    RETURN_IF_ERROR(Share());
    RETURN_IF_ERROR(SeeShare(at_the_clinic));
    RETURN_IF_ERROR(SeeDelivery());
    RETURN_IF_ERROR(ReadEntry());
    RETURN_IF_ERROR(NobodyElseReads(other_clinician_, "A nurse of another team still cannot read it"));
    RETURN_IF_ERROR(Answer());
    RETURN_IF_ERROR(SeeAnswer(at_home));
    RETURN_IF_ERROR(ReadPublication());
    RETURN_IF_ERROR(SeeTrend());
    return SeeWhoHasLooked();
  }

 private:
  absl::Status Agree() {
    journal::SetAlertConsentRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(site_.patient);
    request.set_care_team(site_.care_team);
    request.set_agreed(true);
    ASSIGN_OR_RETURN(const auto answer, Call("The patient agrees that their care team is alerted by itself", patient_,
                                             &Journal::SetAlertConsent, request));
    out_ << Indented(DescribeConsent(answer.consent()), kIndent);
    return Hold(answer.consent().agreed(), "they agree");
  }

  absl::Status RecordEffect() {
    journal::RecordEntryRequest request = NewEntry();
    journal::SymptomAnswer& nausea = *request.add_answers();
    nausea.set_symptom("symptoms/nausea");
    nausea.set_frequency(3);
    nausea.set_severity(2);
    request.set_wellbeing(4);
    request.set_note("Worse in the morning.");
    ASSIGN_OR_RETURN(recorded_, Call("The patient records an effect; it is graded, and there is something to read",
                                     patient_, &Journal::RecordEntry, request));
    PrintEntry(out_, recorded_.entry(), kIndent);
    PrintRelatedContent(out_, recorded_, kIndent);
    const auto& grades = recorded_.entry().grades();
    RETURN_IF_ERROR(Hold(grades.size() == 1 && grades[0].has_grade(), "the effect has a grade"));
    RETURN_IF_ERROR(Hold(!recorded_.related_content().empty(), "there is something to read"));
    for (const auto& text : recorded_.related_content())
      RETURN_IF_ERROR(Hold(HasDisclaimer(text), "the disclaimer is there"));
    return absl::OkStatus();
  }

  absl::Status RecordFever() {
    journal::RecordEntryRequest request = NewEntry();
    request.set_temperature_celsius(38.4);
    ASSIGN_OR_RETURN(fever_, Call("The patient records a fever: whom to call comes first", patient_,
                                  &Journal::RecordEntry, request));
    out_ << Indented(fever_.emergency_text().text(), kIndent);
    acknowledged_ = absl::Now();
    PrintEntry(out_, fever_.entry(), kIndent);
    for (const auto& alert : fever_.alerts()) PrintRaisedAlert(out_, alert, kIndent + 2);
    RETURN_IF_ERROR(
        Hold(fever_.alerts_size() == 1 && fever_.alerts(0).delivery().state() == journal::ALERT_DELIVERY_STATE_QUEUED,
             "a fever alerts, and says \"queued\", no more"));
    return Hold(fever_.entry().severe() && !fever_.emergency_text().text().empty(),
                "a severe entry has the emergency text");
  }

  absl::Status SeeAlert(LiveEvents& events) {
    const auto is_alert = [this](const messaging::WatchResponse& e) {
      return e.message().message().alert().name() == fever_.alerts(0).name();
    };
    ASSIGN_OR_RETURN(const LiveEvent seen, Await("The nurse, who watches, sees the alert at once", events, is_alert));
    alert_thread_ = seen.event.message().thread();
    PrintMessage(out_, seen.event.message().message(), kIndent);
    messaging::GetThreadRequest request;
    request.set_name(alert_thread_);
    ASSIGN_OR_RETURN(const auto answer, clinician_.Call(&Messaging::GetThread, request));
    out_ << Indented(DescribeWork(answer.thread().work()), kIndent + 4);
    return Hold(answer.thread().work().urgency() == messaging::THREAD_URGENCY_URGENT, "it is an urgent thread");
  }

  // As SeeDelivery.
  absl::Status SeeAlertDelivered() {
    journal::ListAlertsRequest request;
    request.set_parent(site_.patient);
    const absl::Time start = absl::Now();
    journal::Alert alert = fever_.alerts(0);
    while (alert.delivery().state() == journal::ALERT_DELIVERY_STATE_QUEUED && absl::Now() < start + kEventLimit) {
      ASSIGN_OR_RETURN(const auto answer, patient_.Call(&Journal::ListAlerts, request));
      for (const journal::Alert& listed : answer.alerts()) {
        if (listed.name() == alert.name()) alert = listed;
      }
      absl::SleepFor(kPoll);
    }
    Head("The patient's list of alerts says so", absl::Now() - start);
    PrintAlert(out_, alert, kIndent);
    return Hold(alert.delivery().thread() == alert_thread_, "it is delivered, in the nurse's thread");
  }

  // "Not yours" looks like "absent".
  absl::Status NobodyElseReads(const Client& reader, const std::string& title) {
    journal::GetEntryRequest request;
    request.set_name(recorded_.entry().name());
    const absl::Time start = absl::Now();
    const absl::Status status = reader.Call(&Journal::GetEntry, request).status();
    Head(title, absl::Now() - start);
    out_ << Indented(ErrorLine(status), kIndent);
    return Hold(absl::IsNotFound(status), "it is NOT_FOUND to them");
  }

  absl::Status Share() {
    journal::CreateShareRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(site_.patient);
    request.set_care_team(site_.care_team);
    request.mutable_entries()->add_entries(recorded_.entry().name());
    request.mutable_entries()->add_entries(fever_.entry().name());
    ASSIGN_OR_RETURN(const auto answer,
                     Call("The patient shares both with the care team", patient_, &Journal::CreateShare, request));
    share_ = answer.share();
    acknowledged_ = absl::Now();
    PrintShare(out_, share_, kIndent);
    return Hold(share_.delivery().state() == journal::SHARE_DELIVERY_STATE_QUEUED, "it says \"queued\", no more");
  }

  absl::Status SeeShare(LiveEvents& events) {
    const auto is_share = [this](const messaging::WatchResponse& e) {
      return e.message().message().share().name() == share_.name();
    };
    ASSIGN_OR_RETURN(const LiveEvent seen, Await("The nurse, who watches, sees it at once", events, is_share));
    thread_ = seen.event.message().thread();
    PrintMessage(out_, seen.event.message().message(), kIndent);
    return Hold(!thread_.empty(), "the share is in a thread");
  }

  // Journal notes the delivery when it has heard of it, so a moment after the nurse has.
  absl::Status SeeDelivery() {
    journal::ListSharesRequest request;
    request.set_parent(site_.patient);
    request.set_page_size(1);
    const absl::Time start = absl::Now();
    while (share_.delivery().state() == journal::SHARE_DELIVERY_STATE_QUEUED && absl::Now() < start + kEventLimit) {
      ASSIGN_OR_RETURN(const auto answer, patient_.Call(&Journal::ListShares, request));
      share_ = answer.shares(0);
      absl::SleepFor(kPoll);
    }
    Head("The patient's list of shares says so", absl::Now() - start);
    PrintShare(out_, share_, kIndent);
    return Hold(share_.delivery().thread() == thread_, "it is delivered, in the nurse's thread");
  }

  absl::Status ReadEntry() {
    journal::GetEntryRequest request;
    request.set_name(recorded_.entry().name());
    ASSIGN_OR_RETURN(const auto answer,
                     Call("The nurse reads the shared entry", clinician_, &Journal::GetEntry, request));
    PrintEntry(out_, answer.entry(), kIndent);
    return Hold(answer.entry().note() == recorded_.entry().note(), "it is the entry of the patient");
  }

  absl::Status Answer() {
    messaging::SendMessageRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(thread_);
    request.set_text("Thank you for noting this. Please read the sheet; we call you today.");
    request.add_publications(recorded_.related_content(0).publication());
    ASSIGN_OR_RETURN(const auto answer, Call("The nurse answers and attaches a publication", clinician_,
                                             &Messaging::SendMessage, request));
    answer_ = answer.message();
    acknowledged_ = absl::Now();
    PrintMessage(out_, answer_, kIndent);
    return Hold(answer_.publications_size() == 1 && HasDisclaimer(answer_.publications(0)),
                "the disclaimer goes with it");
  }

  absl::Status SeeAnswer(LiveEvents& events) {
    const auto is_answer = [this](const messaging::WatchResponse& e) {
      return e.message().message().name() == answer_.name();
    };
    ASSIGN_OR_RETURN(const LiveEvent seen,
                     Await("The patient sees the answer at once, and opens the thread", events, is_answer));
    const messaging::Message& message = seen.event.message().message();
    PrintMessage(out_, message, kIndent);
    RETURN_IF_ERROR(Hold(message.publications_size() == 1 && HasDisclaimer(message.publications(0)),
                         "the disclaimer is still there"));
    messaging::MarkReadRequest request;
    request.set_request_id(NewRequestId());
    request.set_thread(thread_);
    request.set_up_to(message.number());
    ASSIGN_OR_RETURN(const auto read, patient_.Call(&Messaging::MarkRead, request));
    return Hold(read.unread_count() == 0, "nothing is unread");
  }

  absl::Status ReadPublication() {
    const messaging::AttachedPublication& attached = answer_.publications(0);
    content::GetPublicationRequest request;
    request.set_name(attached.name());
    request.set_revision(attached.revision());
    ASSIGN_OR_RETURN(const auto answer, Call("The patient reads the publication, with the disclaimer", patient_,
                                             &Content::GetPublication, request));
    const content::Publication& publication = answer.publication();
    out_ << Indented(StrCat(publication.title(), "\n\n", publication.body_markdown()), kIndent) << "\n";
    EducationNotes notes;
    notes.Add(publication);
    notes.Print(out_, kIndent);
    return Hold(HasDisclaimer(publication) && !publication.body_markdown().empty(), "text and disclaimer are there");
  }

  absl::Status SeeTrend() {
    journal::RecordEntryRequest request = NewEntry();
    journal::SymptomAnswer& nausea = *request.add_answers();
    nausea.set_symptom("symptoms/nausea");
    nausea.set_frequency(1);
    nausea.set_severity(1);
    ASSIGN_OR_RETURN(const auto better, patient_.Call(&Journal::RecordEntry, request));
    journal::GetTrendsRequest trends;
    trends.set_parent(site_.patient);
    trends.set_period(journal::TREND_PERIOD_DAY);
    trends.add_symptoms("symptoms/nausea");
    const absl::Time day_ago = absl::FromUnixSeconds(better.entry().occurred_time().seconds()) - absl::Hours(24);
    trends.mutable_start_time()->set_seconds(absl::ToUnixSeconds(day_ago));
    ASSIGN_OR_RETURN(const auto answer, Call("The patient records that it is better, and sees how it goes", patient_,
                                             &Journal::GetTrends, trends));
    std::ostringstream text;
    PrintTrends(text, answer);
    out_ << Indented(text.str(), kIndent);
    return Hold(answer.series_size() > 0 && answer.series(0).points_size() > 0, "there is a trend");
  }

  absl::Status SeeWhoHasLooked() {
    audit::v1::ListAccessEventsRequest request;
    request.set_parent(site_.patient);
    request.set_page_size(kAccessesShown);
    const absl::Time start = absl::Now();
    const auto method = &audit::v1::AuditService::Stub::ListAccessEvents;
    ASSIGN_OR_RETURN(const auto entries, patient_.Call(method, request, Service::kJournal));
    ASSIGN_OR_RETURN(const auto messages, patient_.Call(method, request, Service::kMessaging));
    Head("The patient sees who has looked at their record", absl::Now() - start);
    for (const auto* answer : {&entries, &messages}) {
      std::ostringstream text;
      PrintAccessEvents(text, *answer);
      out_ << Indented(text.str(), kIndent);
    }
    const auto& events = entries.events();
    const auto is_reading = [this](const auto& event) { return event.resource() == recorded_.entry().name(); };
    return Hold(std::any_of(events.begin(), events.end(), is_reading), "the nurse's reading is among them");
  }

  journal::RecordEntryRequest NewEntry() const {
    journal::RecordEntryRequest request;
    request.set_request_id(NewRequestId());
    request.set_parent(site_.patient);
    request.set_time_zone(LocalZoneName());
    return request;
  }

  // One call as a step: prints its title and how long the answer took.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(const std::string& title, const Client& client,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    const absl::Time start = absl::Now();
    absl::StatusOr<Response> answer = client.Call(method, request);
    Head(title, absl::Now() - start);
    if (!answer.ok()) return Failed(ErrorLine(answer.status()));
    return answer;
  }

  // The arrival of an event as a step: prints its title and how long after the OK of the call behind it that was.
  template <typename Wanted>
  absl::StatusOr<LiveEvent> Await(const std::string& title, LiveEvents& events, const Wanted& wanted) {
    absl::StatusOr<LiveEvent> seen = events.Await(wanted, kEventLimit);
    Head(title, seen.ok() ? std::max(seen->arrived - acknowledged_, absl::ZeroDuration()) : kEventLimit,
         " after the OK");
    if (!seen.ok()) return Failed(ErrorLine(seen.status()));
    return seen;
  }

  void Head(const std::string& title, absl::Duration took, const char* since = "") {
    out_ << absl::StrFormat("\n%d. %s.  [%.1f ms%s]\n", ++step_, title, absl::ToDoubleMilliseconds(took), since)
         << std::flush;
  }

  absl::Status Hold(bool holds, const std::string& what) const {
    return holds ? absl::OkStatus() : Failed(StrCat("this does not hold: ", what));
  }

  absl::Status Failed(const std::string& why) const {
    return absl::InternalError(StrCat("step ", step_, " of the tour: ", why));
  }

  const DemoSite& site_;
  std::ostream& out_;
  const Client patient_;
  const Client clinician_;
  const Client other_clinician_;
  int step_ = 0;
  journal::RecordEntryResponse recorded_;
  journal::RecordEntryResponse fever_;
  journal::Share share_;
  std::string thread_;
  std::string alert_thread_;
  messaging::Message answer_;
  absl::Time acknowledged_;  // when the call behind the next event was answered
};

}  // namespace

absl::Status Tour(const DemoSite& site, std::ostream& out) {
  out << "The care loop, played through the three services. In brackets: how long the answer took.\n";
  const absl::Time start = absl::Now();
  RETURN_IF_ERROR(CareLoop(site, out).Play());
  out << absl::StrFormat("\nThe loop holds, in %.0f ms.\n\n", absl::ToDoubleMilliseconds(absl::Now() - start))
      << std::flush;
  return absl::OkStatus();
}

}  // namespace careloop::cli

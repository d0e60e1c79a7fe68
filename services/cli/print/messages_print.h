#ifndef CARELOOP_SERVICES_CLI_PRINT_MESSAGES_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_MESSAGES_PRINT_H_

#include <ostream>
#include <string>

#include "careloop/messaging/v1/care_team_service.pb.h"
#include "careloop/messaging/v1/delivery_service.pb.h"
#include "careloop/messaging/v1/messaging_service.pb.h"
#include "careloop/messaging/v1/watch.pb.h"
#include "services/cli/times.h"

// Answers of the messaging service for people.
namespace careloop::cli {

// "Demo Nurse (Oncology nurse)"; of a caregiver also for whom.
std::string DescribeSender(const messaging::v1::Sender& sender);
// "shares 2 entries".
std::string DescribeShare(const messaging::v1::ShareReference& share);

// "open, urgent, claimed by Demo Nurse (Oncology nurse), answer due ...".
std::string DescribeWork(const messaging::v1::ThreadWork& work);

// "there now; an answer by ...".
std::string DescribeAvailability(const messaging::v1::Availability& availability);

void PrintThread(std::ostream& out, const messaging::v1::Thread& thread);
void PrintThreadChange(std::ostream& out, const messaging::v1::ThreadChange& change);
void PrintThreadChanges(std::ostream& out, const messaging::v1::ListThreadChangesResponse& answer);
void PrintStep(std::ostream& out, const messaging::v1::ThreadChange& change, const messaging::v1::Thread& thread);

// With the disclaimers of attached publications.
void PrintMessage(std::ostream& out, const messaging::v1::Message& message, int indent = 0);
void PrintEvent(std::ostream& out, const messaging::v1::WatchResponse& event);

// What is before anything is typed is the emergency text, where the answer has it; of care teams too.
void PrintOneThread(std::ostream& out, const messaging::v1::GetThreadResponse& answer);
void PrintStartedThread(std::ostream& out, const messaging::v1::StartThreadResponse& answer);
void PrintThreads(std::ostream& out, const messaging::v1::ListThreadsResponse& answer);
// The counts, which only a clinician gets, then the threads.
void PrintInbox(std::ostream& out, const messaging::v1::ListThreadsResponse& answer);
void PrintSentMessage(std::ostream& out, const messaging::v1::SendMessageResponse& answer);
void PrintMessages(std::ostream& out, const messaging::v1::ListMessagesResponse& answer);
void PrintTemplates(std::ostream& out, const messaging::v1::ListTemplatesResponse& answer);
void PrintSavedTemplate(std::ostream& out, const messaging::v1::SaveTemplateResponse& answer);
void PrintRetracted(std::ostream& out, const messaging::v1::RetractMessageResponse& answer);
void PrintReceipts(std::ostream& out, const messaging::v1::ListReadReceiptsResponse& answer);
void PrintReadMark(std::ostream& out, const messaging::v1::MarkReadResponse& answer);

// Of a share or an alert.
template <typename Response>
void PrintDelivery(std::ostream& out, const Response& answer) {
  out << answer.message() << ", " << FormatTime(answer.delivered_time()) << "\n";
}

void PrintRevocation(std::ostream& out, const messaging::v1::DeliverShareRevocationResponse& answer);

void PrintCareTeam(std::ostream& out, const messaging::v1::CareTeam& team);
// When it is there; to who may ask whether it is now, that too.
void PrintHours(std::ostream& out, const messaging::v1::CareTeam& team);
void PrintCareTeams(std::ostream& out, const messaging::v1::ListCareTeamsResponse& answer);
void PrintUnenrolled(std::ostream& out, const messaging::v1::UnenrolPatientResponse& answer);
void PrintTeamPatients(std::ostream& out, const messaging::v1::ListTeamPatientsResponse& answer);
void PrintEnrolled(std::ostream& out, const messaging::v1::EnrolPatientResponse& answer);
void PrintCaregiver(std::ostream& out, const messaging::v1::Caregiver& caregiver);
void PrintNewCaregiver(std::ostream& out, const messaging::v1::AddCaregiverResponse& answer);
void PrintRemovedCaregiver(std::ostream& out, const messaging::v1::RemoveCaregiverResponse& answer);
void PrintCaregivers(std::ostream& out, const messaging::v1::ListCaregiversResponse& answer);
void PrintAccess(std::ostream& out, const messaging::v1::CheckAccessResponse& answer);

// Any answer to a change of the work on a thread.
template <typename Response>
void PrintStepOf(std::ostream& out, const Response& answer) {
  PrintStep(out, answer.change(), answer.thread());
}

// Any answer that is a care team.
template <typename Response>
void PrintTeamOf(std::ostream& out, const Response& answer) {
  PrintCareTeam(out, answer.care_team());
}

template <typename Response>
void PrintHoursOf(std::ostream& out, const Response& answer) {
  PrintHours(out, answer.care_team());
}

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_MESSAGES_PRINT_H_

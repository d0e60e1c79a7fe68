#ifndef CARELOOP_SERVICES_CLI_PRINT_JOURNAL_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_JOURNAL_PRINT_H_

#include <ostream>
#include <string>

#include "careloop/journal/v1/journal_service.pb.h"

// Answers of the journal service for people.
namespace careloop::cli {

// "grade 2 (derived ...)" or why there is none.
std::string DescribeGrade(const journal::v1::SymptomGrade& grade);

void PrintEntry(std::ostream& out, const journal::v1::Entry& entry, int indent = 0);
// The emergency text first, then the entry, then what to read, with its disclaimer.
void PrintRecorded(std::ostream& out, const journal::v1::RecordEntryResponse& answer);
void PrintRelatedContent(std::ostream& out, const journal::v1::RecordEntryResponse& answer, int indent = 0);

void PrintAmended(std::ostream& out, const journal::v1::AmendEntryResponse& answer);
void PrintRetracted(std::ostream& out, const journal::v1::RetractEntryResponse& answer);

// The entry, and to the patient with whom it is shared and whether they have been told.
void PrintOneEntry(std::ostream& out, const journal::v1::GetEntryResponse& answer);
// The entry, before it who wrote this version and when.
void PrintVersion(std::ostream& out, const journal::v1::GetEntryResponse& answer);
void PrintEntries(std::ostream& out, const journal::v1::ListEntriesResponse& answer);
void PrintTrends(std::ostream& out, const journal::v1::GetTrendsResponse& answer);
void PrintSummary(std::ostream& out, const journal::v1::GetVisitSummaryResponse& answer);
void PrintSymptoms(std::ostream& out, const journal::v1::ListSymptomsResponse& answer);

void PrintShare(std::ostream& out, const journal::v1::Share& share, int indent = 0);
void PrintNewShare(std::ostream& out, const journal::v1::CreateShareResponse& answer);
void PrintPreview(std::ostream& out, const journal::v1::PreviewShareResponse& answer);
void PrintRevokedShare(std::ostream& out, const journal::v1::RevokeShareResponse& answer);
void PrintShares(std::ostream& out, const journal::v1::ListSharesResponse& answer);

void PrintCourse(std::ostream& out, const journal::v1::TreatmentCourse& course, int indent = 0);
void PrintStartedCourse(std::ostream& out, const journal::v1::StartTreatmentCourseResponse& answer);
void PrintStoppedCourse(std::ostream& out, const journal::v1::StopTreatmentCourseResponse& answer);
void PrintNotedCourse(std::ostream& out, const journal::v1::AddTreatmentCourseNoteResponse& answer);
void PrintCourses(std::ostream& out, const journal::v1::ListTreatmentCoursesResponse& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_JOURNAL_PRINT_H_

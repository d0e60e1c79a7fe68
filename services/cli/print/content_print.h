#ifndef CARELOOP_SERVICES_CLI_PRINT_CONTENT_PRINT_H_
#define CARELOOP_SERVICES_CLI_PRINT_CONTENT_PRINT_H_

#include <ostream>

#include "careloop/content/v1/content_service.pb.h"
#include "careloop/content/v1/publishing_service.pb.h"

// Answers of the content service for people. Educational text never without its disclaimer and acknowledgement.
namespace careloop::cli {

void PrintPublications(std::ostream& out, const content::v1::ListPublicationsResponse& answer);
void PrintPublication(std::ostream& out, const content::v1::Publication& publication);
void PrintCurrentPublication(std::ostream& out, const content::v1::GetPublicationResponse& answer);
void PrintDiagnoses(std::ostream& out, const content::v1::ListDiagnosesResponse& answer);
void PrintTopics(std::ostream& out, const content::v1::ListTopicsResponse& answer);
void PrintTreatments(std::ostream& out, const content::v1::ListTreatmentsResponse& answer);
void PrintTreatment(std::ostream& out, const content::v1::GetTreatmentResponse& answer);
void PrintDisclaimer(std::ostream& out, const content::v1::GetDisclaimerResponse& answer);
void PrintSearch(std::ostream& out, const content::v1::SearchPublicationsResponse& answer);
void PrintRelated(std::ostream& out, const content::v1::FindRelatedPublicationsResponse& answer);

// What a file is that was downloaded, with the disclaimer that is on its pages.
void PrintRendition(std::ostream& out, const content::v1::Rendition& rendition);

// One line on a revision that an editor stored or published: no text of it.
void PrintImported(std::ostream& out, const content::v1::ImportPublicationResponse& answer);
void PrintPublished(std::ostream& out, const content::v1::PublishRevisionResponse& answer);
void PrintWithdrawn(std::ostream& out, const content::v1::WithdrawPublicationResponse& answer);
void PrintPublishedDisclaimer(std::ostream& out, const content::v1::PublishDisclaimerResponse& answer);

void PrintRevisions(std::ostream& out, const content::v1::ListRevisionsResponse& answer);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_PRINT_CONTENT_PRINT_H_

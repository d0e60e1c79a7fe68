#ifndef CARELOOP_SERVICES_JOURNAL_RPC_CONVERT_H_
#define CARELOOP_SERVICES_JOURNAL_RPC_CONVERT_H_

#include "careloop/journal/v1/alert_rule_service.pb.h"
#include "careloop/journal/v1/journal_service.pb.h"
#include "services/journal/domain/alerts.h"
#include "services/journal/domain/journal.h"
#include "services/journal/domain/rule_dry_run.h"
#include "services/journal/domain/rule_sets.h"
#include "services/journal/domain/shares.h"
#include "services/journal/domain/treatment_courses.h"
#include "services/journal/domain/trends.h"
#include "services/journal/domain/visit_summary.h"

namespace careloop::journal {

// Between the contract and the domain. Pure. FromProto takes requests that Validate has passed.
v1::Symptom ToProto(const Symptom& symptom);
v1::Reporter ToProto(const Reporter& reporter);
v1::SymptomAnswer ToProto(const SymptomAnswer& answer);
v1::Entry ToProto(const Entry& entry);
v1::RelatedContent ToProto(const Disclaimed<Suggestion>& suggestion);
v1::RecordEntryResponse ToRecordReply(const Call& call, const RecordedEntry& recorded, const Alerts& alerts);
v1::AmendEntryResponse ToAmendReply(const Call& call, const RecordedEntry& recorded, const Alerts& alerts);
v1::TreatmentCourse ToProto(const TreatmentCourse& course);
v1::Share ToProto(const Share& share);
v1::GetVisitSummaryResponse ToProto(const VisitSummary& summary);
v1::GetTrendsResponse ToProto(const std::vector<TrendSeries>& trends, TrendPeriod period);
v1::Alert ToProto(const AlertStanding& standing);
v1::AlertConsent ToProto(const AlertConsent& consent);
v1::RuleSetActivation ToProto(const RuleSetActivation& activation);
v1::DryRunRuleSetResponse ToProto(const DryRun& run);

SymptomAnswer FromProto(const v1::SymptomAnswer& proto);
RuleSet FromProto(const v1::RuleSet& proto);
NewDecision FromProto(const v1::SetAlertConsentRequest& request);
AlertQuery FromProto(const v1::ListAlertsRequest& request);
NewDryRun FromProto(const v1::DryRunRuleSetRequest& request);
NewEntry FromProto(const v1::RecordEntryRequest& request);
NewVersion FromProto(const v1::AmendEntryRequest& request);
// What is fit to be judged of an entry that is refused: no level and no temperature that cannot be.
Observation ReadableIn(const v1::RecordEntryRequest& request);
Observation ReadableIn(const v1::AmendEntryRequest& request);
EntryQuery FromProto(const v1::ListEntriesRequest& request);
NewCourse FromProto(const v1::StartTreatmentCourseRequest& request);
NewStop FromProto(const v1::StopTreatmentCourseRequest& request);
NewNote FromProto(const v1::AddTreatmentCourseNoteRequest& request);
CourseFilter FromProto(v1::TreatmentCourseState state);
NewTrendQuery FromProto(const v1::GetTrendsRequest& request);
NewShare FromProto(const v1::CreateShareRequest& request);
SharePreview FromProto(const v1::PreviewShareRequest& request);

}  // namespace careloop::journal

#endif  // CARELOOP_SERVICES_JOURNAL_RPC_CONVERT_H_

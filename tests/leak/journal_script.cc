#include "tests/leak/script.h"

namespace careloop::leak {
namespace {

constexpr char kRules[] = R"(
    rule_set {
      version: "v-1" note: "<>"
      rules { id: "<grade>" enabled: true grade { at_least: 3 symptoms: "symptoms/joint-pain" } }
      rules { id: "<rise>" rise { at_least: 2 within_days: 14 symptoms: "symptoms/joint-pain" } }
      rules { id: "<answer>" answer { at_least: 4 symptoms: "symptoms/joint-pain" } }
      rules { id: "<presence>" enabled: true presence { symptoms: "symptoms/nail-loss" } }
      rules { id: "<heat>" enabled: true temperature { at_least_celsius: 39.17314159 } }
      examples { id: "<mild>" answers { symptom: "symptoms/joint-pain" severity: 1 } }
      examples { id: "<nail>" answers { symptom: "symptoms/nail-loss" presence: true } fires: "<presence>" }
      examples { id: "<worse>" answers { symptom: "symptoms/joint-pain" severity: 2 }
                 earlier { days_before: 7 answers { symptom: "symptoms/joint-pain" severity: 0 } }
                 fires: "<rise>" }
      examples { id: "<worst>" answers { symptom: "symptoms/joint-pain" frequency: 4 severity: 4 interference: 4 }
                 temperature_celsius: 39.17314159 fires: ["<grade>", "<answer>", "<heat>"] }
    })";

Script Rules() {
  return {
      {"admin", "AlertRuleService/ActivateRuleSet", kRules},
      {"admin", "AlertRuleService/DryRunRuleSet", std::string(kRules) + "start_time { seconds: $recently }"},
      {"admin", "AlertRuleService/GetRuleSet", R"(version: "v-1")"},
  };
}

Script Recording() {
  return {
      {"patient", "JournalService/SetAlertConsent", R"(parent: "patients/$patient" agreed: true care_team: "$team")"},
      {"patient", "JournalService/StartTreatmentCourse",
       R"(parent: "patients/$patient" treatment: "treatments/everolimus" time_zone: "Indian/Kerguelen")",
       "course=treatment_course.name"},
      {"patient", "JournalService/AddTreatmentCourseNote",
       R"(name: "$course" time_zone: "Indian/Kerguelen" text: "<>")"},
      {"patient", "JournalService/RecordEntry",
       R"(parent: "patients/$patient" time_zone: "Indian/Kerguelen" note: "<>" questions: "<>"
          answers { symptom: "symptoms/joint-pain" frequency: 4 severity: 4 interference: 4 }
          temperature_celsius: 39.17314159 wellbeing: 2)",
       "entry=entry.name"},
      {"patient", "JournalService/GetEntry", R"(name: "$entry")", "etag=entry.etag"},
      {"patient", "JournalService/AmendEntry",
       R"(name: "$entry" etag: "$etag" time_zone: "Indian/Kerguelen" note: "<>" questions: "<>"
          answers { symptom: "symptoms/nail-loss" presence: true }
          answers { symptom: "symptoms/joint-pain" frequency: 3 severity: 4 interference: 4 })"},
      {"daughter", "JournalService/RecordEntry",
       R"(parent: "patients/$patient" time_zone: "Indian/Kerguelen" note: "<>")", "other_entry=entry.name"},
      {"patient", "JournalService/RetractEntry", R"(name: "$other_entry")"},
      {"patient", "JournalService/ListEntries", R"(parent: "patients/$patient")"},
      {"patient", "JournalService/ListTreatmentCourses", R"(parent: "patients/$patient")"},
      {"patient", "JournalService/ListSymptoms", ""},
      {"patient", "JournalService/GetTrends",
       R"(parent: "patients/$patient" start_time { seconds: $recently } period: TREND_PERIOD_CYCLE cycle_days: 21
          treatment_course: "$course" symptoms: "symptoms/joint-pain")"},
      {"patient", "JournalService/GetVisitSummary", R"(parent: "patients/$patient" start_time { seconds: $recently })"},
      {"patient", "JournalService/ListAlerts", R"(parent: "patients/$patient")", "alert=alerts.0.delivery.thread"},
  };
}

Script Sharing() {
  return {
      {"patient", "JournalService/PreviewShare", R"(parent: "patients/$patient" entries { entries: "$entry" })"},
      {"patient", "JournalService/CreateShare",
       R"(parent: "patients/$patient" care_team: "$team" entries { entries: "$entry" })", "share=share.name"},
      {"patient", "JournalService/CreateShare",
       R"(parent: "patients/$patient" caregiver: "$caregiver" standing { start_time { seconds: 1700000000 } })"},
      {"patient", "JournalService/CreateShare",
       R"(parent: "patients/$patient" care_team: "$second" standing { start_time { seconds: 1700000000 } })",
       "revoked=share.name"},
      {"patient", "JournalService/ListShares", R"(parent: "patients/$patient")", "delivered=shares.0.delivery.thread"},
      {"nurse", "JournalService/GetEntry", R"(name: "$entry")"},
      {"daughter", "JournalService/ListEntries", R"(parent: "patients/$patient")"},
      {"patient", "JournalService/RevokeShare", R"(name: "$revoked")"},
      {"patient", "JournalService/StopTreatmentCourse",
       R"(name: "$course" time_zone: "Indian/Kerguelen" reason: STOP_REASON_EFFECTS)"},
      {"patient", "JournalService/ExportRecord", R"(parent: "patients/$patient")"},
  };
}

}  // namespace

Script JournalScript() {
  Script script;
  for (const auto& part : {Rules(), Recording(), Sharing()}) script.insert(script.end(), part.begin(), part.end());
  return script;
}

}  // namespace careloop::leak

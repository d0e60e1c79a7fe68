#include "tests/leak/script.h"

namespace careloop::leak {
namespace {

constexpr char kSheet[] =
    R"(markdown: "---\nid: rest\ntitle: \"Rest\"\nkind: self-care-sheet\nsummary: \"About rest.\"\n)"
    R"(language: en\ndiagnoses: [breast-cancer]\ntopics: [quality-of-life]\ntreatments: []\n)"
    R"(symptoms: [fatigue]\nsponsor_acknowledgement: \"No sponsor.\"\nreview_due_date: 2099-06-30\n)"
    R"(---\n\n## Rest\n\nRest when you are tired.\n")";

Script Publications() {
  return {
      {"editor", "PublishingService/ImportPublication", kSheet, "publication=publication.name"},
      {"editor", "PublishingService/PublishRevision", R"(name: "$publication" revision: 1)"},
      {"editor", "PublishingService/ListRevisions", R"(name: "$publication")"},
      {"editor", "PublishingService/PublishDisclaimer", R"(language: "de" version: 1 text: "Kein Rat.")"},
      {"patient", "ContentService/ListPublications",
       R"(diagnosis: "diagnoses/her2-positive-metastatic-breast-cancer" topic: "topics/chemotherapy"
          treatment: "treatments/everolimus" symptom: "symptoms/joint-pain")"},
      {"patient", "ContentService/GetPublication", R"(name: "$publication")"},
      {"patient", "ContentService/SearchPublications",
       R"(query: "rest <>" diagnoses: "diagnoses/her2-positive-metastatic-breast-cancer"
          treatments: "treatments/everolimus")"},
      {"patient", "ContentService/ListDiagnoses", ""},
      {"patient", "ContentService/ListTopics", ""},
      {"patient", "ContentService/ListTreatments", R"(name_part: "<>")"},
      {"patient", "ContentService/GetTreatment", R"(name: "treatments/everolimus")"},
      {"patient", "ContentService/GetDisclaimer", R"(language: "en")"},
      {"patient", "ContentService/FindRelatedPublications",
       R"(treatments: "treatments/everolimus" symptoms { symptom: "symptoms/joint-pain" grade: 3 }
          diagnoses: "diagnoses/her2-positive-metastatic-breast-cancer")"},
      {"patient", "ContentService/DownloadRendition", R"(name: "$publication" kind: RENDITION_KIND_PDF)"},
  };
}

// The marked patient is with two teams, and was with a third.
Script Teams() {
  return {
      {"admin", "CareTeamService/CreateCareTeam", R"(display_name: "<>")", "team=care_team.name"},
      {"admin", "CareTeamService/AddMember", R"(care_team: "$team" person: "nurse" display_name: "<>" title: "<>")"},
      {"admin", "CareTeamService/SetCareTeamSettings",
       R"(care_team: "$team" settings {
            second_recipient: "nurse" escalation_interval { seconds: 3600 } closed_text: "<>" closed_urgent_text: "<>"
            hours { time_zone: "Indian/Kerguelen" holidays: "2026-12-25"
                    shifts { day: DAY_OF_WEEK_MONDAY opens: "04:00" closes: "04:01" } } })"},
      {"admin", "CareTeamService/EnrolPatient",
       R"(care_team: "$team" patient: "patients/$patient" display_name: "<>")"},
      {"admin", "CareTeamService/CreateCareTeam", R"(display_name: "<>")", "second=care_team.name"},
      {"admin", "CareTeamService/AddMember",
       R"(care_team: "$second" person: "second-nurse" display_name: "<>" title: "<>")"},
      {"admin", "CareTeamService/EnrolPatient",
       R"(care_team: "$second" patient: "patients/$patient" display_name: "<>")"},
      {"admin", "CareTeamService/CreateCareTeam", R"(display_name: "<>")", "former=care_team.name"},
      {"admin", "CareTeamService/AddMember",
       R"(care_team: "$former" person: "former-nurse" display_name: "<>" title: "<>")"},
      {"admin", "CareTeamService/EnrolPatient",
       R"(care_team: "$former" patient: "patients/$patient" display_name: "<>")"},
      {"admin", "CareTeamService/UnenrolPatient", R"(care_team: "$former" patient: "patients/$patient")"},
      {"admin", "CareTeamService/RemoveMember", R"(care_team: "$former" person: "former-nurse")"},
      {"patient", "CareTeamService/AddCaregiver",
       R"(parent: "patients/$patient" person: "daughter" display_name: "<>" relationship: "<>"
          scope: [CAREGIVER_PERMISSION_READ_MESSAGES, CAREGIVER_PERMISSION_WRITE_MESSAGES,
                  CAREGIVER_PERMISSION_READ_JOURNAL, CAREGIVER_PERMISSION_WRITE_JOURNAL])",
       "caregiver=caregiver.name"},
      {"patient", "CareTeamService/AddCaregiver",
       R"(parent: "patients/$patient" person: "former-caregiver" display_name: "<>" relationship: "patients/<>"
          scope: CAREGIVER_PERMISSION_READ_MESSAGES)",
       "past=caregiver.name"},
      {"patient", "CareTeamService/RemoveCaregiver", R"(name: "$past")"},
      {"patient", "CareTeamService/ListCaregivers", R"(parent: "patients/$patient")"},
      {"patient", "CareTeamService/ListCareTeams", ""},
      {"daughter", "CareTeamService/ListCareTeams", R"(patient: "patients/$patient")"},
      {"nurse", "CareTeamService/GetCareTeam", R"(name: "$team")"},
      {"nurse", "CareTeamService/ListTeamPatients", R"(care_team: "$team")"},
      {"nurse", "CareTeamService/CheckAccess", R"(patient: "patients/$patient")"},
  };
}

}  // namespace

Script TeamScript() {
  Script script = Publications();
  for (Step& step : Teams()) script.push_back(std::move(step));
  return script;
}

Script OthersBefore() {
  return {
      {"admin", "CareTeamService/CreateCareTeam", R"(display_name: "Another team")", "other_team=care_team.name"},
      {"admin", "CareTeamService/AddMember",
       R"(care_team: "$other_team" person: "other-nurse" display_name: "Another" title: "Nurse")"},
      {"admin", "CareTeamService/EnrolPatient",
       R"(care_team: "$other_team" patient: "patients/other-patient" display_name: "Another")"},
      {"other-patient", "CareTeamService/AddCaregiver",
       R"(parent: "patients/other-patient" person: "other-caregiver" display_name: "Another" relationship: "sister"
          scope: [CAREGIVER_PERMISSION_READ_MESSAGES, CAREGIVER_PERMISSION_READ_JOURNAL])"},
      {"other-patient", "MessagingService/StartThread",
       R"(parent: "patients/other-patient" subject: "Rest" text: "How much?")", "other_thread=thread.name"},
      {"other-patient", "MessagingService/ListThreads", R"(parent: "patients/other-patient")",
       "patient_watch=watch_token"},
      {"other-nurse", "MessagingService/ListThreads", R"(parent: "patients/-")", "nurse_watch=watch_token"},
      {"other-caregiver", "MessagingService/ListThreads", R"(parent: "patients/-")", "caregiver_watch=watch_token"},
  };
}

Script OthersAfter() {
  return {
      {"other-patient", "MessagingService/SendMessage", R"(parent: "$other_thread" text: "Thank you.")"},
      {"other-patient", "MessagingService/Watch", R"(resume_token: "$patient_watch")"},
      {"other-nurse", "MessagingService/Watch", R"(resume_token: "$nurse_watch")"},
      {"other-caregiver", "MessagingService/Watch", R"(resume_token: "$caregiver_watch")"},
      {"other-nurse", "MessagingService/ListThreads", R"(parent: "patients/-" care_team: "$other_team")"},
      {"other-nurse", "MessagingService/ListTemplates", R"(parent: "$other_team")"},
      {"other-nurse", "CareTeamService/ListTeamPatients", R"(care_team: "$other_team")"},
      {"other-nurse", "MessagingService/ExportThreads", R"(parent: "patients/other-patient")"},
      {"other-patient", "CareTeamService/ListCareTeams", ""},
      {"other-patient", "MessagingService/ListMessages", R"(parent: "$other_thread")"},
      {"admin", "CareTeamService/ListCareTeams", ""},
      {"admin", "CareTeamService/ListTeamPatients", R"(care_team: "$team")"},
      {"editor", "PublishingService/ListRevisions", R"(name: "publications/rest")"},
  };
}

}  // namespace careloop::leak

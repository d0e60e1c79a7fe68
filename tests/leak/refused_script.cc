#include "tests/leak/script.h"

namespace careloop::leak {
namespace {

// A sheet with one line of its front matter, or its body, in the place of a good one.
Step Sheet(const std::string& line, const std::string& body = "Rest.") {
  const std::string sheet = R"(---\nid: rest\ntitle: \"Rest\"\nkind: self-care-sheet\nsummary: \"About rest.\"\n)"
                            R"(language: en\ndiagnoses: [breast-cancer]\ntopics: [quality-of-life]\ntreatments: []\n)"
                            R"(symptoms: [fatigue]\nsponsor_acknowledgement: \"No sponsor.\"\n)";
  return {"editor", "PublishingService/ImportPublication",
          "markdown: \"" + sheet + line + R"(\n---\n\n## Rest\n\n)" + body + R"(\n")"};
}

Script Sheets() {
  return {
      Sheet("review_due_date: <>"),
      Sheet("review_due_date: 2099-06-30\\n<>: yes"),
      Sheet("review_due_date: 2099-06-30\\ntitle: <>"),
      Sheet("review_due_date: [<>, <>]"),
      Sheet("review_due_date: {<>: [<>"),
      Sheet("review_due_date: 2099-06-30\\nfacts_as_of: *<>"),
      Sheet("<>"),
      Sheet("review_due_date: 2099-06-30", "<script><></script>"),
      Sheet("review_due_date: 2099-06-30", "[<>](javascript:<>)"),
  };
}

}  // namespace

Script RefusedScript() {
  Script script = Sheets();
  const Script others = {
      {"nurse", "MessagingService/SaveTemplate", R"(name: "$team/templates/bad" title: "<>" text: "<> {<> <>}")"},
      {"nurse", "MessagingService/SendMessage",
       R"(parent: "$thread" text: "<>" template { name: "$team/templates/visit" values { variable: "<>" value: "<>" } })"},
      {"second-nurse", "MessagingService/SendMessage",
       R"(parent: "$thread" template { name: "$second/templates/<>" values { variable: "<>" value: "<>" } })"},
      {"patient", "MessagingService/StartThread",
       R"(parent: "patients/$patient" care_team: "careTeams/<>" subject: "<>" text: "<>")"},
      {"patient", "MessagingService/Watch", R"(resume_token: "<>")"},
      {"patient", "MessagingService/ListThreads", R"(parent: "patients/$patient" page_token: "<>")"},
      {"patient", "ContentService/SearchPublications", R"(query: "\"<> AND ( <> NEAR/<>" page_token: "<>")"},
      {"patient", "JournalService/RecordEntry",
       R"(parent: "patients/$patient" time_zone: "<>/<>" note: "<>" temperature_celsius: 12
          answers { symptom: "symptoms/<>" severity: 9 } answers { symptom: "symptoms/<>" severity: 9 })"},
      {"patient", "JournalService/RecordEntry",
       R"(parent: "patients/$patient" time_zone: "Indian/Kerguelen" answers { symptom: "symptoms/joint-pain" amount: 1 }
          answers { symptom: "symptoms/nail-loss" severity: 1 })"},
      {"patient", "JournalService/CreateShare",
       R"(parent: "patients/$patient" care_team: "$team" entries { entries: "patients/$patient/entries/77" })"},
      {"patient", "JournalService/CreateShare",
       R"(parent: "patients/$patient" caregiver: "patients/$patient/caregivers/<>"
          standing { start_time { seconds: 1700000000 } })"},
      {"admin", "AlertRuleService/ActivateRuleSet",
       R"(rule_set { version: "v-2" note: "<>"
            rules { id: "<twice>" grade { at_least: 3 symptoms: "symptoms/<>" } }
            rules { id: "<twice>" presence { symptoms: "symptoms/joint-pain" } }
            examples { id: "<>" fires: "<>" } examples { id: "<>" fires: "<>" } })"},
  };
  script.insert(script.end(), others.begin(), others.end());
  return script;
}

Script OutageScript() {
  return {
      {"patient", "JournalService/RecordEntry",
       R"(parent: "patients/$patient" time_zone: "Indian/Kerguelen" note: "<>")"},
      {"nurse", "MessagingService/SendMessage", R"(parent: "$thread" text: "<>")"},
      {"patient", "MessagingService/StartThread", R"(parent: "patients/$patient" subject: "<>" text: "<>")"},
      {"admin", "CareTeamService/CreateCareTeam", R"(display_name: "<>")"},
  };
}

}  // namespace careloop::leak

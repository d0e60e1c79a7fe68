#include "tests/leak/script.h"

namespace careloop::leak {
namespace {

Script Writing() {
  return {
      {"nurse", "MessagingService/SaveTemplate",
       R"(name: "$team/templates/visit" title: "<>" text: "<> {<variable>}")"},
      {"nurse", "MessagingService/ListTemplates", R"(parent: "$team")"},
      {"patient", "MessagingService/StartThread",
       R"(parent: "patients/$patient" care_team: "$team" subject: "<>" text: "<>")", "thread=thread.name"},
      {"nurse", "MessagingService/SendMessage",
       R"(parent: "$thread" template { name: "$team/templates/visit"
                                       values { variable: "<variable>" value: "<>" } })"},
      {"nurse", "MessagingService/SendMessage", R"(parent: "$thread" text: "<>" publications: "$publication")",
       "message=message.name"},
      {"daughter", "MessagingService/SendMessage", R"(parent: "$thread" text: "<>")"},
      {"nurse", "MessagingService/RetractMessage", R"(name: "$message" reason: "<>")"},
      {"nurse", "MessagingService/ListMessages", R"(parent: "$thread")"},
      {"nurse", "MessagingService/MarkRead", R"(thread: "$thread" up_to: 2)"},
      {"patient", "MessagingService/ListReadReceipts", R"(parent: "$thread")"},
      {"patient", "MessagingService/GetThread", R"(name: "$thread")", "watch=watch_token"},
      {"nurse", "MessagingService/ListThreads", R"(parent: "patients/-" subject: "<>")"},
      {"nurse", "MessagingService/ListThreads", R"(parent: "patients/$patient")"},
  };
}

Script Work() {
  return {
      {"nurse", "MessagingService/ClaimThread", R"(name: "$thread")"},
      {"nurse", "MessagingService/ReleaseThread", R"(name: "$thread" note: "<>")"},
      {"nurse", "MessagingService/SetThreadUrgency", R"(name: "$thread" urgency: THREAD_URGENCY_URGENT note: "<>")"},
      {"nurse", "MessagingService/ResolveThread", R"(name: "$thread" action: RESOLUTION_ACTION_OTHER note: "<>")"},
      {"nurse", "MessagingService/ReopenThread", R"(name: "$thread" note: "<>")"},
      {"nurse", "MessagingService/ListThreadChanges", R"(parent: "$thread")"},
      {"nurse", "MessagingService/RerouteThread", R"(name: "$thread" to_care_team: "$second" reason: "<>")"},
      {"second-nurse", "MessagingService/ListMessages", R"(parent: "$thread")"},
      {"patient", "MessagingService/Watch", R"(resume_token: "$watch")"},
      {"patient", "MessagingService/ExportThreads", R"(parent: "patients/$patient")"},
  };
}

}  // namespace

Script TalkScript() {
  Script script = Writing();
  for (Step& step : Work()) script.push_back(std::move(step));
  return script;
}

Script OperationScript() {
  return {
      {"journal", "DeliveryService/DeliverShare",
       R"(patient: "patients/$patient" care_team: "$team"
          share { name: "patients/$patient/shares/made-up" entry_count: 1 }
          decision { person: "$patient" rule: "self" resource: "patients/$patient/shares/made-up"
                     decided_time { seconds: 1700000000 } })"},
      {"journal", "DeliveryService/DeliverShareRevocation",
       R"(patient: "patients/$patient" share: "patients/$patient/shares/made-up"
          decision { person: "$patient" rule: "self" resource: "patients/$patient/shares/made-up"
                     decided_time { seconds: 1700000000 } })"},
      {"journal", "DeliveryService/DeliverAlert",
       R"(patient: "patients/$patient" care_team: "$team"
          alert { name: "patients/$patient/alerts/made-up" trigger: 1 symptom: "symptoms/joint-pain"
                  trigger_time { seconds: 1700000000 } }
          decision { person: "$patient" rule: "self" resource: "patients/$patient/alerts/made-up"
                     decided_time { seconds: 1700000000 } })"},
      {"admin", "AdminService/ListUndelivered", ""},
      {"admin", "AdminService/RetryUndelivered", R"(names: "patients/$patient/shares/made-up")"},
      {"admin", "AdminService/RebuildProjections@messaging", ""},
      {"admin", "AdminService/ErasePatient@messaging", R"(name: "patients/nobody")"},
      {"admin", "AdminService/ErasePatient@journal", R"(name: "patients/nobody")"},
      {"admin", "AdminService/RotateKeys@messaging", ""},
      {"admin", "AdminService/RotateKeys@journal", ""},
      {"patient", "AuditService/ListAccessEvents@messaging", R"(parent: "patients/$patient")"},
      {"patient", "AuditService/ListAccessEvents@journal", R"(parent: "patients/$patient")"},
      {"admin", "AuditService/CheckRecords@messaging", R"(parent: "patients/$patient")"},
      {"admin", "AuditService/CheckRecords@journal", ""},
      {"admin", "AuditService/ExportLog@messaging", "log: ACCESS_LOG_ACCESSES"},
      {"admin", "AuditService/ExportLog@journal", "log: ACCESS_LOG_DENIALS"},
      {"editor", "PublishingService/WithdrawPublication", R"(name: "$publication" reason: "It is out of date.")"},
  };
}

}  // namespace careloop::leak

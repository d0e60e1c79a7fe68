#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {

v1::Caregiver ToProto(const Caregiver& caregiver) {
  v1::Caregiver proto;
  proto.set_name(CaregiverName(caregiver.patient, caregiver.person));
  proto.set_person(caregiver.person);
  proto.set_display_name(caregiver.display_name);
  proto.set_relationship(caregiver.relationship);
  proto.set_patient_display_name(caregiver.patient_display_name);
  for (const CaregiverPermission permission : caregiver.scope) proto.add_scope(ToProto(permission));
  *proto.mutable_added_time() = rpc::ToTimestamp(caregiver.added);
  if (caregiver.expires) *proto.mutable_expire_time() = rpc::ToTimestamp(*caregiver.expires);
  return proto;
}

// The domain has the contract's numbers.
v1::CaregiverPermission ToProto(CaregiverPermission permission) {
  return static_cast<v1::CaregiverPermission>(permission);
}

v1::Sender ToProto(const Person& person, const std::string& patient) {
  v1::Sender proto = ToProto(person);
  if (person.role == Role::kCaregiver) proto.set_for_patient(PatientName(patient));
  return proto;
}

// To the millisecond, as it is stored: the first answer and a repeated one are the same.
Caregiver FromProto(const v1::AddCaregiverRequest& request) {
  Caregiver caregiver{.patient = LastPart(request.parent()),
                      .person = request.person(),
                      .display_name = request.display_name(),
                      .relationship = request.relationship()};
  for (const int permission : request.scope()) caregiver.scope.insert(static_cast<CaregiverPermission>(permission));
  if (request.has_expire_time()) {
    caregiver.expires = absl::FromUnixMillis(absl::ToUnixMillis(rpc::ToTime(request.expire_time())));
  }
  return caregiver;
}

}  // namespace careloop::messaging

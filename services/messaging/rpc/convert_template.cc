#include "common/base/strings.h"
#include "common/rpc/field.h"
#include "services/messaging/rpc/convert.h"
#include "services/messaging/rpc/names.h"

namespace careloop::messaging {

v1::MessageTemplate ToProto(const MessageTemplate& found) {
  v1::MessageTemplate proto;
  proto.set_name(TemplateName(found.team, found.id));
  proto.set_title(found.title);
  proto.set_text(found.text);
  // What was stored has been checked; of what a later release stored nothing is said that is not known.
  const auto variables = VariablesOf(found.text);
  if (variables.ok()) proto.mutable_variables()->Add(variables->begin(), variables->end());
  proto.set_version(static_cast<int32_t>(found.version));
  *proto.mutable_saved_by() = ToProto(found.saved_by);
  *proto.mutable_save_time() = rpc::ToTimestamp(found.saved);
  proto.set_etag(StrCat(found.version));
  return proto;
}

v1::TemplateReference ToProto(const TemplateReference& reference) {
  v1::TemplateReference proto;
  proto.set_name(TemplateName(reference.team, reference.id));
  proto.set_version(static_cast<int32_t>(reference.version));
  return proto;
}

MessageTemplate FromProto(const v1::SaveTemplateRequest& request) {
  return {.team = TeamOfTemplate(request.name()),
          .id = LastPart(request.name()),
          .title = request.title(),
          .text = request.text(),
          .saved_by = {},
          .saved = {}};
}

Templates::Use FromProto(const v1::TemplateUse& use) {
  Templates::Use used{
      .team = TeamOfTemplate(use.name()), .id = LastPart(use.name()), .values = {}, .seen = VersionOfEtag(use.etag())};
  for (const v1::TemplateValue& value : use.values()) used.values[value.variable()] = value.value();
  return used;
}

}  // namespace careloop::messaging

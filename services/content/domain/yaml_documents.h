#ifndef CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_DOCUMENTS_H_
#define CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_DOCUMENTS_H_

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string_view>

#include "services/content/domain/faults.h"

namespace careloop::content {

// Parses YAML whose first line is line `first_line` of its document. Nothing if it is not one document of YAML, which
// is then a fault: no exception leaves this. Nested deeper than yaml-cpp allows is not YAML.
std::optional<YAML::Node> LoadYaml(std::string_view text, int first_line, Faults& faults);

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_DOMAIN_YAML_DOCUMENTS_H_

#include <utility>

#include "common/base/status_macros.h"
#include "common/base/text.h"
#include "services/content/domain/site.h"
#include "services/content/domain/yaml_fields.h"

namespace careloop::content {
namespace {

constexpr int kLongestName = 200;
constexpr int kLongestLine = 500;
constexpr int kLongestSponsor = 1000;
constexpr int kMostNames = 20;
constexpr std::string_view kPublications = "publications/";

// What goes for all treatments of the file unless one says otherwise.
struct FileDefaults {
  Disclaimer disclaimer;
  std::string sponsor;
};

std::string ReadSource(YamlFields& fields) {
  const std::string name = fields.Text("source_publication", kLongestName);
  const bool fits = name.starts_with(kPublications) && IsId(std::string_view(name).substr(kPublications.size()));
  if (!name.empty() && !fits) fields.Fault("source_publication", "needs the form publications/{id}");
  return fits ? name.substr(kPublications.size()) : "";
}

Treatment ReadFields(YamlFields& fields) {
  Treatment treatment{.id = fields.Id("id"),
                      .generic_name = fields.Text("generic_name", kLongestName),
                      .brand_names = fields.Texts("brand_names", kMostNames, kLongestName),
                      .treatment_kinds = fields.Texts("treatment_kinds", kMostNames, kLongestName),
                      .treatment_class = fields.OptionalText("treatment_class", kLongestName),
                      .targets = fields.Texts("targets", kMostNames, kLongestName),
                      .mechanism = fields.OptionalText("mechanism", kLongestLine),
                      .conditions = fields.Texts("conditions", kMostNames, kLongestLine),
                      .source_publication = ReadSource(fields)};
  if (treatment.treatment_kinds.empty()) fields.Fault("treatment_kinds", "needs at least one kind");
  return treatment;
}

void ReadTreatment(const YAML::Node& node, const FileDefaults& defaults, Catalogue<Disclaimed<Treatment>>& treatments,
                   Faults& faults) {
  YamlFields fields(node, 1, faults);
  Treatment treatment = ReadFields(fields);
  const std::string own_sponsor = fields.OptionalText("sponsor_acknowledgement", kLongestSponsor);
  fields.RefuseOthers();
  auto sponsor = SponsorAcknowledgement::Create(own_sponsor.empty() ? defaults.sponsor : own_sponsor);
  if (!sponsor.ok()) {
    fields.Fault("sponsor_acknowledgement", "is given neither here nor for the whole file; without a sponsor, say so");
    return;
  }
  const std::string id = treatment.id, name = treatment.generic_name;
  if (!treatments.Add(id, name, {std::move(treatment), defaults.disclaimer, *std::move(sponsor)})) {
    fields.Fault("id", "is given twice");
  }
}

}  // namespace

absl::StatusOr<Catalogue<Disclaimed<Treatment>>> ReadTreatments(const SiteFile& file, const Disclaimers& disclaimers) {
  Faults faults(file.name);
  const auto yaml = LoadYaml(file.text, 1, faults);
  if (!yaml) return faults.ToStatus();
  YamlFields fields(*yaml, 1, faults);
  const std::string language = fields.LanguageTag("language");
  const std::string sponsor = fields.OptionalText("sponsor_acknowledgement", kLongestSponsor);
  const auto list = fields.Take("treatments");
  if (!list || !list->IsSequence()) fields.Fault("treatments", "needs a list of treatments");
  fields.RefuseOthers();
  const Disclaimer* disclaimer = disclaimers.In(language);
  if (disclaimer == nullptr) fields.Fault("language", "there is no disclaimer in this language");
  RETURN_IF_ERROR(faults.ToStatus());

  Catalogue<Disclaimed<Treatment>> treatments;
  const FileDefaults defaults{.disclaimer = *disclaimer, .sponsor = sponsor};
  for (const YAML::Node& node : *list) ReadTreatment(node, defaults, treatments, faults);
  RETURN_IF_ERROR(faults.ToStatus());
  return treatments;
}

}  // namespace careloop::content

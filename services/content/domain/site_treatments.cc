#include <utility>

#include "absl/strings/ascii.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/base/text.h"
#include "services/content/domain/site.h"
#include "services/content/domain/yaml_documents.h"
#include "services/content/domain/yaml_fields.h"

namespace careloop::content {
namespace {

constexpr int kLongestName = 200;
constexpr int kLongestLine = 500;
constexpr int kLongestSponsor = 1000;
constexpr int kMostNames = 20;
constexpr std::string_view kPublications = "publications/";

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

}  // namespace

// Reads the treatments of one file, with what goes for all of them.
struct TreatmentFiles::Reader {
  TreatmentFiles& files;
  const std::string& file;
  std::string language;
  std::string sponsor;  // of those that give none of their own
  Faults& faults;

  void Read(const YAML::Node& node) {
    YamlFields fields(node, 1, faults);
    Treatment treatment = ReadFields(fields);
    const std::string own_sponsor = fields.OptionalText("sponsor_acknowledgement", kLongestSponsor);
    fields.RefuseOthers();
    auto acknowledgement = SponsorAcknowledgement::Create(own_sponsor.empty() ? sponsor : own_sponsor);
    if (!acknowledgement.ok()) {
      fields.Fault("sponsor_acknowledgement",
                   "is given neither here nor for the whole file; without a sponsor, say so");
      return;
    }
    Claim(fields, "id", "id", treatment.id);
    Claim(fields, "generic_name", "name", treatment.generic_name);
    for (const std::string& brand : treatment.brand_names) Claim(fields, "brand_names", "name", brand);
    const std::string id = treatment.id, name = treatment.generic_name;
    files.treatments_.Add(id, name, {std::move(treatment), *std::move(acknowledgement), language});
  }

  // Notes where an id or a name stands; a fault if it stood somewhere already. An empty one is a fault by itself.
  void Claim(YamlFields& fields, std::string_view key, std::string_view kind, const std::string& name) {
    if (name.empty()) return;
    const std::string here = StrCat(file, " line ", fields.LineOf(key));
    const auto [place, is_new] = files.places_.try_emplace(StrCat(kind, " ", absl::AsciiStrToLower(name)), here);
    if (!is_new) fields.Fault(key, StrCat("\"", name, "\" is given twice; it stands in ", place->second, " already"));
  }
};

absl::Status TreatmentFiles::Read(const SiteFile& file) {
  Faults faults(file.name);
  const auto yaml = LoadYaml(file.text, 1, faults);
  if (!yaml) return faults.ToStatus();
  YamlFields fields(*yaml, 1, faults);
  const std::string language = fields.LanguageTag("language");
  const std::string sponsor = fields.OptionalText("sponsor_acknowledgement", kLongestSponsor);
  const auto list = fields.Take("treatments");
  if (!list || !list->IsSequence()) fields.Fault("treatments", "needs a list of treatments");
  fields.RefuseOthers();
  if (disclaimers_.In(language) == nullptr) fields.Fault("language", "there is no disclaimer in this language");
  RETURN_IF_ERROR(faults.ToStatus());

  Reader reader{*this, file.name, language, sponsor, faults};
  for (const YAML::Node& node : *list) reader.Read(node);
  return faults.ToStatus();
}

}  // namespace careloop::content

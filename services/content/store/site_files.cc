#include "services/content/store/site_files.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/match.h"
#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop::content {
namespace {

namespace fs = std::filesystem;

absl::Status BadSite(std::string_view file, std::string_view what) {
  Violations violations;
  violations.Add(file, what);
  return violations.ToStatus();
}

absl::StatusOr<SiteFile> ReadFile(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) return BadSite(path.string(), "cannot be read or is empty");
  return SiteFile{.name = path.string(), .text = std::move(text).str()};
}

// In the order of their names, so that a start fails on the same file each time.
absl::StatusOr<std::set<fs::path>> DisclaimerFiles(const fs::path& folder) {
  std::error_code error;
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".md") files.insert(entry.path());
  }
  if (error) return BadSite(folder.string(), "cannot be read");
  return files;
}

absl::StatusOr<Disclaimers> LoadDisclaimers(const fs::path& folder) {
  Disclaimers disclaimers;
  ASSIGN_OR_RETURN(const auto files, DisclaimerFiles(folder));
  for (const fs::path& path : files) {
    ASSIGN_OR_RETURN(const SiteFile file, ReadFile(path));
    ASSIGN_OR_RETURN(Disclaimer disclaimer, ReadDisclaimer(file));
    if (!absl::EqualsIgnoreCase(disclaimer.language(), path.stem().string())) {
      return BadSite(file.name, StrCat("language: is ", disclaimer.language(), ", the file's name says otherwise"));
    }
    if (disclaimers.In(disclaimer.language()) != nullptr) {
      return BadSite(file.name, "language: another file has the same");
    }
    disclaimers.Add(std::move(disclaimer));
  }
  return disclaimers;
}

absl::StatusOr<Catalogue<Category>> LoadCategories(const fs::path& path) {
  ASSIGN_OR_RETURN(const SiteFile file, ReadFile(path));
  return ReadCategories(file);
}

// The catalogue, and what a site adds to it.
absl::StatusOr<Catalogue<SourcedTreatment>> LoadTreatments(const fs::path& root, const Disclaimers& disclaimers) {
  TreatmentFiles files(disclaimers);
  ASSIGN_OR_RETURN(const SiteFile catalogue, ReadFile(root / "treatments.yaml"));
  RETURN_IF_ERROR(files.Read(catalogue));
  if (const fs::path more = root / "site-treatments.yaml"; fs::exists(more)) {
    ASSIGN_OR_RETURN(const SiteFile own, ReadFile(more));
    RETURN_IF_ERROR(files.Read(own));
  }
  return files.Take();
}

}  // namespace

absl::StatusOr<Site> LoadSite(const std::string& folder, const std::string& default_language) {
  const fs::path root(folder);
  Site site{.default_language = default_language, .diagnoses = {}, .topics = {}, .treatments = {}, .disclaimers = {}};
  ASSIGN_OR_RETURN(site.disclaimers, LoadDisclaimers(root / "disclaimers"));
  ASSIGN_OR_RETURN(site.diagnoses, LoadCategories(root / "diagnoses.csv"));
  ASSIGN_OR_RETURN(site.topics, LoadCategories(root / "topics.csv"));
  ASSIGN_OR_RETURN(site.treatments, LoadTreatments(root, site.disclaimers));
  if (site.disclaimers.In(default_language) == nullptr) {
    return BadSite((root / "disclaimers").string(),
                   StrCat("has no disclaimer in the default language, ", default_language));
  }
  return site;
}

}  // namespace careloop::content

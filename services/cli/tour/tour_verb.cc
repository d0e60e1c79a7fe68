#include <memory>
#include <string>

#include "services/cli/files.h"
#include "services/cli/program.h"
#include "services/cli/tour/tour.h"

namespace careloop::cli {
namespace {

absl::Status PlayTour(const Session& session, std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(file));
  ASSIGN_OR_RETURN(const DemoSite site, DemoSite::FromJson(text));
  return Tour(site, session.out());
}

}  // namespace

void AddTourVerb(CLI::App& app, Program& program) {
  auto file = std::make_shared<std::string>();
  program.Add(app, "tour", "Play the care loop at a running `careloop dev`, and print it", file, PlayTour)
      .add_option("--site", *file, "A file with the line that `careloop dev --json` printed")
      ->required();
}

}  // namespace careloop::cli

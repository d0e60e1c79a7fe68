#ifndef CARELOOP_SERVICES_CLI_TOUR_TOUR_H_
#define CARELOOP_SERVICES_CLI_TOUR_TOUR_H_

#include <ostream>

#include "absl/status/status.h"
#include "services/cli/dev/demo_site.h"

namespace careloop::cli {

// Plays the care loop through the services of a site and prints it with timings. Everything printed is what the
// services answered. An error that names the step in which something did not hold.
absl::Status Tour(const DemoSite& site, std::ostream& out);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_TOUR_TOUR_H_

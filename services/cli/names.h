#ifndef CARELOOP_SERVICES_CLI_NAMES_H_
#define CARELOOP_SERVICES_CLI_NAMES_H_

#include <functional>
#include <string>
#include <string_view>

namespace careloop::cli {

// Completes what a user types to a resource name: with the collection "treatments", "letrozole" becomes
// "treatments/letrozole"; what is a name already, and an empty text, stay as they are.
std::string ResourceName(std::string_view collection, std::string_view typed);

// The same, as a transform of a CLI11 option.
std::function<std::string(std::string)> Named(std::string_view collection);

// A fresh random UUID (version 4), for the request_id of one intent.
std::string NewRequestId();

// The request_id of a part of an intent: always the same UUID for the same intent and part.
std::string PartRequestId(std::string_view intent, std::string_view part);

}  // namespace careloop::cli

#endif  // CARELOOP_SERVICES_CLI_NAMES_H_

#ifndef CARELOOP_TESTS_LEAK_PLACES_H_
#define CARELOOP_TESTS_LEAK_PLACES_H_

#include <set>
#include <string>
#include <vector>

#include "tests/fault/stack.h"
#include "tests/leak/marker.h"
#include "tests/leak/player.h"

namespace careloop::leak {

// Has Redis keep every command in its slow log, and write values uncompressed, so that what is in them is found.
void KeepEverything(const fault::Stack& stack);

// What Redis has in memory and tells its operators: each key's name and value, the slow log, who is connected, ...
std::vector<Place> PlacesInRedis(const fault::Stack& stack);
// What the services answer about their health.
std::vector<Place> PlacesOfHealth(const People& people);
// Every file below a folder, by its name.
std::vector<Place> FilesBelow(const std::string& folder);
// The files of Redis (its log, its append-only file, a snapshot that is made for this), of the services (logs, keys,
// heads, scratch) and of the folder in which all of them run.
std::vector<Place> Files(const fault::Stack& stack, const std::string& working_folder);
// What the services wrote to their standard output. They are ended for that.
std::vector<Place> Outputs(fault::Stack& stack);

// "GetEntry.name in the slow log" for every marker that is where it should not be, but for what ReadersOf allows;
// picked words where no list may be.
std::set<std::string> FindingsIn(const std::vector<Place>& places, const Markers& markers);

}  // namespace careloop::leak

#endif  // CARELOOP_TESTS_LEAK_PLACES_H_

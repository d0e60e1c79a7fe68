#include "tests/leak/places.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "tests/leak/fields.h"

namespace careloop::leak {
namespace {

namespace fs = std::filesystem;
using fault::Victim;

// The search index, which has the words of all that is published, and of the site's treatments.
constexpr char kLibrary[] = "the library";

std::string TextOf(const redis::Reply& reply) {
  if (reply.is_integer()) return StrCat(reply.integer(), "\n");
  std::string text = StrCat(reply.text(), "\n");
  for (const redis::Reply& element : reply.array()) text += TextOf(element);
  return text;
}

std::string Ask(const testing::PrivateRedis& server, const std::vector<std::string>& command) {
  const redis::Reply reply = server.Command(command);
  if (reply.is_error()) fault::Die(StrCat(command[0], ": ", reply.text()));
  return TextOf(reply);
}

std::vector<std::string> Keys(const testing::PrivateRedis& server) {
  std::vector<std::string> keys;
  const redis::Reply reply = server.Command({"KEYS", "*"});
  for (const redis::Reply& key : reply.array()) keys.push_back(key.text());
  return keys;
}

std::string Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Append(std::vector<Place>& places, std::vector<Place> more) {
  places.insert(places.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

bool MayRead(const std::string& reader, const std::string& origin) {
  const std::vector<std::string> readers = absl::StrSplit(ForAbsl(ReadersOf(origin)), ' ');
  return !reader.empty() && std::ranges::count(readers, reader) > 0;
}

}  // namespace

void KeepEverything(const fault::Stack& stack) {
  const auto& redis = stack.redis();
  Ask(redis, {"CONFIG", "SET", "slowlog-max-len", "1000000", "slowlog-log-slower-than", "0"});
  Ask(redis, {"CONFIG", "SET", "rdbcompression", "no"});
}

std::vector<Place> PlacesInRedis(const fault::Stack& stack) {
  const auto& redis = stack.redis();
  std::vector<Place> places;
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{{"SLOWLOG", "GET", "-1"},
                                                                                       {"CLIENT", "LIST"},
                                                                                       {"LATENCY", "LATEST"},
                                                                                       {"ACL", "LOG"},
                                                                                       {"ACL", "LIST"},
                                                                                       {"INFO", "everything"},
                                                                                       {"CONFIG", "GET", "*"},
                                                                                       {"FUNCTION", "LIST"},
                                                                                       {"PUBSUB", "CHANNELS"}}) {
    places.push_back({StrCat("Redis' ", command[0], " ", command[1]), "operator", Ask(redis, command)});
  }
  for (const std::string& key : Keys(redis)) {
    places.push_back({"the name of a key", "", key});
    places.push_back({"the value of a key", "", redis.Command({"DUMP", key}).text()});
  }
  return places;
}

std::vector<Place> PlacesOfHealth(const People& people) {
  std::vector<Place> places;
  for (const Victim service : fault::kServices) {
    const Reply reply = people.Call(service, "/grpc.health.v1.Health/Check", "", {});
    places.push_back({StrCat("the health of ", fault::NameOf(service)), "", reply.AllBytes()});
  }
  return places;
}

std::vector<Place> FilesBelow(const std::string& folder) {
  std::vector<Place> places;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).string();
    const std::string reader = name.starts_with("careloop-search-") ? kLibrary : "";
    if (entry.is_regular_file()) places.push_back({"the file " + name, reader, name + "\n" + Read(entry.path())});
  }
  return places;
}

std::vector<Place> Files(const fault::Stack& stack, const std::string& working_folder) {
  Ask(stack.redis(), {"SAVE"});
  std::vector<Place> places = FilesBelow(fs::path(stack.redis().data()).parent_path().string());
  Append(places, FilesBelow(stack.File("")));
  Append(places, FilesBelow(working_folder));
  return places;
}

std::vector<Place> Outputs(fault::Stack& stack) {
  std::vector<Place> places;
  for (const Victim service : fault::kServices) {
    stack.Terminate(service);
    places.push_back({StrCat("the output of ", fault::NameOf(service)), "", stack.RestOfOutput(service)});
  }
  return places;
}

std::set<std::string> FindingsIn(const std::vector<Place>& places, const Markers& markers) {
  std::set<std::string> findings;
  for (const Place& place : places) {
    for (const int number : MarkersIn(place.text)) {
      const std::string origin = number < 0 ? "part of a marker" : markers.OriginOf(number);
      if (!MayRead(place.reader, origin)) findings.insert(StrCat(origin, " in ", place.name));
    }
    if (!place.reader.empty() && place.reader != "operator" && place.reader != "writer") continue;
    for (const std::string& word : PickedIn(place.text)) findings.insert(StrCat(word, " in ", place.name));
  }
  return findings;
}

}  // namespace careloop::leak

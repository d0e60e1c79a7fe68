#ifndef CARELOOP_TESTS_SUPPORT_EXPORTED_H_
#define CARELOOP_TESTS_SUPPORT_EXPORTED_H_

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace careloop::testing {

// What an export of FHIR resources has answered, read to its end.
struct Exported {
  grpc::Status status;
  std::vector<nlohmann::json> resources;
  size_t largest_piece = 0;
  int pieces = 0;

  int CountOf(const std::string& type) const {
    return static_cast<int>(
        std::count_if(resources.begin(), resources.end(), [&](const auto& r) { return r.at("resourceType") == type; }));
  }
  // Null if it is not there.
  nlohmann::json Find(const std::string& id) const {
    for (const nlohmann::json& resource : resources) {
      if (resource.at("id") == id) return resource;
    }
    return nullptr;
  }
  std::vector<std::string> Ids() const {
    std::vector<std::string> ids;
    for (const nlohmann::json& resource : resources) ids.push_back(resource.at("id").get<std::string>());
    return ids;
  }
};

template <typename Piece>
Exported ReadExport(grpc::ClientReader<Piece>& reader) {
  Exported exported;
  std::string all;
  for (Piece piece; reader.Read(&piece); ++exported.pieces) {
    exported.largest_piece = std::max(exported.largest_piece, piece.ndjson().size());
    all += piece.ndjson();
  }
  exported.status = reader.Finish();
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) exported.resources.push_back(nlohmann::json::parse(line));
  return exported;
}

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_EXPORTED_H_

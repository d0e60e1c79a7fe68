#ifndef CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_
#define CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"
#include "tests/rpc/messaging/messaging_fixture.h"

namespace careloop::messaging {

inline v1::ExportThreadsRequest ExportOf(const std::string& parent) {
  v1::ExportThreadsRequest request;
  request.set_parent(parent);
  return request;
}

// What ExportThreads has answered, read to its end.
struct Exported {
  grpc::Status status;
  std::vector<nlohmann::json> resources;
  size_t largest_piece = 0;
  int pieces = 0;

  // Of the thread's own Communication "thread-ID", of its second message "thread-ID-2"; null if it is not there.
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

inline Exported Export(const std::shared_ptr<grpc::Channel>& channel, const User& person,
                       const std::string& parent = "patients/patient-1") {
  const auto stub = v1::MessagingService::NewStub(channel);
  const auto context = person.Context();
  const auto reader = stub->ExportThreads(context.get(), ExportOf(parent));
  Exported exported;
  std::string all;
  for (v1::ExportThreadsResponse piece; reader->Read(&piece); ++exported.pieces) {
    exported.largest_piece = std::max(exported.largest_piece, piece.ndjson().size());
    all += piece.ndjson();
  }
  exported.status = reader->Finish();
  std::istringstream lines(all);
  for (std::string line; std::getline(lines, line);) exported.resources.push_back(nlohmann::json::parse(line));
  return exported;
}

}  // namespace careloop::messaging

#endif  // CARELOOP_TESTS_RPC_MESSAGING_EXPORTED_H_

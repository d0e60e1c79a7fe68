#ifndef CARELOOP_TESTS_MATRIX_REQUESTS_H_
#define CARELOOP_TESTS_MATRIX_REQUESTS_H_

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/matrix/cell.h"

namespace careloop::matrix {

// What stands in a request for a name in braces.
using Names = std::map<std::string, std::string>;

// The requests of tests/matrix/requests.txt.
class Requests {
 public:
  // A line that cannot be read ends the test process with a message.
  static Requests Load(const std::string& path);

  // Whether there is a request for the RPC, at any process.
  bool Knows(const google::protobuf::MethodDescriptor& method) const;
  // Whether it is asked at the process of `rpc`.
  bool Asks(const Rpc& rpc) const { return Find(rpc) != nullptr; }

  // The request of a cell, in the text format, with these names.
  std::string Of(const Cell& cell, const Names& names) const;
  // Whether a success leaves the world another one.
  bool Spends(const Rpc& rpc) const { return Find(rpc)->spends; }

 private:
  struct Row {
    std::string method;
    bool spends;
    std::string request;
  };
  const Row* Find(const Rpc& rpc) const;

  std::vector<Row> rows_;
};

// `text` with `names` in the place of what stands in braces.
std::string Filled(std::string text, const Names& names);

// A number that was given to nobody before. Thread-safe.
int Serial();

}  // namespace careloop::matrix

#endif  // CARELOOP_TESTS_MATRIX_REQUESTS_H_

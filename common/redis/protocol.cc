#include "common/redis/protocol.h"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <new>
#include <utility>

namespace careloop::redis {
namespace {

// hiredis hands over each decoded value with its place in the tree. Values are built into their parent at once, so only
// the root is an object of its own. A parent's address holds while it is being filled: it is the last element of its
// own parent. A null result makes hiredis give up the stream.

void* Place(const redisReadTask* task, Reply value) {
  size_t& elements = *static_cast<size_t*>(task->privdata);
  if (++elements > ReplyReader::kMaxReplyElements) return nullptr;
  if (task->parent == nullptr) return new Reply(std::move(value));
  Reply::Array& siblings = static_cast<Reply*>(task->parent->obj)->mutable_array();
  return &siblings.emplace_back(std::move(value));
}

void* CreateString(const redisReadTask* task, char* bytes, size_t size) {
  std::string text(bytes, size);
  if (task->type == REDIS_REPLY_ERROR) return Place(task, Reply(Reply::ErrorText{std::move(text)}));
  return Place(task, Reply(std::move(text)));
}

void* CreateArray(const redisReadTask* task, int size) {
  constexpr int kReserve = 64;  // beyond it memory grows as elements arrive
  if (size > ReplyReader::kMaxArrayElements) return nullptr;
  Reply::Array array;
  array.reserve(std::min(size, kReserve));
  return Place(task, Reply(std::move(array)));
}

void* CreateInteger(const redisReadTask* task, long long value) { return Place(task, Reply(int64_t{value})); }

void* CreateNil(const redisReadTask* task) { return Place(task, Reply()); }

void FreeReply(void* root) { delete static_cast<Reply*>(root); }

redisReplyObjectFunctions object_functions = {CreateString, CreateArray, CreateInteger, CreateNil, FreeReply};

void AppendHeader(char kind, size_t count, std::string& out) {
  char digits[24];
  char* const end = std::to_chars(digits, std::end(digits), count).ptr;
  out.push_back(kind);
  out.append(std::begin(digits), end).append("\r\n");
}

}  // namespace

void AppendCommand(std::span<const std::string_view> arguments, std::string& out) {
  constexpr size_t kHeader = 16;
  size_t size = kHeader;
  for (const std::string_view argument : arguments) size += argument.size() + kHeader;
  out.reserve(out.size() + size);
  AppendHeader('*', arguments.size(), out);
  for (const std::string_view argument : arguments) {
    AppendHeader('$', argument.size(), out);
    out.append(argument);
    out.append("\r\n");
  }
}

ReplyReader::ReplyReader() : reader_(redisReaderCreateWithFunctions(&object_functions)) {
  if (reader_ == nullptr) throw std::bad_alloc();
  reader_->privdata = &elements_;
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

absl::Status ReplyReader::Feed(std::string_view bytes) {
  unfinished_bytes_ += bytes.size();
  if (unfinished_bytes_ > kMaxReplyBytes) return absl::DataLossError("a reply exceeds the limit of 16 MiB");
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK)
    return absl::DataLossError("out of memory");
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Reply>> ReplyReader::Next() {
  void* root = nullptr;
  if (redisReaderGetReply(reader_.get(), &root) != REDIS_OK) return absl::DataLossError("malformed or oversized reply");
  if (root == nullptr) return std::nullopt;
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(root));
  elements_ = 0;
  unfinished_bytes_ = reader_->len - reader_->pos;
  return std::move(*reply);
}

}  // namespace careloop::redis

#include "tests/support/service_redis.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

namespace careloop::testing {
namespace {

const SecretKey kSecret{SecretKey::Bytes{}};
const SystemClock kFileClock;

redis::AsyncClientOptions OptionsFor(std::string_view service, std::string_view tag, std::string_view library,
                                     const PrivateRedis& server) {
  redis::AsyncClientOptions options;
  options.address = server.address();
  options.service = service;
  options.tag = tag;
  options.loader = PrivateRedis::UserOf("loader");
  options.user = PrivateRedis::UserOf(service);
  options.library = library;
  // A busy machine's disk may take its time over an fsync; that is not what these tests are about.
  options.command_timeout = absl::Seconds(10);
  options.connect_timeout = absl::Seconds(10);
  return options;
}

void Tell(bool ready, std::string_view reason) {
  if (!ready) std::fprintf(stderr, "redis client: %.*s\n", static_cast<int>(reason.size()), reason.data());
}

}  // namespace

ServiceRedis::ServiceRedis(std::string_view service, std::string_view tag, std::string_view library)
    : hash_(kSecret, "request"),
      idempotency_(hash_, clock_),
      client_(redis::AsyncClient::Create(OptionsFor(service, tag, library, server_), loop_, random_, &Tell).value()),
      records_(*client_),
      key_store_(KeyStore::Open(key_folder_.path(), KeyEncryptionKeys({kSecret}), random_, kFileClock).value()),
      keys_(*key_store_, kSecret, {key_workers_, loop_}, random_, clock_, &records_),
      site_keys_(OwnerKeys::OfSite(kSecret, random_)) {
  WaitUntilReady();
}

ServiceRedis::~ServiceRedis() {
  client_->Stop();
  loop_.Stop();
}

void ServiceRedis::WaitUntilReady() const {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!client_->ready()) {
    if (std::chrono::steady_clock::now() > limit) {
      std::fprintf(stderr, "the Redis client did not become ready\n");
      std::abort();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace careloop::testing

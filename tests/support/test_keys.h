#ifndef CARELOOP_TESTS_SUPPORT_TEST_KEYS_H_
#define CARELOOP_TESTS_SUPPORT_TEST_KEYS_H_

#include <functional>
#include <memory>

#include "common/base/scheduler.h"
#include "common/base/workers.h"
#include "common/crypto/key_store.h"
#include "common/crypto/patient_keys.h"
#include "common/crypto/sodium_random.h"
#include "tests/support/site_folder.h"

namespace careloop::testing {

// Runs at once what is posted, and never what is for later.
struct AtOnce final : Scheduler {
  void Post(std::function<void()> work) override { work(); }
  void After(absl::Duration, std::function<void()>) override {}
};

// Patients' keys in a folder of their own, for stores without a loop.
struct TestKeys {
  explicit TestKeys(const Clock& clock)
      : store(KeyStore::Open(folder.path(), KeyEncryptionKeys({secret}), random, file_clock).value()),
        keys(*store, secret, {workers, at_once}, random, clock) {}

  const SecretKey secret{SecretKey::Bytes{}};
  const SystemClock file_clock;
  SodiumRandom random;
  const SiteFolder folder;
  AtOnce at_once;
  const std::unique_ptr<KeyStore> store;
  Workers workers{1};
  PatientKeys keys;
};

}  // namespace careloop::testing

#endif  // CARELOOP_TESTS_SUPPORT_TEST_KEYS_H_

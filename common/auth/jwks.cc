#include "common/auth/jwks.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "common/auth/cjose_handle.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"

namespace careloop {

namespace {

constexpr size_t kEs256SignatureSize = 86;  // 64 bytes in base64url; cjose would pass over one more

}  // namespace

class VerificationKey {
 public:
  VerificationKey(std::string algorithm, cjose::Jwk jwk) : algorithm_(std::move(algorithm)), jwk_(std::move(jwk)) {}

  bool Verifies(std::string_view token, std::string_view algorithm) const {
    if (algorithm != algorithm_) return false;
    if (algorithm == "ES256" && token.size() - (token.rfind('.') + 1) != kEs256SignatureSize) return false;
    const cjose::Jws jws(cjose_jws_import(token.data(), token.size(), nullptr));
    if (jws == nullptr) return false;
    // What cjose will go by is what the caller has read.
    const char* alg = cjose_header_get(cjose_jws_get_protected(jws.get()), "alg", nullptr);
    return alg != nullptr && algorithm_ == alg && cjose_jws_verify(jws.get(), jwk_.get(), nullptr);
  }

 private:
  const std::string algorithm_;
  const cjose::Jwk jwk_;
};

namespace {

using nlohmann::json;

constexpr size_t kMaxKeys = 100;
constexpr size_t kMaxKidSize = 128;
constexpr size_t kMinRsaBits = 2048;
constexpr size_t kMaxRsaBits = 8192;  // a larger one makes verifying a way to tire the service

absl::Status Bad(std::string_view what) { return absl::InvalidArgumentError(ForAbsl(what)); }

bool IsKid(const std::string& kid) {
  const auto visible = [](unsigned char c) { return absl::ascii_isgraph(c); };
  return !kid.empty() && kid.size() <= kMaxKidSize && std::all_of(kid.begin(), kid.end(), visible);
}

bool MayVerify(const json& entry) {
  const auto operations = entry.find("key_ops");
  if (entry.contains("use") && entry["use"] != "sig") return false;
  return operations == entry.end() || *operations == json::array({"verify"});
}

absl::Status CheckUse(const json& entry) {
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    if (entry.contains(member)) return Bad(StrCat("holds private key material (member ", member, ")"));
  }
  if (!MayVerify(entry)) return Bad("is not meant to verify signatures (members use, key_ops)");
  return absl::OkStatus();
}

// A number in base64url without leading zero bytes; empty if the member is not that.
std::string NumberMember(const json& entry, const char* name) {
  const std::string* text = TextMember(entry, name);
  std::string bytes = text == nullptr ? "" : DecodeBase64Url(*text).value_or("");
  return bytes.substr(std::min(bytes.size(), bytes.find_first_not_of('\0')));
}

size_t BitsOf(const std::string& number) {
  if (number.empty()) return 0;
  size_t bits = (number.size() - 1) * 8;
  for (auto first = static_cast<unsigned char>(number.front()); first != 0; first >>= 1) ++bits;
  return bits;
}

absl::Status CheckRsa(const json& entry) {
  const size_t bits = BitsOf(NumberMember(entry, "n"));
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return Bad(StrCat("has an RSA modulus of ", bits, " bits, allowed are ", kMinRsaBits, " to ", kMaxRsaBits));
  }
  const std::string exponent = NumberMember(entry, "e");
  const size_t exponent_bits = BitsOf(exponent);
  const bool good = exponent_bits >= 17 && exponent_bits <= 64 && (exponent.back() & 1) == 1;
  return good ? absl::OkStatus() : Bad("has an RSA exponent that is not an odd number from 65537 to 2^64");
}

absl::Status CheckEc(const json& entry) {
  const std::string* curve = TextMember(entry, "crv");
  if (curve == nullptr || *curve != "P-256") return Bad("is not on the curve P-256");
  for (const char* name : {"x", "y"}) {
    const std::string* text = TextMember(entry, name);
    const std::optional<std::string> coordinate = text == nullptr ? std::nullopt : DecodeBase64Url(*text);
    if (!coordinate || coordinate->size() != 32) return Bad(StrCat("member ", name, " is not 32 bytes in base64url"));
  }
  return absl::OkStatus();
}

absl::Status CheckKind(const json& entry, const std::string& algorithm) {
  const std::string* kind = TextMember(entry, "kty");
  if (algorithm == "ES256" && kind != nullptr && *kind == "EC") return CheckEc(entry);
  if ((algorithm == "RS256" || algorithm == "PS256") && kind != nullptr && *kind == "RSA") return CheckRsa(entry);
  return Bad("must be of kty EC with alg ES256, or kty RSA with alg RS256 or PS256");
}

absl::StatusOr<std::unique_ptr<const VerificationKey>> ReadKey(const json& entry) {
  RETURN_IF_ERROR(CheckUse(entry));
  const std::string* algorithm = TextMember(entry, "alg");
  if (algorithm == nullptr) return Bad("has no alg");
  RETURN_IF_ERROR(CheckKind(entry, *algorithm));
  const std::string text = entry.dump();
  cjose::Jwk jwk(cjose_jwk_import(text.data(), text.size(), nullptr));
  if (jwk == nullptr) return Bad("is not a valid key");
  return std::make_unique<const VerificationKey>(*algorithm, std::move(jwk));
}

}  // namespace

KeySet::KeySet(Keys keys) : keys_(std::move(keys)) {}
KeySet::~KeySet() = default;

absl::StatusOr<std::shared_ptr<const KeySet>> KeySet::Parse(std::string_view jwks) {
  const json set = ParseStrictObject(jwks);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array()) {
    return Bad("JWKS: is not one JSON object with an array \"keys\"");
  }
  const json& entries = set["keys"];
  if (entries.empty() || entries.size() > kMaxKeys) {
    return Bad(StrCat("JWKS: has ", entries.size(), " keys, allowed are 1 to ", kMaxKeys));
  }
  Keys keys;
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::string* kid = entries[i].is_object() ? TextMember(entries[i], "kid") : nullptr;
    if (kid == nullptr || !IsKid(*kid))
      return Bad(StrCat("JWKS: keys[", i, "] has no kid of 1 to 128 printable characters"));
    const std::string place = StrCat("JWKS: keys[", i, "] (kid ", *kid, ") ");
    auto key = ReadKey(entries[i]);
    if (!key.ok()) return Bad(place + std::string(key.status().message()));
    if (!keys.emplace(*kid, *std::move(key)).second) return Bad(place + "repeats the kid of another entry");
  }
  return std::shared_ptr<const KeySet>(new KeySet(std::move(keys)));
}

bool KeySet::Verifies(std::string_view token, std::string_view kid, std::string_view algorithm) const {
  const auto key = keys_.find(kid);
  return key != keys_.end() && key->second->Verifies(token, algorithm);
}

}  // namespace careloop

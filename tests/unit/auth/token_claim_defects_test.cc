// Tokens that claim what is wrong, or whose form or signature is.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_replace.h"
#include "tests/unit/auth/token_defects.h"

namespace careloop {
namespace {

using nlohmann::json;
using testing::Base64Url;
using testing::Defect;
using testing::Mint;
using testing::Pick;
using testing::TokenDefects;

// ---- What they say ------------------------------------------------------------------------------------------------

std::string OddId(int i) {
  return Pick(i, {"", " ", "a b", "a/b", "a\nb", "a%00b", std::string(129, 'a').c_str(), "pati\u0435nt", "a\u200bb",
                  "a\\b", "a:b*", "\u202eadmin"});
}
json NoText(int i) {
  return Pick<json>(i, {json(1), json(true), json(nullptr), json::array({"patient-1"}), json::object({{"a", "b"}})});
}
json NoNumber(int i) {
  return Pick<json>(
      i, {json("4000000000"), json(true), json(nullptr), json::array({4000000000}), json::object(), json("")});
}

const std::vector<Defect> kClaimDefects = {
    {"expired", [](const Mint& m, int i) { return m.WithClaim(i, "exp", m.now() - 30 - i * 1000); }},
    {"expired by a fraction of a second",
     [](const Mint& m, int i) { return m.WithClaim(i, "exp", m.now() - 30.0 - 0.001 * i); }},
    {"without an end", [](const Mint& m, int i) { return m.Without(i, "exp"); }},
    {"an end that is no number", [](const Mint& m, int i) { return m.WithClaim(i, "exp", NoNumber(i)); }},
    {"an end before 1970", [](const Mint& m, int i) { return m.WithClaim(i, "exp", -1 - i * int64_t{1'000'000}); }},
    {"an end in milliseconds or beyond the calendar",
     [](const Mint& m, int i) {
       return i % 2 ? m.WithClaim(i, "exp", (m.now() + 60) * 1000)
                    : m.WithClaimText(i, Pick(i / 2, {"\"exp\":1e400", "\"exp\":99999999999999999999999"}));
     }},
    {"begins in the future", [](const Mint& m, int i) { return m.WithClaim(i, "nbf", m.now() + 31 + i * 100); }},
    {"a beginning that is no number", [](const Mint& m, int i) { return m.WithClaim(i, "nbf", NoNumber(i)); }},
    {"issued in the future", [](const Mint& m, int i) { return m.WithClaim(i, "iat", m.now() + 31 + i * 100); }},
    {"a time of issue that is no number", [](const Mint& m, int i) { return m.WithClaim(i, "iat", NoNumber(i)); }},
    {"another issuer",
     [](const Mint& m, int i) {
       return m.WithClaim(i, "iss",
                          Pick(i, {"https://evil.example", "https://login.test/", "https://login.test.evil.example",
                                   "HTTPS://LOGIN.TEST", "http://login.test", "https://login.tes", "",
                                   " https://login.test", "https://login.test\u200b"}));
     }},
    {"an issuer that is no text or is missing",
     [](const Mint& m, int i) {
       return i % 5 ? m.WithClaim(i, "iss", i % 2 ? NoText(i) : json::array({Mint::kIssuer})) : m.Without(i, "iss");
     }},
    {"for somebody else",
     [](const Mint& m, int i) {
       return m.WithClaim(
           i, "aud",
           Pick(i, {"other", "careloop ", "Careloop", "careloop2", "care", "", "https://careloop", "careloop,other"}));
     }},
    {"for a list without us",
     [](const Mint& m, int i) {
       return m.WithClaim(i, "aud",
                          Pick<json>(i, {json::array(), json::array({"other"}), json::array({"care", "loop"}),
                                         json::array({json::array({"careloop"})})}));
     }},
    {"for a list that is not all text",
     [](const Mint& m, int i) {
       return m.WithClaim(i, "aud",
                          Pick<json>(i, {json::array({"careloop", 1}), json::array({nullptr, "careloop"}),
                                         json::array({"careloop", json::object()})}));
     }},
    {"for something that is no text and no list",
     [](const Mint& m, int i) {
       return i % 4 ? m.WithClaim(i, "aud", Pick<json>(i, {json(1), json(true), json::object({{"careloop", true}})}))
                    : m.Without(i, "aud");
     }},
    {"a role that there is not",
     [](const Mint& m, int i) {
       return m.WithClaim(
           i, "role",
           Pick(i, {"root", "Admin", "ADMIN", "admin ", "patient,admin", "", "unknown", "\u0430dmin", "superuser"}));
     }},
    {"a role that is no text or is missing",
     [](const Mint& m, int i) {
       return i % 4 ? m.WithClaim(i, "role", i % 2 ? json::array({"admin"}) : NoText(i)) : m.Without(i, "role");
     }},
    {"a person whose id has other characters", [](const Mint& m, int i) { return m.WithClaim(i, "sub", OddId(i)); }},
    {"a person whose id is no text or is missing",
     [](const Mint& m, int i) { return i % 4 ? m.WithClaim(i, "sub", NoText(i)) : m.Without(i, "sub"); }},
    {"a name that is not seen as it is written",
     [](const Mint& m, int i) {
       return m.WithClaim(
           i, "name",
           std::string("Demo ") +
               Pick(i, {"\u202e", "\u200b", "\u2066", "\u200f", "\ufeff", "\u2028", "\u061c", "\u2060"}) + "Person");
     }},
    {"a name that is no name",
     [](const Mint& m, int i) {
       return m.WithClaim(i, "name",
                          Pick<json>(i, {json(""), json("   "), json("a\nb"), json(std::string(201, 'n')),
                                         json("\u0007"), json(1), json::array({"n"})}));
     }},
    {"without a name", [](const Mint& m, int i) { return m.Without(i, "name"); }},
    {"a session that is no id",
     [](const Mint& m, int i) {
       return i % 3 ? m.WithClaim(
                          i, "sid",
                          Pick<json>(i, {json(""), json("a b"), json(1), json("\u00e9"), json(std::string(129, 's'))}))
                    : m.Without(i, "sid");
     }},
    {"a token id that is no id",
     [](const Mint& m, int i) {
       return i % 3 ? m.WithClaim(
                          i, "jti",
                          Pick<json>(i, {json(""), json("a b"), json(1), json("\u00e9"), json(std::string(129, 'j'))}))
                    : m.Without(i, "jti");
     }},
};

// ---- The form and the signature -----------------------------------------------------------------------------------

struct Parts {
  std::string header;
  std::string claims;
  std::string signature;
};

Parts Split(const std::string& token) {
  const size_t first = token.find('.');
  const size_t second = token.rfind('.');
  return {token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1)};
}
std::string Join(const Parts& p) { return p.header + "." + p.claims + "." + p.signature; }

std::string WithSignature(const std::string& token, std::string (*change)(std::string raw, int i), int i) {
  Parts parts = Split(token);
  std::string raw;
  absl::WebSafeBase64Unescape(parts.signature, &raw);
  parts.signature = Base64Url(change(raw, i));
  return Join(parts);
}

// The same two numbers as DER has them.
std::string Der(std::string raw, int) {
  const auto number = [](std::string n) {
    n = std::string(1, '\0') + n;
    return std::string("\x02") + static_cast<char>(n.size()) + n;
  };
  const std::string body = number(raw.substr(0, 32)) + number(raw.substr(32));
  return std::string("\x30") + static_cast<char>(body.size()) + body;
}

std::string Order() {
  return absl::HexStringToBytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
}

std::string Insert(const std::string& token, int i, const std::string& what) {
  std::string changed = token;
  return changed.insert(static_cast<size_t>(i) * 37 % (token.size() + 1), what);
}

const std::vector<Defect> kFormDefects = {
    {"a bit of the signature turned",
     [](const Mint& m, int i) {
       return WithSignature(
           m.Good(i),
           [](std::string raw, int n) {
             raw[n % 64] ^= static_cast<char>(1 << n % 8);
             return raw;
           },
           i);
     }},
    {"a signature of another length",
     [](const Mint& m, int i) {
       return WithSignature(
           m.Good(i),
           [](std::string raw, int n) {
             raw.resize(n % 2 ? 64 + n : n % 64);
             return raw;
           },
           i);
     }},
    {"a signature in DER", [](const Mint& m, int i) { return WithSignature(m.Good(i), &Der, i); }},
    {"a signature of zeros",
     [](const Mint& m, int i) {
       return WithSignature(
           m.Good(i),
           [](std::string raw, int n) {
             return n % 3 == 0   ? std::string(64, '\0')
                    : n % 3 == 1 ? std::string(32, '\0') + raw.substr(32)
                                 : raw.substr(0, 32) + std::string(32, '\0');
           },
           i);
     }},
    {"a signature of the order of the curve",
     [](const Mint& m, int i) {
       return WithSignature(
           m.Good(i), [](std::string raw, int n) { return n % 2 ? Order() + Order() : raw.substr(0, 32) + Order(); },
           i);
     }},
    {"r and s the other way round",
     [](const Mint& m, int i) {
       return WithSignature(m.Good(i), [](std::string raw, int) { return raw.substr(32) + raw.substr(0, 32); }, i);
     }},
    {"the signature of another token",
     [](const Mint& m, int i) {
       Parts p = Split(m.Good(i));
       p.signature = Split(m.Good(i + 1)).signature;
       return Join(p);
     }},
    {"other claims under the signature",
     [](const Mint& m, int i) {
       Parts p = Split(m.Good(i));
       p.claims = Base64Url(json(m.Claims(i + 1)).dump());
       return Join(p);
     }},
    {"another header over the signature",
     [](const Mint& m, int i) {
       Parts p = Split(m.Good(i));
       json h = m.Header(i);
       h["x"] = i;
       p.header = Base64Url(h.dump());
       return Join(p);
     }},
    {"no signature",
     [](const Mint& m, int i) {
       Parts p = Split(m.Good(i));
       p.signature = "";
       return i % 2 ? Join(p) : p.header + "." + p.claims;
     }},
    {"bits at the end of the base64 that say nothing",
     [](const Mint& m, int i) {
       const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
       std::string token = m.Good(i);  // 64 bytes leave four bits of the last character unused
       token.back() = alphabet[(alphabet.find(token.back()) & ~size_t{15}) + 1 + i % 15];
       return token;
     }},
    {"padded base64",
     [](const Mint& m, int i) {
       Parts p = Split(m.Good(i));
       (i % 3 == 0 ? p.header : i % 3 == 1 ? p.claims : p.signature) += i % 2 ? "=" : "==";
       return Join(p);
     }},
    {"base64 with a character of another alphabet",
     [](const Mint& m, int i) {
       std::string token = m.Good(i);
       token[static_cast<size_t>(i) * 31 % token.size()] = Pick<char>(i, {'+', '/', '=', '*', '~', '\x80'});
       return token;
     }},
    {"white space inside or around",
     [](const Mint& m, int i) { return Insert(m.Good(i), i, Pick(i, {" ", "\t", "\n", "\r\n", "\u00a0", "\v"})); }},
    {"a zero byte inside", [](const Mint& m, int i) { return Insert(m.Good(i), i, std::string(1, '\0')); }},
    {"a part too many or too few",
     [](const Mint& m, int i) {
       return Pick(i, {m.Good(i) + ".", "." + m.Good(i), m.Good(i) + ".e30", Split(m.Good(i)).header,
                       Split(m.Good(i)).claims + "." + Split(m.Good(i)).signature});
     }},
    {"dots that only look so",
     [](const Mint& m, int i) {
       return absl::StrReplaceAll(m.Good(i), {{".", Pick(i, {"\u3002", "\uff0e", "%2e", "\u2024", ". "})}});
     }},
    {"encrypted (five parts)",
     [](const Mint& m, int i) {
       return StrCat(Base64Url(R"({"alg":"dir","enc":"A256GCM"})"), "..", Base64Url("iv"), ".",
                     Base64Url(m.Claims(i).dump()), ".", Base64Url("tag"));
     }},
    {"the JSON form of a signed token",
     [](const Mint& m, int i) {
       const Parts p = Split(m.Good(i));
       return json({{"payload", p.claims}, {"protected", p.header}, {"signature", p.signature}}).dump();
     }},
    {"a token in a token",
     [](const Mint& m, int i) {
       json h = m.Header(i);
       h["cty"] = "JWT";
       return m.Sign(h.dump(), i % 2 ? m.Good(i) : json(m.Good(i)).dump());
     }},
    {"two tokens",
     [](const Mint& m, int i) { return m.Good(i) + Pick(i, {",", " ", ", Bearer ", ""}) + m.Good(i + 1); }},
    {"longer than eight KiB",
     [](const Mint& m, int i) { return m.WithClaim(i, "pad", std::string(6200 + i * 100, 'x')); }},
    {"cut short",
     [](const Mint& m, int i) {
       const std::string token = m.Good(i);
       return token.substr(0, 1 + static_cast<size_t>(i) * 53 % (token.size() - 1));
     }},
    {"one character changed",
     [](const Mint& m, int i) {
       std::string token = m.Good(i);
       char& c = token[static_cast<size_t>(i) * 101 % token.size()];
       c = c == 'A' ? 'B' : 'A';
       return token;
     }},
};

TEST_F(TokenDefects, OfWhatTheyClaimAreRefused) { TryAll(kClaimDefects); }
TEST_F(TokenDefects, OfFormAndSignatureAreRefused) { TryAll(kFormDefects); }

}  // namespace
}  // namespace careloop

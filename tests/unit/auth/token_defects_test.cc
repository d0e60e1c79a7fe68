// Tokens with a wrong algorithm or key, or whose texts can be read in two ways.

#include "tests/unit/auth/token_defects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace careloop {
namespace {

using nlohmann::json;
using testing::Defect;
using testing::Mint;
using testing::Pick;
using testing::TokenDefects;

// ---- The algorithm and the key ------------------------------------------------------------------------------------

std::string Header(const char* algorithm, const char* kid) { return json({{"alg", algorithm}, {"kid", kid}}).dump(); }
std::string Header(int i) {
  return Header(Pick<const char*>(i, {"RS256", "PS256", "ES256", "HS256"}),
                Pick<const char*>(i / 4, {"rs", "ps", "ec"}));
}

const std::vector<Defect> kKeyDefects = {
    {"not signed",
     [](const Mint& m, int i) {
       const std::string none = Pick(i, {"none", "None", "NONE", "nOnE", "", "null"});
       return testing::UnsignedToken(Header(none.c_str(), "ec"), m.Claims(i).dump()) + Pick(i / 6, {".", "", ".."});
     }},
    {"signed, and says that it is not",
     [](const Mint& m, int i) { return m.WithHeader(i, "alg", Pick(i, {"none", "None", "NONE", "", "NULL"})); }},
    {"an HMAC with the public PEM as its secret",
     [](const Mint& m, int i) {
       return testing::HmacToken(Header(i), m.Claims(i).dump(), i % 2 ? m.rsa().PublicPem() : m.ec().PublicPem());
     }},
    {"an HMAC with the public DER as its secret",
     [](const Mint& m, int i) {
       return testing::HmacToken(Header(i), m.Claims(i).dump(), i % 2 ? m.rsa().PublicDer() : m.ec().PublicDer());
     }},
    {"an HMAC with the published JWKS as its secret",
     [](const Mint& m, int i) { return testing::HmacToken(Header(i), m.Claims(i).dump(), m.Jwks()); }},
    {"an HMAC with an empty secret",
     [](const Mint& m, int i) { return testing::HmacToken(Header(i), m.Claims(i).dump(), ""); }},
    {"an algorithm of another kind of key",
     [](const Mint& m, int i) {
       return i % 2 ? m.rsa().Token(Header("RS256", "ec"), m.Claims(i).dump(), "RS256")
                    : m.ec().Token(Header("ES256", "rs"), m.Claims(i).dump(), "ES256");
     }},
    {"an algorithm of the right kind of key that is not this key's",
     [](const Mint& m, int i) {
       return i % 2 ? m.rsa().Token(Header("PS256", "rs"), m.Claims(i).dump(), "PS256")
                    : m.rsa().Token(Header("RS256", "ps"), m.Claims(i).dump(), "RS256");
     }},
    {"an algorithm that is not on the list",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "alg",
                           Pick(i, {"ES384", "ES512", "ES256K", "RS384", "RS512", "HS256", "HS512", "EdDSA", "dir",
                                    "A128KW", "es256", "ES256 ", " ES256", "ES256\t"}));
     }},
    {"an algorithm that is no text",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "alg",
                           Pick<json>(i, {json(1), json(true), json(nullptr), json::array({"ES256"}), json::object()}));
     }},
    {"a stranger's key under a known name",
     [](const Mint& m, int i) { return m.stranger().Token(m.Header(i).dump(), m.Claims(i).dump(), "ES256"); }},
    {"a key that nobody has published",
     [](const Mint& m, int i) {
       return m.WithHeader(
           i, "kid",
           Pick(i, {"", "EC", "ec ", "ec2", "../../dev/null", "' OR 1=1 --", "http://evil.example/k", "e\u0441"}));
     }},
    {"a key name that is no text or is missing",
     [](const Mint& m, int i) {
       if (i % 4 == 0) return m.Sign(R"({"alg":"ES256"})", m.Claims(i).dump());
       return m.WithHeader(i, "kid", Pick<json>(i, {json(0), json::array({"ec"}), json(nullptr)}));
     }},
    {"brings its own key (jwk)",
     [](const Mint& m, int i) {
       json header = m.Header(i);
       header["jwk"] = json::parse(m.stranger().Jwk("ec", "ES256"));
       return (i % 2 ? m.stranger() : m.ec()).Token(header.dump(), m.Claims(i).dump(), "ES256");
     }},
    {"says where its keys are (jku)",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "jku",
                           Pick<json>(i, {json("https://evil.example/jwks"), json("https://login.test/jwks"),
                                          json(nullptr), json("")}));
     }},
    {"says where its certificate is (x5u)",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "x5u", Pick(i, {"https://evil.example/c.pem", "file:///etc/passwd"}));
     }},
    {"brings its certificate (x5c)",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "x5c", Pick<json>(i, {json::array({"MIIB"}), json::array(), json("MIIB")}));
     }},
    {"asks for an extension (crit)",
     [](const Mint& m, int i) {
       json header = m.Header(i);
       header["crit"] =
           Pick<json>(i, {json::array({"b64"}), json::array(), json("exp"), json(nullptr), json::array({"exp"})});
       header["b64"] = i % 2 == 0;
       return m.Sign(header.dump(), m.Claims(i).dump());
     }},
    {"is of another type",
     [](const Mint& m, int i) {
       return m.WithHeader(i, "typ",
                           Pick<json>(i, {json("logout+jwt"), json("JWE"), json("dpop+jwt"), json("secevent+jwt"),
                                          json(""), json(1), json(nullptr), json("JWT "), json::array({"JWT"})}));
     }},
};

// ---- The texts ----------------------------------------------------------------------------------------------------

const char* ClaimAt(int i) { return Pick<const char*>(i, {"sub", "role", "exp", "aud", "iss", "sid", "jti", "name"}); }

const std::vector<Defect> kTextDefects = {
    {"a header that names a member twice",
     [](const Mint& m, int i) {
       return m.Sign(
           Pick(i, {R"({"alg":"none","alg":"ES256","kid":"ec"})", R"({"alg":"ES256","alg":"none","kid":"ec"})",
                    R"({"kid":"x","alg":"ES256","kid":"ec"})", R"({"alg":"ES256","kid":"ec","kid":"ec"})"}),
           m.Claims(i).dump());
     }},
    {"a header that names a member twice, once with an escape",
     [](const Mint& m, int i) {
       return m.Sign(
           Pick(i, {R"({"alg":"ES256","kid":"ec","a\u006cg":"none"})", R"({"\u006bid":"x","alg":"ES256","kid":"ec"})"}),
           m.Claims(i).dump());
     }},
    {"a header that is not one object",
     [](const Mint& m, int i) {
       return m.Sign(Pick(i, {"", "null", "[]", "1", "\"ES256\"", R"([{"alg":"ES256","kid":"ec"}])",
                              R"({"alg":"ES256","kid":"ec"}{})", R"({"alg":"ES256","kid":"ec")"}),
                     m.Claims(i).dump());
     }},
    {"claims that are not one object",
     [](const Mint& m, int i) {
       const std::string claims = m.Claims(i).dump();
       return m.Sign(m.Header(i).dump(), Pick(i, {std::string(), std::string("null"), "[" + claims + "]",
                                                  claims + claims, claims + ",", claims + "}", json(claims).dump()}));
     }},
    {"a claim twice, the first one different",
     [](const Mint& m, int i) { return m.WithClaimText(i, StrCat("\"", ClaimAt(i), "\":\"admin\"")); }},
    {"a claim twice, both the same",
     [](const Mint& m, int i) {
       return m.WithClaimText(i, StrCat("\"", ClaimAt(i), "\":", m.Claims(i)[ClaimAt(i)].dump()));
     }},
    {"a claim twice, once with an escape",
     [](const Mint& m, int i) {
       return m.WithClaimText(i,
                              Pick(i, {R"("r\u006fle":"admin")", R"("\u0073ub":"admin")", R"("e\u0078p":9999999999)"}));
     }},
    {"a member twice inside a claim of its own",
     [](const Mint& m, int i) {
       return m.WithClaimText(i, Pick(i, {R"("x":{"a":1,"a":2})", R"("x":[{"a":{"b":1,"b":1}}])"}));
     }},
    {"a text that is JSON for some readers only",
     [](const Mint& m, int i) {
       return m.WithClaimText(i, Pick(i, {"/*x*/\"a\":1", "\"a\":1,", "'a':1", "a:1", "\"a\":01", "\"a\":NaN",
                                          "\"a\":+1", "\"a\":0x1", "\"a\":\"\n\"", "\"a\":\"\\x41\""}));
     }},
    {"a byte order mark before the claims",
     [](const Mint& m, int i) {
       const std::string mark = Pick(i, {"\xff\xfe", "\xfe\xff", "\xef\xbb", "\xef\xbb\xbf"});
       return m.Sign(m.Header(i).dump(), mark + m.Claims(i).dump());
     }},
    {"bytes that are not UTF-8",
     [](const Mint& m, int i) {
       return m.WithClaimText(
           i, StrCat("\"x\":\"", Pick(i, {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x80"}), "\""));
     }},
    {"half of a surrogate pair",
     [](const Mint& m, int i) {
       return m.WithClaimText(i, Pick(i, {R"("x":"\ud800")", R"("x":"\udc00\ud800")", R"("x":"\ud800\u0041")"}));
     }},
    {"a zero byte in or after the claims",
     [](const Mint& m, int i) {
       const std::string zero(1, '\0');
       return m.Sign(m.Header(i).dump(), i % 2 ? m.Claims(i).dump() + zero + "x" : zero + m.Claims(i).dump());
     }},
    {"bytes after the claims",
     [](const Mint& m, int i) {
       return m.Sign(m.Header(i).dump(), m.Claims(i).dump() + Pick(i, {"x", "{}", "]", "\"", "//"}));
     }},
};

TEST_F(TokenDefects, AreNoneInWhatIsSpoiledHere) {
  for (int i = 0; i <= kMutants; ++i) {
    const auto caller = authenticator_.Authenticate("Bearer " + mint_.Good(i));
    EXPECT_TRUE(caller.ok()) << i << " " << caller.status();
  }
}

TEST_F(TokenDefects, OfAlgorithmAndKeyAreRefused) { TryAll(kKeyDefects); }
TEST_F(TokenDefects, OfTheTextsAreRefused) { TryAll(kTextDefects); }

}  // namespace
}  // namespace careloop

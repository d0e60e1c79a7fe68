#include <memory>
#include <string>

#include "common/auth/token_signer.h"
#include "common/base/strings.h"
#include "common/call/call.h"
#include "common/rpc/field.h"
#include "services/cli/files.h"
#include "services/cli/program.h"

namespace careloop::cli {
namespace {

struct TokenOptions {
  std::string key;
  TokenClaims claims;
  std::string role;
  std::string ttl = "1h";
  std::string new_key;
  std::string jwks;
  std::string kid = "careloop";
};

absl::Status MakePair(const Session& session, const TokenOptions& options) {
  if (options.jwks.empty()) return UsageError("--new-key needs --jwks FILE, for the public half");
  ASSIGN_OR_RETURN(const TokenSigner signer, TokenSigner::Create(options.kid));
  RETURN_IF_ERROR(WriteFile(options.new_key, signer.PrivateJwk(), 0600));
  RETURN_IF_ERROR(WriteFile(options.jwks, signer.PublicJwks(), 0644));
  session.out() << "the key, a secret, is in " << options.new_key << "; services trust it by --jwks " << options.jwks
                << "\n";
  return absl::OkStatus();
}

absl::Status FillClaims(TokenOptions& options) {
  const std::optional<Role> role = RoleFromName(options.role);
  if (!role)
    return UsageError(
        StrCat("--role: \"", options.role, "\" is not patient, caregiver, clinician, editor, admin or service"));
  absl::Duration ttl;
  if (!absl::ParseDuration(options.ttl, &ttl))
    return UsageError(StrCat("--ttl: \"", options.ttl, "\" is no duration such as 1h"));
  Violations violations;
  rpc::CheckPerson(violations, "--subject", options.claims.subject);
  if (!violations.empty()) return UsageError(std::string(violations.ToStatus().message()));
  options.claims.role = *role;
  options.claims.issued_at = absl::Now();
  options.claims.expires = options.claims.issued_at + ttl;
  options.claims.token_id = NewRequestId();
  if (options.claims.session.empty()) options.claims.session = NewRequestId();
  return absl::OkStatus();
}

absl::Status Token(const Session& session, TokenOptions& options) {
  if (!options.new_key.empty()) return MakePair(session, options);
  if (options.key.empty() || options.claims.subject.empty())
    return UsageError("a token needs --key, --role and --subject");
  RETURN_IF_ERROR(FillClaims(options));
  if (options.claims.name.empty()) options.claims.name = options.claims.subject;
  ASSIGN_OR_RETURN(const std::string key, ReadFile(options.key));
  ASSIGN_OR_RETURN(const TokenSigner signer, TokenSigner::FromPrivateJwk(key));
  ASSIGN_OR_RETURN(const std::string token, signer.Sign(options.claims));
  session.out() << token << std::endl;
  return absl::OkStatus();
}

}  // namespace

void AddTokenVerb(CLI::App& app, Program& program) {
  auto options = std::make_shared<TokenOptions>();
  options->claims.issuer = "careloop-dev";
  CLI::App& verb =
      program.Add(app, "token", "Make a token for development and tests, or a key for them", options, Token);
  verb.add_option("--key", options->key, "The file with the private key; `careloop dev` names its own")
      ->envname("CARELOOP_KEY");
  verb.add_option("--role", options->role, "patient, caregiver, clinician, editor, admin or service");
  verb.add_option("--subject", options->claims.subject, "The person's id; of a patient the {patient} of their names");
  verb.add_option("--name", options->claims.name, "The name shown to others; the subject unless given");
  verb.add_option("--ttl", options->ttl, "How long it is good, such as 1h, 30m, or -1m for one that has expired")
      ->capture_default_str();
  verb.add_option("--issuer", options->claims.issuer, "Who vouches for it")->capture_default_str();
  verb.add_option("--audience", options->claims.audience, "Whom it is for")->capture_default_str();
  verb.add_option("--session", options->claims.session, "The session; a fresh one unless given");
  verb.add_option("--new-key", options->new_key, "Make a key and write it to this file, instead of a token");
  verb.add_option("--jwks", options->jwks, "Write the public half of the new key to this file");
  verb.add_option("--kid", options->kid, "The name of the new key")->capture_default_str();
}

}  // namespace careloop::cli

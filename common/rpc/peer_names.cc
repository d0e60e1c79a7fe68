#include "common/rpc/peer_names.h"

#include <algorithm>
#include <utility>

namespace careloop::rpc {
namespace {

using grpc::experimental::ExternalCertificateVerifier;
using grpc::experimental::TlsCustomVerificationCheckRequest;

class PeerNames final : public ExternalCertificateVerifier {
 public:
  PeerNames(std::vector<std::string> names, bool or_nobody) : names_(std::move(names)), or_nobody_(or_nobody) {}

  bool Verify(TlsCustomVerificationCheckRequest* request, std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    const bool nobody = request->peer_cert().empty();
    const bool allowed = nobody ? or_nobody_ : Knows(request->dns_names()) || Knows(request->uri_names());
    if (!allowed) *status = grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "the certificate bears no expected name");
    return true;  // decided here and now
  }
  void Cancel(TlsCustomVerificationCheckRequest*) override {}

 private:
  bool Knows(const std::vector<grpc::string_ref>& shown) const {
    return std::ranges::any_of(shown, [this](const grpc::string_ref& name) {
      return std::ranges::find(names_, std::string(name.data(), name.size())) != names_.end();
    });
  }

  const std::vector<std::string> names_;
  const bool or_nobody_;
};

}  // namespace

std::shared_ptr<grpc::experimental::CertificateVerifier> OnlyPeersNamed(std::vector<std::string> names,
                                                                        bool or_nobody) {
  return ExternalCertificateVerifier::Create<PeerNames>(std::move(names), or_nobody);
}

}  // namespace careloop::rpc

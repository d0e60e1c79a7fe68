#ifndef CARELOOP_COMMON_AUTH_CJOSE_HANDLE_H_
#define CARELOOP_COMMON_AUTH_CJOSE_HANDLE_H_

#include <cjose/header.h>
#include <cjose/jwk.h>
#include <cjose/jws.h>

#include <cstdlib>
#include <memory>

// Owners of cjose's objects, for the source files of this folder.
namespace careloop::cjose {

template <auto kRelease>
struct Release {
  template <typename T>
  void operator()(T* object) const {
    kRelease(object);
  }
};

using Jwk = std::unique_ptr<cjose_jwk_t, Release<cjose_jwk_release>>;
using Jws = std::unique_ptr<cjose_jws_t, Release<cjose_jws_release>>;
using Header = std::unique_ptr<cjose_header_t, Release<cjose_header_release>>;
using Text = std::unique_ptr<char, Release<std::free>>;

}  // namespace careloop::cjose

#endif  // CARELOOP_COMMON_AUTH_CJOSE_HANDLE_H_

#ifndef CARELOOP_COMMON_BASE_DISCLAIMED_H_
#define CARELOOP_COMMON_BASE_DISCLAIMED_H_

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace careloop {

// The standard disclaimer in one language and version. Cannot be empty: the only way to get one is Create.
class Disclaimer {
 public:
  // INVALID_ARGUMENT if `version` is not counted from 1, or a text is blank.
  static absl::StatusOr<Disclaimer> Create(int version, std::string_view language, std::string_view text);

  int version() const { return version_; }
  const std::string& language() const { return language_; }
  const std::string& text() const { return text_; }

  friend bool operator==(const Disclaimer&, const Disclaimer&) = default;

 private:
  Disclaimer(int version, std::string language, std::string text)
      : version_(version), language_(std::move(language)), text_(std::move(text)) {}

  int version_;
  std::string language_;
  std::string text_;
};

// Who paid for a piece of content, or that nobody did. Cannot be empty.
class SponsorAcknowledgement {
 public:
  // INVALID_ARGUMENT if blank.
  static absl::StatusOr<SponsorAcknowledgement> Create(std::string_view text);

  const std::string& text() const { return text_; }

  friend bool operator==(const SponsorAcknowledgement&, const SponsorAcknowledgement&) = default;

 private:
  explicit SponsorAcknowledgement(std::string text) : text_(std::move(text)) {}

  std::string text_;
};

// Educational content together with the disclaimer and the acknowledgement it must never be shown without. There is no
// way to build one without them, none to take them off, and no other type converts to an educational message.
template <typename T>
class Disclaimed {
 public:
  Disclaimed(T content, Disclaimer disclaimer, SponsorAcknowledgement sponsor)
      : content_(std::move(content)), disclaimer_(std::move(disclaimer)), sponsor_(std::move(sponsor)) {}

  const T& content() const { return content_; }
  const Disclaimer& disclaimer() const { return disclaimer_; }
  const SponsorAcknowledgement& sponsor() const { return sponsor_; }

  // Another view of the same content (a summary of a publication), under the same disclaimer.
  template <typename F>
  auto Map(F&& view) const {
    return Disclaimed<std::decay_t<decltype(view(content_))>>(view(content_), disclaimer_, sponsor_);
  }

  friend bool operator==(const Disclaimed&, const Disclaimed&) = default;

 private:
  T content_;
  Disclaimer disclaimer_;
  SponsorAcknowledgement sponsor_;
};

}  // namespace careloop

#endif  // CARELOOP_COMMON_BASE_DISCLAIMED_H_

#include "services/journal/store/share_codec.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/journal/store/records.pb.h"

namespace careloop::journal {
namespace {

using storage::v1::ShareRecord;

struct ScopeEncoder {
  ShareRecord& record;

  void operator()(const EntriesScope& scope) const {
    record.mutable_entries()->Add(scope.entries.begin(), scope.entries.end());
  }
  void operator()(const PeriodScope& scope) const {
    record.set_start_us(absl::ToUnixMicros(scope.start));
    record.set_end_us(absl::ToUnixMicros(scope.end));
  }
  void operator()(const StandingScope& scope) const { record.set_start_us(absl::ToUnixMicros(scope.start)); }
};

absl::StatusOr<ShareScope> DecodeScope(const ShareRecord& record) {
  if (record.entries_size() > 0) return EntriesScope{{record.entries().begin(), record.entries().end()}};
  if (!record.has_start_us()) {
    return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored share has no scope that this release knows");
  }
  const absl::Time start = absl::FromUnixMicros(record.start_us());
  if (record.has_end_us()) return PeriodScope{start, absl::FromUnixMicros(record.end_us())};
  return StandingScope{start};
}

}  // namespace

std::string EncodeShare(const Share& share) {
  ShareRecord record;
  record.set_patient(share.patient);
  record.set_id(share.id);
  record.set_care_team(share.care_team);
  if (share.caregiver) {
    record.set_caregiver(share.caregiver->person);
    record.set_caregiver_since_us(absl::ToUnixMicros(share.caregiver->since));
  }
  std::visit(ScopeEncoder{record}, share.scope);
  if (share.expires) record.set_expires_us(absl::ToUnixMicros(*share.expires));
  record.set_created_us(absl::ToUnixMicros(share.created));
  record.set_symptoms_only(share.view == ShareView::kSymptoms);
  return store::EncodeRecord(record);
}

absl::StatusOr<Share> DecodeShare(std::string_view bytes) {
  ASSIGN_OR_RETURN(ShareRecord record, store::DecodeRecord<ShareRecord>(bytes));
  ASSIGN_OR_RETURN(ShareScope scope, DecodeScope(record));
  Share share{.patient = std::move(*record.mutable_patient()),
              .id = std::move(*record.mutable_id()),
              .care_team = std::move(*record.mutable_care_team()),
              .caregiver = std::nullopt,
              .scope = std::move(scope),
              .view = record.symptoms_only() ? ShareView::kSymptoms : ShareView::kAll,
              .expires = std::nullopt,
              .created = absl::FromUnixMicros(record.created_us()),
              .revoked = std::nullopt,
              .delivered = std::nullopt,
              .refused = std::nullopt};
  if (!record.caregiver().empty()) {
    share.caregiver = Caregiver{record.caregiver(), absl::FromUnixMicros(record.caregiver_since_us())};
  }
  if (record.has_expires_us()) share.expires = absl::FromUnixMicros(record.expires_us());
  return share;
}

}  // namespace careloop::journal

#include "services/content/store/publication_codec.h"

#include <utility>

#include "common/base/error.h"
#include "common/base/status_macros.h"
#include "common/store/record.h"
#include "services/content/store/records.pb.h"

namespace careloop::content {
namespace {

using storage::v1::ActRecord;
using storage::v1::DisclaimerRecord;
using storage::v1::ManuscriptRecord;
using storage::v1::WithdrawalRecord;
using Strings = google::protobuf::RepeatedPtrField<std::string>;

absl::Status Damaged() {
  return Error(absl::StatusCode::kInternal, reason::kInternal, "a stored publication is damaged");
}

void Put(const std::vector<std::string>& values, Strings* field) { field->Assign(values.begin(), values.end()); }

std::vector<std::string> Get(const Strings& field) { return {field.begin(), field.end()}; }

PublicationText TextOf(const ManuscriptRecord& record) {
  return {.id = record.id(),
          .title = record.title(),
          .summary = record.summary(),
          .kind = KindFromWord(record.kind()).value_or(Kind::kFactSheet),
          .language = record.language(),
          .diagnoses = Get(record.diagnoses()),
          .topics = Get(record.topics()),
          .treatments = Get(record.treatments()),
          .symptoms = Get(record.symptoms()),
          .body_markdown = record.body_markdown(),
          .review_due = {},
          .facts_as_of = std::nullopt};
}

// False if a date does not parse.
bool ReadDates(const ManuscriptRecord& record, PublicationText& text) {
  if (!absl::ParseCivilTime(record.review_due(), &text.review_due)) return false;
  if (record.facts_as_of().empty()) return true;
  return absl::ParseCivilTime(record.facts_as_of(), &text.facts_as_of.emplace());
}

void Put(const Act& act, ActRecord& record) {
  record.set_time_us(absl::ToUnixMicros(act.time));
  record.set_person(act.person);
  record.set_name(act.name);
}

Act Get(const ActRecord& record) {
  return {.time = absl::FromUnixMicros(record.time_us()), .person = record.person(), .name = record.name()};
}

}  // namespace

std::string EncodeManuscript(const Manuscript& manuscript) {
  const PublicationText& text = manuscript.text;
  ManuscriptRecord record;
  record.set_id(text.id);
  record.set_title(text.title);
  record.set_summary(text.summary);
  record.set_kind(std::string(KindWord(text.kind)));
  record.set_language(text.language);
  Put(text.diagnoses, record.mutable_diagnoses());
  Put(text.topics, record.mutable_topics());
  Put(text.treatments, record.mutable_treatments());
  Put(text.symptoms, record.mutable_symptoms());
  record.set_body_markdown(text.body_markdown);
  record.set_review_due(absl::FormatCivilTime(text.review_due));
  if (text.facts_as_of) record.set_facts_as_of(absl::FormatCivilTime(*text.facts_as_of));
  record.set_sponsor(manuscript.sponsor.text());
  return store::EncodeRecord(record);
}

absl::StatusOr<Manuscript> DecodeManuscript(std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto record, store::DecodeRecord<ManuscriptRecord>(bytes));
  auto sponsor = SponsorAcknowledgement::Create(record.sponsor());
  PublicationText text = TextOf(record);
  if (!sponsor.ok() || !KindFromWord(record.kind()) || !ReadDates(record, text)) return Damaged();
  return Manuscript{.text = std::move(text), .sponsor = *std::move(sponsor)};
}

std::string EncodeAct(const Act& act) {
  ActRecord record;
  Put(act, record);
  return store::EncodeRecord(record);
}

absl::StatusOr<Act> DecodeAct(std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto record, store::DecodeRecord<ActRecord>(bytes));
  return Get(record);
}

std::string EncodeWithdrawal(const Withdrawal& withdrawal) {
  WithdrawalRecord record;
  Put(withdrawal.act, *record.mutable_act());
  record.set_reason(withdrawal.reason);
  return store::EncodeRecord(record);
}

absl::StatusOr<Withdrawal> DecodeWithdrawal(std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto record, store::DecodeRecord<WithdrawalRecord>(bytes));
  return Withdrawal{.act = Get(record.act()), .reason = record.reason()};
}

std::string EncodeDisclaimer(const Disclaimer& disclaimer, const Act& act) {
  DisclaimerRecord record;
  record.set_language(disclaimer.language());
  Put(act, *record.mutable_act());
  return store::EncodeRecord(record);
}

absl::StatusOr<Disclaimer> DecodeDisclaimer(int64_t version, std::string_view text, std::string_view bytes) {
  ASSIGN_OR_RETURN(const auto record, store::DecodeRecord<DisclaimerRecord>(bytes));
  auto disclaimer = Disclaimer::Create(static_cast<int>(version), record.language(), text);
  if (!disclaimer.ok()) return Damaged();
  return *std::move(disclaimer);
}

}  // namespace careloop::content

#include "tests/fault/sharer.h"

namespace careloop::fault {

void Sharer::Begin(int count) {
  Finish();
  for (auto& names : names_) threads_.emplace_back([this, count, &names] { Create(count / 2, names); });
}

void Sharer::Create(int count, std::set<std::string>& names) const {
  const journal::v1::CreateShareRequest request = NewShare();
  for (int i = 0; i < count; ++i) names.insert(client_.Change(&JournalStub::CreateShare, request).share().name());
}

journal::v1::CreateShareRequest Sharer::NewShare() const {
  journal::v1::CreateShareRequest request;
  request.set_parent(client_.person().resource());
  request.mutable_standing()->mutable_start_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  return request;
}

std::string Sharer::ShareWith(const std::string& care_team) const {
  journal::v1::CreateShareRequest request = NewShare();
  request.set_care_team(care_team);
  return client_.Change(&JournalStub::CreateShare, request).share().name();
}

void Sharer::Revoke(const std::string& name) const {
  journal::v1::RevokeShareRequest request;
  request.set_name(name);
  client_.Change(&JournalStub::RevokeShare, request);
}

const std::set<std::string>& Sharer::Finish() {
  threads_.clear();
  names_[0].merge(names_[1]);
  return names_[0];
}

std::set<std::string> Sharer::In(journal::v1::ShareDeliveryState state) const {
  std::set<std::string> names;
  journal::v1::ListSharesRequest request;
  request.set_parent(client_.person().resource());
  request.set_page_size(200);
  do {
    const auto answer = client_.Get(&JournalStub::ListShares, request);
    for (const auto& share : answer.shares()) {
      if (share.delivery().state() == state) names.insert(share.name());
    }
    request.set_page_token(answer.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

std::map<std::string, int> Sharer::Messages() const {
  std::map<std::string, int> messages;
  for (const auto& share : Read()) ++messages[share.name()];
  return messages;
}

std::set<std::string> Sharer::ToldRevoked() const {
  std::set<std::string> names;
  for (const auto& share : Read()) {
    if (share.state() == messaging::v1::SHARE_STATE_REVOKED) names.insert(share.name());
  }
  return names;
}

// Of each message of the thread that is that of a share.
std::vector<messaging::v1::ShareReference> Sharer::Read() const {
  std::vector<messaging::v1::ShareReference> shares;
  messaging::v1::ListMessagesRequest request;
  request.set_parent(thread_);
  request.set_page_size(200);
  do {
    const auto answer = client_.Get(&MessagingStub::ListMessages, request);
    for (const auto& message : answer.messages()) {
      if (message.has_share()) shares.push_back(message.share());
    }
    request.set_page_token(answer.next_page_token());
  } while (!request.page_token().empty());
  return shares;
}

}  // namespace careloop::fault

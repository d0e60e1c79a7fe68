#include "services/messaging/rpc/convert.h"

namespace careloop::messaging {

v1::ThreadCounts ToProto(const InboxCounts& counts) {
  v1::ThreadCounts proto;
  proto.set_open(counts.open);
  proto.set_unread(counts.unread);
  proto.set_unanswered(counts.unanswered);
  proto.set_unassigned(counts.unassigned);
  proto.set_mine(counts.mine);
  proto.set_urgent(counts.urgent);
  proto.set_overdue(counts.overdue);
  proto.set_resolved(counts.resolved);
  proto.set_attention(counts.attention);
  return proto;
}

InboxFilter FromProto(v1::ThreadFilter filter) {
  switch (filter) {
    case v1::THREAD_FILTER_UNANSWERED:
      return InboxFilter::kUnanswered;
    case v1::THREAD_FILTER_UNASSIGNED:
      return InboxFilter::kUnassigned;
    case v1::THREAD_FILTER_MINE:
      return InboxFilter::kMine;
    case v1::THREAD_FILTER_URGENT:
      return InboxFilter::kUrgent;
    case v1::THREAD_FILTER_OVERDUE:
      return InboxFilter::kOverdue;
    case v1::THREAD_FILTER_RESOLVED:
      return InboxFilter::kResolved;
    case v1::THREAD_FILTER_ATTENTION:
      return InboxFilter::kAttention;
    default:
      return InboxFilter::kUnread;
  }
}

}  // namespace careloop::messaging

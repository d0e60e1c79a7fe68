#include "services/content/search/phrase_source.h"

#include <algorithm>

namespace careloop::content {

void PhraseSource::next(double /*least_weight*/) {
  at_ = begun_ ? at_ + 1 : numbers_->begin();
  begun_ = true;
}

void PhraseSource::skip_to(Xapian::docid number, double /*least_weight*/) {
  at_ = std::lower_bound(begun_ ? at_ : numbers_->begin(), numbers_->end(), number);
  begun_ = true;
}

}  // namespace careloop::content

#ifndef CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_SOURCE_H_
#define CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_SOURCE_H_

#include <xapian.h>

#include <memory>
#include <string>
#include <vector>

namespace careloop::content {

// Part of a query: these documents, each of the weight 0.
class PhraseSource final : public Xapian::PostingSource {
 public:
  using Numbers = std::vector<Xapian::docid>;

  // In ascending order.
  explicit PhraseSource(std::shared_ptr<const Numbers> numbers) : numbers_(std::move(numbers)) {}

  Xapian::doccount get_termfreq_min() const override { return size(); }
  Xapian::doccount get_termfreq_est() const override { return size(); }
  Xapian::doccount get_termfreq_max() const override { return size(); }

  void init(const Xapian::Database&) override { begun_ = false; }
  void next(double least_weight) override;
  void skip_to(Xapian::docid number, double least_weight) override;
  bool at_end() const override { return at_ == numbers_->end(); }
  Xapian::docid get_docid() const override { return *at_; }

  PhraseSource* clone() const override { return new PhraseSource(numbers_); }
  std::string get_description() const override { return "PhraseSource"; }

 private:
  Xapian::doccount size() const { return static_cast<Xapian::doccount>(numbers_->size()); }

  const std::shared_ptr<const Numbers> numbers_;
  Numbers::const_iterator at_;
  bool begun_ = false;
};

}  // namespace careloop::content

#endif  // CARELOOP_SERVICES_CONTENT_SEARCH_PHRASE_SOURCE_H_

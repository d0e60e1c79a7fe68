#ifndef CARELOOP_TESTS_UNIT_CONTENT_SEARCH_SAMPLE_H_
#define CARELOOP_TESTS_UNIT_CONTENT_SEARCH_SAMPLE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/content/domain/library.h"
#include "services/content/search/xapian_index.h"
#include "tests/unit/content/sample.h"

namespace careloop::content {

// SampleSite with a drug whose name is of several words.
inline Site SearchSite() {
  Site site = SampleSite();
  Treatment treatment{.id = "nab-paclitaxel",
                      .generic_name = "Albumin-bound paclitaxel",
                      .brand_names = {"Abraxane"},
                      .treatment_kinds = {"A kind"}};
  site.treatments.Add("nab-paclitaxel", "Albumin-bound paclitaxel", {std::move(treatment), SampleSponsor(), "en"});
  return site;
}

// A text in English or another language.
inline Manuscript TextOn(const std::string& id, const std::string& title, const std::string& body,
                         const std::string& language = "en") {
  Manuscript manuscript = SampleManuscript(id, title);
  manuscript.text.summary = "-";
  manuscript.text.body_markdown = body + "\n";
  manuscript.text.language = language;
  return manuscript;
}

// An index, and the library that it is the index of.
class IndexedLibrary {
 public:
  explicit IndexedLibrary(const std::string& scratch = std::filesystem::temp_directory_path())
      : index_(XapianIndex::Create(site_, scratch).value()) {}

  // Publishes the next revision of each; the library alone knows of it until Update.
  void PublishUnseen(std::vector<Manuscript> manuscripts) {
    std::vector<Revision> published;
    for (Manuscript& manuscript : manuscripts) {
      const ShownPublication* before = library_ == nullptr ? nullptr : library_->Current(manuscript.text.id);
      const int number = before == nullptr ? 1 : before->content().revision + 1;
      published.push_back(SamplePublished(std::move(manuscript), number, ++seconds_));
    }
    library_ = LibraryOf(site_, published, library_.get());
  }
  absl::Status Update() { return index_->Update(*library_); }
  void Publish(std::vector<Manuscript> manuscripts) {
    PublishUnseen(std::move(manuscripts));
    const absl::Status status = Update();
    if (!status.ok()) std::abort();
  }
  void Withdraw(const std::string& id) {
    const int number = library_->Current(id)->content().revision;
    std::vector<Change> changes = {
        PublicationWithdrawn{id, number, {.act = SampleAct(++seconds_), .reason = "Wrong."}}};
    library_ = std::make_shared<const Library>(site_, library_.get(), library_->version() + 1, std::move(changes));
  }
  // Another library, which has nothing in common with this one.
  void StartAnew() { library_ = nullptr; }

  const Library& library() const { return *library_; }
  XapianIndex& index() { return *index_; }

  IndexAnswer Search(const SearchQuery& query, RankRange range = {.matching = {}, .first = 0, .size = 100}) {
    return index_->Search(query, range).value();
  }
  // The ids that are found, best first.
  std::vector<std::string> Find(const SearchQuery& query) {
    std::vector<std::string> ids;
    for (const IndexHit& hit : Search(query).hits) ids.push_back(hit.text->id);
    return ids;
  }
  std::vector<std::string> Find(const std::string& text) { return Find(SearchQuery{.text = text}); }

 private:
  const Site site_ = SearchSite();
  std::shared_ptr<const Library> library_;
  const std::unique_ptr<XapianIndex> index_;
  int seconds_ = 0;
};

// Segments as one text, with matches in brackets.
inline std::string Marked(const std::vector<TextSegment>& segments) {
  std::string text;
  for (const TextSegment& segment : segments) text += segment.match ? "[" + segment.text + "]" : segment.text;
  return text;
}

}  // namespace careloop::content

#endif  // CARELOOP_TESTS_UNIT_CONTENT_SEARCH_SAMPLE_H_

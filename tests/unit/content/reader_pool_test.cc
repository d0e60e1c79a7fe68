#include "services/content/search/reader_pool.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "services/content/search/index_writer.h"
#include "tests/unit/content/search_sample.h"

namespace careloop::content {
namespace {

// A database of some size: what a reader has not read yet of the commit that it sees is gone after two more.
class ReaderPoolTest : public ::testing::Test {
 protected:
  ReaderPoolTest() {
    Commit();
    readers_.Publish(directory_);
  }

  // Puts every text anew, so that nothing of the commit before the last stays where it was.
  void Commit() {
    ++commits_;
    for (int i = 0; i < 300; ++i) {
      if (commits_ > 1) writer_.TakeOut(TextOf(i).text, BodyOf(i, commits_ - 1));
      writer_.Put(std::make_shared<const PublicationText>(TextOf(i).text), BodyOf(i, commits_));
    }
    writer_.Commit();
  }

  static Manuscript TextOf(int i) { return TextOn(StrCat("t", i), StrCat("Title ", i), ""); }
  static std::string BodyOf(int i, int commit) { return StrCat("nausea word", i, " commit", commit); }

  int Count(Searcher& searcher, const std::string& query) const {
    const auto plan = PlanSearch(query, names_);
    const auto documents = documents_.Current();
    return searcher.Rank(*plan, Xapian::Query::MatchAll, {"en"}, {.first = 0, .size = 10}, *documents, stems_).total;
  }

  const Site site_ = SearchSite();
  const TreatmentNames names_;
  FacetValues facets_;
  Spellings spellings_;
  StemNumbers stems_;
  DocumentTable documents_;
  int commits_ = 0;
  const std::shared_ptr<const ScratchDirectory> directory_ =
      ScratchDirectory::Create(std::filesystem::temp_directory_path()).value();
  IndexWriter writer_{directory_->path(), site_, names_, IndexMemory{facets_, spellings_, stems_, documents_}};
  ReaderPool readers_;
};

TEST_F(ReaderPoolTest, HasNoReaderWhileThereIsNoIndex) {
  EXPECT_TRUE(readers_.Take());
  readers_.Publish(nullptr);
  EXPECT_FALSE(readers_.Take());
}

TEST_F(ReaderPoolTest, UsesAReaderAgain) {
  const Searcher* first = nullptr;
  {
    const ReaderPool::Lease lease = readers_.Take();
    first = &*lease;
  }
  const ReaderPool::Lease again = readers_.Take();
  EXPECT_EQ(&*again, first);
  const ReaderPool::Lease other = readers_.Take();  // while that one is in use
  EXPECT_NE(&*other, first);
}

TEST_F(ReaderPoolTest, ShowsAReaderWhatWasPublishedSince) {
  EXPECT_EQ(Count(*readers_.Take(), "commit2"), 0);
  Commit();
  EXPECT_EQ(Count(*readers_.Take(), "commit2"), 0);
  readers_.Publish(directory_);
  EXPECT_EQ(Count(*readers_.Take(), "commit2"), 300);
}

TEST_F(ReaderPoolTest, UsesAReaderThatMetAChangeNoMoreOnceItIsDiscarded) {
  for (const bool discarded : {false, true}) {
    {
      const ReaderPool::Lease opened = readers_.Take();
    }
    Commit();
    Commit();
    {
      ReaderPool::Lease lease = readers_.Take();  // the one before: nothing was published since
      EXPECT_THROW(Count(*lease, "nausea"), Xapian::DatabaseModifiedError);
      if (discarded) lease.Discard();
    }
    if (discarded) {
      EXPECT_EQ(Count(*readers_.Take(), "nausea"), 300);
    } else {
      EXPECT_THROW(Count(*readers_.Take(), "nausea"), Xapian::DatabaseModifiedError);
      readers_.Publish(directory_);
    }
  }
}

}  // namespace
}  // namespace careloop::content

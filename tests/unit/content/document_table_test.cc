#include "services/content/search/document_table.h"

#include <gtest/gtest.h>

#include <utility>

namespace careloop::content {
namespace {

std::shared_ptr<const IndexedDocument> DocumentOf(const std::string& words) {
  IndexedDocument document;
  document.excerpt_source = words;
  document.facets.assign(words.begin(), words.end());
  return std::make_shared<const IndexedDocument>(std::move(document));
}

TEST(DocumentTable, ShowsWhatWasPutFromTheCommitOn) {
  DocumentTable table;
  table.Put(3, DocumentOf("three"));
  const auto before = table.Current();
  table.Commit();
  EXPECT_EQ(table.Current()->At(3).excerpt_source, "three");
  EXPECT_THROW(before->At(3), Xapian::DatabaseModifiedError);
  EXPECT_THROW(table.Current()->At(2), Xapian::DatabaseModifiedError);
  EXPECT_THROW(table.Current()->At(4), Xapian::DatabaseModifiedError);
}

// A reader of Xapian sees the commit that it was opened at until the second one after it.
TEST(DocumentTable, KeepsWhatWasTakenOutForAsLongAsAReaderMaySeeIt) {
  DocumentTable table;
  table.Put(1, DocumentOf("one"));
  table.Commit();
  table.TakeOut(1);
  table.Put(2, DocumentOf("two"));
  table.Commit();
  EXPECT_EQ(table.Current()->At(1).excerpt_source, "one");
  table.Commit();
  EXPECT_THROW(table.Current()->At(1), Xapian::DatabaseModifiedError);
  EXPECT_EQ(table.Current()->At(2).excerpt_source, "two");
}

TEST(DocumentTable, HasTheFacetsOfEachDocument) {
  DocumentTable table;
  table.Put(1, DocumentOf("ab"));
  table.Put(3, DocumentOf("c"));
  table.Commit();
  const auto documents = table.Current();
  const auto of = [&](Xapian::docid number) {
    const auto facets = documents->FacetsOf(number);
    return std::vector<uint32_t>(facets.begin(), facets.end());
  };
  EXPECT_EQ(of(1), (std::vector<uint32_t>{'a', 'b'}));
  EXPECT_EQ(of(3), (std::vector<uint32_t>{'c'}));
  EXPECT_THROW(of(0), Xapian::DatabaseModifiedError);
  EXPECT_THROW(of(2), Xapian::DatabaseModifiedError);
  EXPECT_THROW(of(4), Xapian::DatabaseModifiedError);
}

TEST(DocumentTable, StaysAsItWasForWhoHoldsIt) {
  DocumentTable table;
  table.Put(1, DocumentOf("one"));
  table.Commit();
  const auto held = table.Current();
  table.Clear();
  EXPECT_TRUE(table.Current()->empty());
  EXPECT_EQ(held->At(1).excerpt_source, "one");
}

}  // namespace
}  // namespace careloop::content

#include "services/content/search/document_table.h"

#include <gtest/gtest.h>

#include <utility>

namespace careloop::content {
namespace {

std::shared_ptr<const IndexedDocument> DocumentOf(const std::string& words) {
  IndexedDocument document;
  document.excerpt_source = words;
  return std::make_shared<const IndexedDocument>(std::move(document));
}

TEST(DocumentTable, ShowsWhatWasPutFromTheCommitOn) {
  DocumentTable table;
  table.Put(3, DocumentOf("three"));
  const auto before = table.Current();
  table.Commit();
  EXPECT_EQ(At(*table.Current(), 3).excerpt_source, "three");
  EXPECT_THROW(At(*before, 3), Xapian::DatabaseModifiedError);
  EXPECT_THROW(At(*table.Current(), 2), Xapian::DatabaseModifiedError);
  EXPECT_THROW(At(*table.Current(), 4), Xapian::DatabaseModifiedError);
}

// A reader of Xapian sees the commit that it was opened at until the second one after it.
TEST(DocumentTable, KeepsWhatWasTakenOutForAsLongAsAReaderMaySeeIt) {
  DocumentTable table;
  table.Put(1, DocumentOf("one"));
  table.Commit();
  table.TakeOut(1);
  table.Put(2, DocumentOf("two"));
  table.Commit();
  EXPECT_EQ(At(*table.Current(), 1).excerpt_source, "one");
  table.Commit();
  EXPECT_THROW(At(*table.Current(), 1), Xapian::DatabaseModifiedError);
  EXPECT_EQ(At(*table.Current(), 2).excerpt_source, "two");
}

TEST(DocumentTable, StaysAsItWasForWhoHoldsIt) {
  DocumentTable table;
  table.Put(1, DocumentOf("one"));
  table.Commit();
  const auto held = table.Current();
  table.Clear();
  EXPECT_TRUE(table.Current()->empty());
  EXPECT_EQ(At(*held, 1).excerpt_source, "one");
}

}  // namespace
}  // namespace careloop::content

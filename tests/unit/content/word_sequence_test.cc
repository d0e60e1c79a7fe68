#include "services/content/search/word_sequence.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "common/base/strings.h"

namespace careloop::content {
namespace {

using Numbers = std::vector<StemNumber>;

constexpr auto kAnywhere = SearchField::kAnywhere;
constexpr auto kTitle = SearchField::kTitle;

TEST(WordSequence, HasWordsThatStandOneAfterTheOther) {
  WordSequence words;
  words.Add(kAnywhere, {1, 2, 3, 1, 1, 4});
  words.Finish();
  EXPECT_TRUE(words.Has(kAnywhere, Numbers{1, 2}));
  EXPECT_TRUE(words.Has(kAnywhere, Numbers{1, 1, 4}));
  EXPECT_TRUE(words.Has(kAnywhere, Numbers{1, 2, 3, 1, 1, 4}));
  EXPECT_FALSE(words.Has(kAnywhere, Numbers{2, 1}));
  EXPECT_FALSE(words.Has(kAnywhere, Numbers{1, 3}));
  EXPECT_FALSE(words.Has(kAnywhere, Numbers{1, 4, 5}));
}

TEST(WordSequence, NoPhraseRunsFromOneTextIntoTheNext) {
  WordSequence words;
  words.Add(kTitle, {1, 2});
  words.Add(kAnywhere, {});
  words.Add(kAnywhere, {3, 4});
  words.Finish();
  EXPECT_FALSE(words.Has(kAnywhere, Numbers{2, 3}));
  EXPECT_TRUE(words.Has(kAnywhere, Numbers{3, 4}));
}

TEST(WordSequence, AFieldHasItsOwnTextsAlone) {
  WordSequence words;
  words.Add(kTitle, {1, 2});
  words.Add(kAnywhere, {2, 3});
  words.Add(kTitle, {4, 5});
  words.Finish();
  EXPECT_TRUE(words.Has(kTitle, Numbers{1, 2}));
  EXPECT_TRUE(words.Has(kTitle, Numbers{4, 5}));
  EXPECT_FALSE(words.Has(kTitle, Numbers{2, 3}));
  EXPECT_FALSE(words.Has(SearchField::kTopic, Numbers{1, 2}));
  EXPECT_TRUE(words.Has(kAnywhere, Numbers{4, 5}));
}

RC_GTEST_PROP(WordSequenceProperty, HasWhatASearchWordByWordFinds, ()) {
  const auto number = rc::gen::inRange<StemNumber>(1, 4);
  const auto text = *rc::gen::container<Numbers>(*rc::gen::inRange<size_t>(0, 200), number);
  const auto phrase = *rc::gen::container<Numbers>(*rc::gen::inRange<size_t>(2, 7), number);
  WordSequence words;
  words.Add(kAnywhere, text);
  words.Finish();
  const bool expected = std::search(text.begin(), text.end(), phrase.begin(), phrase.end()) != text.end();
  RC_ASSERT(words.Has(kAnywhere, phrase) == expected);
}

TEST(StemNumbers, AStemKeepsItsNumber) {
  StemNumbers numbers;
  const StemNumber pain = numbers.Of("pain");
  EXPECT_NE(numbers.Of("nausea"), pain);
  EXPECT_EQ(numbers.Of("pain"), pain);
  EXPECT_EQ(numbers.Find("pain"), pain);
  EXPECT_EQ(numbers.Find("fever"), StemNumbers::kNone);
  EXPECT_NE(pain, StemNumbers::kBorder);
}

TEST(StemNumbers, WhatComesAfterTheLastNumberHasNone) {
  StemNumbers numbers;
  int numbered = 0;
  while (numbers.Of(StrCat(numbered)) != StemNumbers::kNone) ++numbered;
  EXPECT_EQ(numbered, 65'534);
  EXPECT_EQ(numbers.Of("more"), StemNumbers::kNone);
  EXPECT_NE(numbers.Of("0"), StemNumbers::kNone);
}

}  // namespace
}  // namespace careloop::content

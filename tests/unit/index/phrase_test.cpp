// Phrases, compared with the texts that the documents were made of.
#include "index/phrase.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

using testing_support::OwnedDocument;
using testing_support::RandomCorpus;

bool text_holds(const std::string& text, const std::vector<std::string>& terms) {
  const auto tokens = testing_support::tokens_of(text);
  for (std::size_t begin = 0; begin + terms.size() <= tokens.size(); ++begin) {
    bool all = true;
    for (std::size_t i = 0; i < terms.size(); ++i)
      all = all && (terms[i].empty() || tokens[begin + i].term == terms[i]);
    if (all) return true;
  }
  return false;
}

bool holds(const OwnedDocument& document, const std::vector<std::string>& terms) {
  return std::any_of(document.text.begin(), document.text.end(),
                     [&](const std::string& text) { return text_holds(text, terms); });
}

class PhraseProperty : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(PhraseProperty, X_03_FindsWhatReadingTheTextsFinds) {
  const Schema schema = testing_support::make_schema();
  RandomCorpus corpus(GetParam(), GetParam() / 8 + 5);
  SegmentBuilder builder(schema);
  std::vector<OwnedDocument> documents;
  for (std::uint32_t item = 1; item <= GetParam(); ++item) {
    documents.push_back(corpus.document(item));
    add_to(builder, documents.back());
  }
  const auto segment = testing_support::seal(builder, schema);
  std::size_t found = 0;
  for (int round = 0; round < 150; ++round) {
    const auto terms = corpus.phrase();
    std::vector<std::uint32_t> expected;
    for (std::uint32_t doc = 0; doc < segment->doc_count(); ++doc) {
      const bool held = holds(documents[segment->items()[doc] - 1], terms);
      if (held) expected.push_back(doc);
      EXPECT_EQ(phrase_impact(*segment, terms, doc).has_value(), held);
    }
    std::vector<std::uint32_t> actual;
    for (const auto& [doc, impact] : find_phrase(*segment, terms)) {
      actual.push_back(doc);
      EXPECT_EQ(phrase_impact(*segment, terms, doc), impact);
    }
    ASSERT_EQ(actual, expected);
    found += actual.size();

    const auto postings = phrase_postings(*segment, terms);
    EXPECT_EQ(phrase_postings(*segment, terms), postings) << "from the cache";
    ASSERT_EQ(postings->list.df, expected.size());
    PostingCursor cursor(postings->list);
    for (const std::uint32_t doc : expected) {
      EXPECT_EQ(cursor.doc(), doc);
      EXPECT_EQ(cursor.impact(), phrase_impact(*segment, terms, doc));
      cursor.next();
    }
    EXPECT_EQ(cursor.doc(), kNoMoreDocs);
  }
  EXPECT_GT(found, 0U);
}

INSTANTIATE_TEST_SUITE_P(Corpora, PhraseProperty, ::testing::Values(40U, 400U, 3'000U));

TEST(Phrase, NeedsItsWordsInOneFieldInOrder) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  OwnedDocument document;
  document.item = 1;
  document.text = {"galaxy s21 cover", "samsung", "for galaxy tab s21 galaxy"};
  add_to(builder, document);
  const auto segment = testing_support::seal(builder, schema);
  const auto holds_phrase = [&](std::vector<std::string> terms) {
    return !find_phrase(*segment, terms).empty();
  };
  EXPECT_TRUE(holds_phrase({"galaxy", "s21"}));
  EXPECT_FALSE(holds_phrase({"s21", "tab"}));
  EXPECT_FALSE(holds_phrase({"cover", "samsung"}));
  EXPECT_TRUE(holds_phrase({"galaxy", "", "s21"}));
  EXPECT_TRUE(holds_phrase({"tab", "s21", "galaxy"}));
  EXPECT_FALSE(holds_phrase({"galaxy", "s22"}));
  EXPECT_TRUE(holds_phrase({"samsung"}));
  EXPECT_FALSE(holds_phrase({}));
}

}  // namespace
}  // namespace khoj::index

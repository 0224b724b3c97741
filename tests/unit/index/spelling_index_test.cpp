// Looking up similar terms must find exactly what comparing with every term finds.
#include "index/spelling_index.hpp"

#include <set>

#include <gtest/gtest.h>

#include "base/edit_distance.hpp"
#include "corpus.hpp"
#include "index/term_expansion.hpp"

namespace khoj::index {
namespace {

/// A segment with one document for each line; terms are the words.
std::shared_ptr<const Segment> segment_of(const std::vector<std::string>& titles) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  std::uint32_t item = 1;
  for (const std::string& title : titles) {
    testing_support::OwnedDocument document;
    document.item = item++;
    document.text = {title, "", ""};
    add_to(builder, document);
  }
  return std::make_shared<const Segment>(testing_support::seal(builder, schema), nullptr);
}

std::string random_word(base::Rng& rng, std::size_t least, std::size_t most, unsigned letters) {
  std::string word(least + rng.below(most - least + 1), 'a');
  for (char& letter : word) letter = static_cast<char>('a' + rng.below(letters));
  return word;
}

/// Words of few letters, so that many are similar; some that are no words.
std::set<std::string> random_vocabulary(base::Rng& rng, unsigned letters) {
  std::set<std::string> words;
  for (int i = 0; i < 500; ++i) words.insert(random_word(rng, 1, 14, letters));
  for (int i = 0; i < 60; ++i) words.insert(random_word(rng, 20, 27, 2));
  for (int i = 0; i < 60; ++i) words.insert(random_word(rng, 3, 6, letters) + std::to_string(i));
  words.insert("साड़ी");
  words.insert("Upper");
  return words;
}

std::vector<SimilarTerm> compare_with_all(const TermDictionary& terms, std::string_view word,
                                          unsigned edits) {
  std::vector<SimilarTerm> out;
  if (word.size() < SpellingIndex::kTwoEditLetters) edits = std::min(edits, 1U);
  for (TermDictionary::Iterator term(terms); SpellingIndex::covers(word) && !term.at_end(); term.next()) {
    if (!SpellingIndex::covers(term.term())) continue;
    const unsigned distance = base::edit_distance(word, term.term());
    if (distance >= 1 && distance <= edits) out.push_back({term.ordinal(), distance});
  }
  return out;
}

class SpellingProperty : public ::testing::TestWithParam<unsigned> {};

TEST_P(SpellingProperty, X_03_FindsWhatComparingWithEveryTermFinds) {
  base::Rng rng(GetParam());
  const auto words = random_vocabulary(rng, GetParam());
  const auto segment = segment_of({words.begin(), words.end()});
  const TermDictionary& terms = segment->reader().terms();
  std::size_t found = 0;
  const auto check = [&](const std::string& word) {
    for (const unsigned edits : {1U, 2U}) {
      const auto similar = segment->reader().spelling().find(terms, word, edits);
      ASSERT_EQ(similar, compare_with_all(terms, word, edits)) << word << " " << edits;
      found += similar.size();
    }
  };
  for (const std::string& word : words) {
    check(word);
    std::string wrong = word;
    for (int mistakes = 0; mistakes < 2; ++mistakes) {
      const std::size_t at = rng.below(wrong.size());
      switch (rng.below(4)) {
        case 0: wrong.erase(at, 1); break;
        case 1: wrong.insert(at, 1, static_cast<char>('a' + rng.below(GetParam()))); break;
        case 2: wrong[at] = static_cast<char>('a' + rng.below(GetParam())); break;
        default:
          if (at + 1 < wrong.size()) std::swap(wrong[at], wrong[at + 1]);
      }
      check(wrong);
      if (wrong.empty() || HasFatalFailure()) break;
    }
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(found, 300U);
}

INSTANTIATE_TEST_SUITE_P(Alphabets, SpellingProperty, ::testing::Values(2U, 3U, 5U, 12U));

TEST(SpellingIndex, X_03_LeavesNumbersAndModelCodesAlone) {
  const auto segment = segment_of({"wh1000xm4 iphone13 headphone 10000"});
  const auto& reader = segment->reader();
  EXPECT_TRUE(reader.spelling().find(reader.terms(), "wh1000xm5", 2).empty());
  EXPECT_TRUE(reader.spelling().find(reader.terms(), "10001", 2).empty());
  EXPECT_TRUE(reader.spelling().find(reader.terms(), "iphone", 2).empty());
  EXPECT_EQ(reader.spelling().find(reader.terms(), "hedphone", 2).size(), 1U);
  EXPECT_TRUE(segment_of({"1 2 3"})->reader().spelling().find({}, "watch", 1).empty());
}

TEST(TermDictionaryRange, HoldsTheTermsWithThePrefix) {
  base::Rng rng(3);
  const auto words = random_vocabulary(rng, 3);
  const auto segment = segment_of({words.begin(), words.end()});
  const TermDictionary& terms = segment->reader().terms();
  const std::vector<std::string> sorted(words.begin(), words.end());
  for (const std::string& word : sorted) {
    for (const std::string& prefix : {word, word.substr(0, 2), word + "zz", std::string("b\xFF")}) {
      const auto [begin, end] = terms.range_of(prefix);
      std::size_t expected = 0;
      for (std::uint32_t i = 0; i < sorted.size(); ++i) {
        if (!sorted[i].starts_with(prefix)) continue;
        ++expected;
        EXPECT_TRUE(i >= begin && i < end) << prefix << " " << sorted[i];
      }
      EXPECT_EQ(end - begin, expected) << prefix;
    }
    std::string read;
    terms.read(terms.lower_bound(word), read);
    EXPECT_EQ(read, word);
  }
  EXPECT_EQ(terms.lower_bound("\xF4\x8F"), terms.size());
  TermDictionary::Iterator from(terms, 300);
  EXPECT_EQ(from.ordinal(), 300U);
  EXPECT_EQ(from.term(), sorted[300]);
}

class TermExpansion : public ::testing::Test {
 protected:
  const std::vector<std::shared_ptr<const Segment>> segments_ = {
      segment_of({"wireless headphones", "wireless headset", "wire headlamp", "headphones"}),
      segment_of({"wireless head1", "headphone headphones"})};

  static std::vector<std::string> names(const std::vector<ExpandedTerm>& terms) {
    std::vector<std::string> out;
    for (const auto& term : terms) out.push_back(term.term + " " + std::to_string(term.df));
    return out;
  }
  using Names = std::vector<std::string>;
};

TEST_F(TermExpansion, MergesTheSegments) {
  EXPECT_EQ(names(similar_terms(segments_, "wireles", 2, 8)), (Names{"wireless 3"}));
  EXPECT_EQ(names(similar_terms(segments_, "headphonse", 2, 8)), (Names{"headphones 3", "headphone 1"}));
  EXPECT_EQ(similar_terms(segments_, "headphonse", 2, 1).size(), 1U);
}

TEST_F(TermExpansion, X_03_CompletesPrefixesAlsoMisspeltOnes) {
  EXPECT_EQ(names(terms_beginning_with(segments_, "head", 3)),
            (Names{"headphones 3", "head1 1", "headlamp 1"}));
  EXPECT_EQ(names(terms_beginning_with(segments_, "headset", 3)), Names{});
  EXPECT_EQ(names(terms_beginning_like(segments_, "hedph", 8)), (Names{"headphones 3", "headphone 1"}));
  EXPECT_EQ(names(terms_beginning_like(segments_, "gead", 8)),
            (Names{"headphones 3", "headlamp 1", "headphone 1", "headset 1"}))
      << "the first letter too, but nothing with digits";
  EXPECT_EQ(names(terms_beginning_like(segments_, "wrie", 8)), (Names{"wireless 3", "wire 1"}));
  EXPECT_TRUE(terms_beginning_like(segments_, "head1", 8).empty());
}

}  // namespace
}  // namespace khoj::index

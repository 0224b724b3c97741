// The index and the plain reference give the same answers on random corpora.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "base/utf8.hpp"
#include "index/completion/completion_builder.hpp"
#include "index/completion/edit_distance.hpp"
#include "index/completion/near_walk.hpp"
#include "index/completion/reference.hpp"
#include "text/typo.hpp"

namespace khoj::index::completion {

static void PrintTo(const Hit& hit, std::ostream* out) {
  *out << hit.text << " (" << hit.weight << ", " << int{hit.typos} << (hit.continues ? ", continues)" : ")");
}

namespace {

constexpr const char* kHindiWords[] = {"साड़ी", "कुर्ता", "लाल", "जूते", "चाँदी"};

/// Few letters, so that words share beginnings and lie near to each other.
std::string random_word(base::Rng& rng) {
  if (rng.chance(0.1)) return kHindiWords[rng.below(std::size(kHindiWords))];
  if (rng.chance(0.1)) return fmt::format("{}", rng.below(120));
  std::string word;
  for (std::size_t length = 1 + rng.below(10); length > 0; --length) word += "abc"[rng.below(3)];
  return word;
}

std::string random_text(base::Rng& rng, const std::vector<std::string>& vocabulary) {
  std::string text;
  for (std::size_t words = 1 + rng.below(4); words > 0; --words) {
    if (!text.empty()) text += rng.chance(0.1) ? "-" : " ";
    text += vocabulary[rng.below(vocabulary.size())];
  }
  if (rng.chance(0.1)) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string random_query(base::Rng& rng, const std::vector<Entry>& entries,
                         const std::vector<std::string>& vocabulary) {
  std::string text = rng.chance(0.5) ? entries[rng.below(entries.size())].text : random_text(rng, vocabulary);
  if (rng.chance(0.4)) text::add_typo(text, rng);
  return std::string(base::truncate_utf8(text, 1 + rng.below(text.size())));
}

class CompletionProperty : public ::testing::TestWithParam<int> {};

TEST_P(CompletionProperty, X_03_AnswersAsThePlainReferenceDoes) {
  base::Rng rng(static_cast<std::uint64_t>(GetParam()));
  std::vector<std::string> vocabulary;
  for (std::size_t i = 0; i < 3 + rng.below(60); ++i) vocabulary.push_back(random_word(rng));
  std::vector<Entry> entries;
  CompletionBuilder builder;
  for (std::size_t i = 0; i < 5 + rng.below(150); ++i) {
    Entry entry{random_text(rng, vocabulary),
                static_cast<Kind>(rng.below(kKindCount)),
                static_cast<float>(rng.uniform() * 100.0),
                {}};
    if (rng.chance(0.1)) entry.forms.push_back(random_text(rng, vocabulary));
    if (builder.add(entry)) entries.push_back(entry);
  }
  const auto index = builder.build();
  ASSERT_TRUE(index);
  for (int i = 0; i < 60; ++i) {
    const std::string query = random_query(rng, entries, vocabulary);
    Options options;
    options.max_visits = kUnlimitedVisits;
    options.enough = rng.below(6);
    options.max_typos = static_cast<std::uint32_t>(rng.below(3));
    if (rng.chance(0.3)) options.kinds = static_cast<KindMask>(rng.below(kAllKinds) + 1);
    const std::size_t k = 1 + rng.below(12);
    ASSERT_THAT(index->complete(query, k, options),
                ::testing::ElementsAreArray(complete_plainly(entries, query, k, options)))
        << "query '" << query << "', k " << k << ", typos " << options.max_typos;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, CompletionProperty, ::testing::Range(0, 60));

TEST(TermTrie, FindsTheNearTermsThatTheTableFinds) {
  base::Rng rng(7);
  for (int round = 0; round < 40; ++round) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < 1 + rng.below(200); ++i) words.push_back(random_word(rng));
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    const TermTrie trie(std::vector<std::string_view>(words.begin(), words.end()));
    for (int i = 0; i < 20; ++i) {
      const std::string typed = random_word(rng);
      std::vector<char32_t> letters;
      read_letters(typed, letters);
      if (letters.size() < 3) continue;
      const bool prefix = rng.chance(0.5);
      const auto most = static_cast<std::uint32_t>(1 + rng.below(2));
      std::vector<TermRange> near;
      trie.find_near(letters, most, prefix, near);
      std::vector<std::uint32_t> found(words.size(), most + 1);
      for (const auto& range : near) {
        for (auto id = range.begin; id < range.end; ++id) {
          EXPECT_EQ(found[id], most + 1) << "twice";
          found[id] = range.typos;
        }
      }
      for (std::uint32_t id = 0; id < words.size(); ++id) {
        ASSERT_EQ(found[id], std::min(edit_distance(typed, words[id], prefix), most + 1))
            << typed << " → " << words[id] << (prefix ? " as a beginning" : "");
      }
    }
  }
}

TEST(TermTrie, FindsTermsAndBeginnings) {
  const std::vector<std::string_view> words = {"a", "ab", "abc", "abd", "b", "कुर", "कुर्ता"};
  const TermTrie trie(words);
  for (std::uint32_t id = 0; id < words.size(); ++id) {
    EXPECT_EQ(trie.find(words[id]), id);
    EXPECT_EQ(trie.term(id), words[id]);
  }
  EXPECT_EQ(trie.find("abx"), std::nullopt);
  EXPECT_EQ(trie.find("bb"), std::nullopt);
  EXPECT_EQ(trie.find("कु"), std::nullopt);
  EXPECT_EQ(trie.starting_with("ab"), (TermRange{1, 4, 0}));
  EXPECT_EQ(trie.starting_with("कु"), (TermRange{5, 7, 0}));
  EXPECT_EQ(trie.starting_with("कुर्"), (TermRange{6, 7, 0}));
  EXPECT_EQ(trie.starting_with("c").begin, trie.starting_with("c").end);
}

TEST(RangeMinimum, AnswersAsAScanDoes) {
  base::Rng rng(3);
  std::vector<std::uint32_t> values(1'000);
  for (auto& value : values) value = static_cast<std::uint32_t>(rng.below(300));
  const RangeMinimum minimum(values);
  for (int i = 0; i < 2'000; ++i) {
    const auto begin = static_cast<std::uint32_t>(rng.below(values.size()));
    const auto end = static_cast<std::uint32_t>(begin + 1 + rng.below(values.size() - begin));
    const auto plain = std::min_element(values.begin() + begin, values.begin() + end) - values.begin();
    ASSERT_EQ(minimum.argmin(values, begin, end), plain);
  }
}

}  // namespace
}  // namespace khoj::index::completion

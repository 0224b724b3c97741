// Looking a term up in the front-coded dictionary must find what is there and nothing else, above all among terms that
// begin alike.
#include <iterator>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "corpus.hpp"

namespace khoj::index {
namespace {

TEST(TermDictionary, FindsWhatIsThereAndNothingElse) {
  base::Rng rng(9);
  const auto draw = [&rng] {
    // Half of them are alike for longer than what a search compares first.
    std::string term = rng.chance(0.5) ? "abcabcabc" : "";
    for (std::uint64_t n = 1 + rng.below(7); n > 0; --n)
      term += rng.chance(0.1) ? '\xC3' : static_cast<char>('a' + rng.below(3));
    return term;
  };
  std::set<std::string> terms;
  while (terms.size() < 700) terms.insert(draw());
  SegmentBuilder builder(testing_support::make_schema());
  testing_support::OwnedDocument document;
  document.item = 1;
  document.text = {"", "", ""};
  for (const std::string& term : terms) document.text[2] += term + " ";
  testing_support::add_to(builder, document);
  const auto reader = testing_support::seal(builder, testing_support::make_schema());

  std::uint32_t ordinal = 0;
  for (const std::string& term : terms) EXPECT_EQ(reader->terms().find(term), ordinal++) << term;
  for (int i = 0; i < 5000; ++i) {
    const std::string term = draw();
    EXPECT_EQ(reader->terms().find(term).has_value(), terms.contains(term)) << term;
  }
  for (int i = 0; i < 2000; ++i) {
    const std::string term = draw();
    const auto place = static_cast<std::uint32_t>(std::distance(terms.begin(), terms.lower_bound(term)));
    EXPECT_EQ(reader->terms().lower_bound(term), place) << term;
  }
  EXPECT_FALSE(reader->terms().find(""));
}

}  // namespace
}  // namespace khoj::index

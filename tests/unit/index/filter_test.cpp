#include <gtest/gtest.h>

#include "corpus.hpp"
#include "index/filter_resolver.hpp"

namespace khoj::index {
namespace {

using testing_support::RandomCorpus;
using testing_support::seal;

TEST(FilterExpression, CanonicalTextIsTheSameForEqualMeaning) {
  const auto price = FilterExpression::range("price", 0, 30000);
  const auto brand = FilterExpression::keyword("brand", {"b", "a", "b"});
  EXPECT_EQ(FilterExpression::all_of({price, brand}).canonical(),
            FilterExpression::all_of({brand, price, brand}).canonical());
  EXPECT_EQ(brand.canonical(), "\"brand\":{\"a\",\"b\"}");
  EXPECT_EQ(price.canonical(), "\"price\":[0,30000]");
  EXPECT_EQ(FilterExpression::all_of({}).canonical(), FilterExpression{}.canonical());
  // A value cannot pass for another expression.
  EXPECT_NE(FilterExpression::keyword("brand", {"a\",\"b"}).canonical(), brand.canonical());
  EXPECT_NE(FilterExpression::any_of({price, brand}).canonical(),
            FilterExpression::all_of({price, brand}).canonical());
}

TEST(FilterResolver, EqualsTheTestOfEveryDocument) {
  const Schema schema = testing_support::make_schema();
  RandomCorpus corpus(31, 50);
  for (const std::uint32_t documents : {1U, 63U, 64U, 1500U}) {
    SegmentBuilder builder(schema);
    for (std::uint32_t item = 0; item < documents; ++item) add_to(builder, corpus.document(item));
    const Segment segment(seal(builder, schema), nullptr);
    for (int round = 0; round < 200; ++round) {
      const FilterExpression filter = corpus.filter(3);
      const auto bits = resolve_filter(schema, segment, filter);
      ASSERT_EQ(resolve_filter(schema, segment, filter), bits) << "comes from the cache";
      for (std::uint32_t doc = 0; doc < bits->words.size() * 64; ++doc) {
        ASSERT_EQ(simd::test_bit(bits->words.data(), doc),
                  doc < documents && passes_filter(schema, segment, filter, doc))
            << filter.canonical();
      }
    }
  }
}

TEST(FilterResolver, AnUnknownColumnHoldsNothing) {
  const Schema schema = testing_support::make_schema();
  SegmentBuilder builder(schema);
  RandomCorpus corpus(32, 50);
  add_to(builder, corpus.document(1));
  const Segment segment(seal(builder, schema), nullptr);
  for (const auto& filter :
       {FilterExpression::range("nothing", 0, 1), FilterExpression::range("brand", 0, 1),
        FilterExpression::keyword("price", {"1"}), FilterExpression::exists("nothing")}) {
    EXPECT_EQ(resolve_filter(schema, segment, filter)->words[0], 0U);
    EXPECT_FALSE(passes_filter(schema, segment, filter, 0));
  }
}

}  // namespace
}  // namespace khoj::index

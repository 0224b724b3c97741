// Columns in all the ways in which they lie: what goes in comes out, and bytes that are wrong do not open.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "base/rng.hpp"
#include "corpus.hpp"
#include "index/number_column.hpp"
#include "index/segment_format.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// `distinct` different numbers or fewer, and some documents without one.
std::vector<double> numbers_of(std::size_t docs, std::uint64_t distinct) {
  base::Rng rng(docs + distinct);
  std::vector<double> numbers(docs);
  for (auto& number : numbers)
    number = rng.chance(0.05) ? kNone : static_cast<double>(rng.below(distinct)) / 4.0 - 10.0;
  return numbers;
}

struct Shape {
  std::size_t docs;
  std::uint64_t distinct;
  std::uint32_t width;
};

class NumberColumns : public testing::TestWithParam<Shape> {};

TEST_P(NumberColumns, GiveWhatWasPutIn) {
  const auto [docs, distinct, width] = GetParam();
  const auto numbers = numbers_of(docs, distinct);
  const Bytes bytes = encode_numbers(numbers);
  EXPECT_EQ(reinterpret_cast<const NumberColumnHeader*>(bytes.data())->width, width);
  const auto column = NumberColumn::open(bytes, static_cast<std::uint32_t>(docs));
  ASSERT_TRUE(column) << column.error().describe();
  for (std::uint32_t doc = 0; doc < docs; ++doc) {
    if (std::isnan(numbers[doc])) {
      ASSERT_TRUE(std::isnan(column->at(doc)));
    } else {
      ASSERT_EQ(column->at(doc), numbers[doc]);
    }
  }
  for (const auto& [min, max] :
       {std::pair{-kInfinity, kInfinity}, std::pair{-9.0, 3.1}, std::pair{0.1, 0.2}, std::pair{5.0, 1.0},
        std::pair{-kInfinity, -11.0}, std::pair{0.0, 0.0}, std::pair{kNone, 1.0}, std::pair{0.0, kNone}}) {
    std::vector<std::uint64_t> bits(simd::words_for(docs), ~std::uint64_t{0});
    column->range(min, max, bits.data());
    for (std::uint32_t doc = 0; doc < bits.size() * 64; ++doc) {
      ASSERT_EQ(simd::test_bit(bits.data(), doc), doc < docs && numbers[doc] >= min && numbers[doc] <= max)
          << doc << " in " << min << ".." << max;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, NumberColumns,
                         testing::Values(Shape{1, 1, 1}, Shape{1000, 20, 1}, Shape{1003, 600, 2},
                                         Shape{200'001, 4'000'000'000, 0}));

TEST(NumberColumn, MayHoldNothing) {
  const Bytes bytes = encode_numbers(std::vector<double>(70, kNone));
  const auto column = NumberColumn::open(bytes, 70);
  ASSERT_TRUE(column);
  EXPECT_TRUE(std::isnan(column->at(69)));
}

TEST(NumberColumn, WrongBytesAreCorruption) {
  const auto good = encode_numbers(numbers_of(100, 20));
  const auto open = [](const Bytes& bytes, std::uint32_t docs = 100) {
    return NumberColumn::open(bytes, docs).has_value();
  };
  ASSERT_TRUE(open(good));
  EXPECT_FALSE(open(good, 99));
  EXPECT_FALSE(open({}));
  EXPECT_FALSE(open(Bytes(good.begin(), good.end() - 1)));
  Bytes code = good;
  code.back() = 250;
  EXPECT_FALSE(open(code)) << "a code behind the table";
  Bytes order = good;
  std::swap_ranges(order.begin() + 16, order.begin() + 24, order.begin() + 24);
  EXPECT_FALSE(open(order)) << "a table out of order";
  Bytes none = good;
  std::copy_n(none.begin() + 16, 8, none.begin() + 8);
  EXPECT_FALSE(open(none)) << "no NaN in front";
  Bytes width = good;
  width[0] = 4;
  EXPECT_FALSE(open(width));
}

/// Documents of which every `share` have the same values.
std::shared_ptr<const SegmentReader> keywords_of(std::uint32_t docs, std::uint32_t share) {
  Schema schema;
  schema.columns = {{"tag", ColumnType::keyword}};
  SegmentBuilder builder(schema);
  for (std::uint32_t i = 0; i < docs; ++i) {
    Document document;
    document.item = domain::ItemId(i);
    const auto tag = std::to_string(i / share);
    document.keywords.resize(1);
    if (i % 10 != 0) document.keywords[0] = {tag, "common"};
    EXPECT_TRUE(builder.add(document, {}));
  }
  return testing_support::seal(builder, schema);
}

TEST(KeywordColumn, CodesAreAsWideAsTheSetsAreMany) {
  struct Case {
    std::uint32_t docs;
    std::uint32_t share;
    std::uint32_t width;
  };
  for (const auto& [docs, share, width] :
       {Case{900, 10, 1}, Case{3000, 10, 2}, Case{210'000, 3, 4}, Case{80'000, 1, 0}}) {
    const auto reader = keywords_of(docs, share);
    const KeywordColumn& column = reader->keywords(0);
    EXPECT_EQ(column.codes().width(), width) << docs << " documents";
    for (std::uint32_t doc = 0; doc < docs; ++doc) {
      const auto item = reader->items()[doc];
      std::vector<std::string> values;
      for (const auto ordinal : column.row(doc)) values.emplace_back(column.value(ordinal));
      const auto expected = item % 10 == 0 ? std::vector<std::string>{}
                                           : std::vector<std::string>{std::to_string(item / share), "common"};
      ASSERT_EQ(values, expected) << "item " << item;
    }
  }
}

}  // namespace
}  // namespace khoj::index

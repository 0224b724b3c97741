#include "query/chips.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace khoj::query {
namespace {

std::string filter_text(std::initializer_list<std::string_view> values) {
  std::vector<ParsedChip> chips;
  for (const auto value : values) chips.push_back(parse_chip(value).value());
  return filter_of(chips).canonical();
}

TEST(ParseChip, K0_07_ReadsEveryKind) {
  EXPECT_EQ(parse_chip("under_500")->chip, (Chip{"price", "Under ₹500", "under_500"}));
  EXPECT_EQ(parse_chip("above_125000")->chip, (Chip{"price", "Above ₹1,25,000", "above_125000"}));
  EXPECT_EQ(parse_chip("between_300_500")->chip, (Chip{"price", "₹300 to ₹500", "between_300_500"}));
  EXPECT_EQ(parse_chip("4plus")->chip.value, "4plus");
  EXPECT_EQ(parse_chip("4star_plus")->chip.value, "4plus");
  EXPECT_EQ(parse_chip("cod")->chip.type, "cod");
  EXPECT_EQ(parse_chip("brand_noise_fit")->chip, (Chip{"brand", "Noise fit", "brand_noise_fit"}));
  EXPECT_EQ(parse_chip("category_smart_watches")->chip.type, "category");
  EXPECT_EQ(parse_chip("color_red")->chip.type, "color");
}

TEST(ParseChip, FiltersPricesInPaise) {
  const auto filter = parse_chip("between_300_500")->filter;
  EXPECT_EQ(filter.kind, index::FilterExpression::Kind::range);
  EXPECT_EQ(filter.column, "price");
  EXPECT_EQ(filter.min, 30'000.0);
  EXPECT_EQ(filter.max, 50'000.0);
}

TEST(ParseChip, NamesAnUnknownOne) {
  for (const auto* value : {"", "under_", "under_x", "under_-5", "under_1.5", "between_500_300", "between_5",
                            "brand_", "brand_A B", "4plusx", "codx", "cheap", "under_99999999999999999999"}) {
    const auto parsed = parse_chip(value);
    ASSERT_FALSE(parsed.has_value()) << value;
    EXPECT_NE(parsed.error().message.find(fmt::format("'{}'", value)), std::string::npos);
  }
}

TEST(FilterOf, JoinsAlternativesByOrAndTheRestByAnd) {
  EXPECT_TRUE(filter_of({}).is_everything());
  EXPECT_EQ(filter_text({"brand_a", "brand_b"}),
            index::FilterExpression::keyword("brand", {"a", "b"}).canonical());
  const auto expected =
      index::FilterExpression::all_of({parse_chip("under_500")->filter, parse_chip("4plus")->filter,
                                       index::FilterExpression::keyword("brand", {"a"})});
  EXPECT_EQ(filter_text({"under_500", "brand_a", "4plus"}), expected.canonical());
}

TEST(SuggestChips, ProposesWhatNarrows) {
  std::vector<pipeline::Candidate> candidates(20);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    auto& card = candidates[i].card;
    card.price_paise = static_cast<std::int64_t>(10'000 + i * 10'000);
    card.brand = i % 2 == 0 ? "boAt" : "Noise";
    card.category = "Electronics > Smart Watches";
    card.rating = i < 5 ? 4.5F : 3.0F;
  }
  const auto chips = suggest_chips(candidates, {}, 10);
  const auto has = [&](std::string_view value) {
    return std::any_of(chips.begin(), chips.end(), [&](const Chip& chip) { return chip.value == value; });
  };
  EXPECT_TRUE(has("under_500"));
  EXPECT_TRUE(has("4plus"));
  EXPECT_TRUE(has("brand_boat"));
  EXPECT_FALSE(has("category_smart_watches")) << "all of them are";
  EXPECT_FALSE(has("cod")) << "none of them is";
  const std::vector<ParsedChip> active = {*parse_chip("brand_boat"), *parse_chip("under_900")};
  for (const auto& chip : suggest_chips(candidates, active, 10)) {
    EXPECT_NE(chip.type, "brand");
    EXPECT_NE(chip.type, "price");
    EXPECT_TRUE(parse_chip(chip.value).has_value()) << chip.value;
  }
}

}  // namespace
}  // namespace khoj::query

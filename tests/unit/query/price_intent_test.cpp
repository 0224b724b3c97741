#include "query/price_intent.hpp"

#include <gtest/gtest.h>

namespace khoj::query {
namespace {

std::string read(std::string_view query) {
  const auto intent = find_price_intent(query);
  return intent ? intent->rest + " | " + intent->chip : "none";
}

TEST(PriceIntent, K0_06_SadiUnder300) { EXPECT_EQ(read("sadi under 300"), "sadi | under_300"); }

TEST(PriceIntent, ReadsEnglish) {
  EXPECT_EQ(read("kurta below ₹1,500"), "kurta | under_1500");
  EXPECT_EQ(read("phones less than 20k"), "phones | under_20000");
  EXPECT_EQ(read("tv up to 1.5 lakh"), "tv | under_150000");
  EXPECT_EQ(read("shoes <500"), "shoes | under_500");
  EXPECT_EQ(read("Under Rs. 499 earphones for kids"), "earphones for kids | under_499");
  EXPECT_EQ(read("watch above 5000 rupees"), "watch | above_5000");
  EXPECT_EQ(read("saree between 500 and 1000 cotton"), "saree cotton | between_500_1000");
  EXPECT_EQ(read("saree from 500 to 1000"), "saree | between_500_1000");
}

TEST(PriceIntent, ReadsRomanisedHindi) {
  EXPECT_EQ(read("mobile 10000 se kam"), "mobile | under_10000");
  EXPECT_EQ(read("kurti 500 ke andar"), "kurti | under_500");
  EXPECT_EQ(read("juta 2 hazar tak"), "juta | under_2000");
  EXPECT_EQ(read("tv 50k se zyada"), "tv | above_50000");
}

TEST(PriceIntent, LeavesOtherQueriesAlone) {
  for (const auto* query : {"under armour shoes", "1.5 ton ac", "", "between", "above", "55 inch tv", "under",
                            "iphone 15", "between 900 and 500", "under 99999999999999999999"}) {
    EXPECT_EQ(read(query), "none") << query;
  }
}

TEST(PriceIntent, MayLeaveNoWords) { EXPECT_EQ(read("under 500"), " | under_500"); }

}  // namespace
}  // namespace khoj::query

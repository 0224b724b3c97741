#include "text/slug.hpp"

#include <gtest/gtest.h>

namespace khoj::text {
namespace {

TEST(Slug, JoinsWordsByOneUnderscore) {
  EXPECT_EQ(slug("Home & Kitchen"), "home_kitchen");
  EXPECT_EQ(slug("  T-Shirts / Polos  "), "t_shirts_polos");
  EXPECT_EQ(slug("Boys' 2-in-1"), "boys_2_in_1");
}

TEST(Slug, DropsApostrophesAndAccents) {
  EXPECT_EQ(slug("Levi's"), "levis");
  EXPECT_EQ(slug("Levi’s"), "levis");
  EXPECT_EQ(slug("L'Oréal Paris"), "loreal_paris");
}

TEST(Slug, CutsDecimalsAndKeepsGroupedNumbersWhole) {
  EXPECT_EQ(slug("1.5 Ton"), "1_5_ton");
  EXPECT_EQ(slug("1,299"), "1299");
}

TEST(Slug, WritesOtherScriptsInLatinLetters) {
  EXPECT_EQ(slug("कुर्ता सेट"), "kurta_set");
  EXPECT_EQ(slug("सोनी TV"), "soni_tv");
  EXPECT_EQ(slug("Сони"), "soni");
}

TEST(Slug, IsEmptyForNothing) {
  EXPECT_EQ(slug(""), "");
  EXPECT_EQ(slug(" & / -"), "");
  EXPECT_EQ(slug("\xFF\xFE"), "");
  EXPECT_EQ(slug("🙂"), "");
}

}  // namespace
}  // namespace khoj::text

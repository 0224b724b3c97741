#include "text/units.hpp"

#include <gtest/gtest.h>

namespace khoj::text {
namespace {

TEST(Units, KnowTheirAliases) {
  EXPECT_EQ(unit_name(find_unit("inches")), "inch");
  EXPECT_EQ(unit_name(find_unit("litre")), "l");
  EXPECT_EQ(unit_name(find_unit("किलो")), "kg");
  EXPECT_EQ(find_unit("hp"), kNoUnit);
  EXPECT_EQ(find_unit(""), kNoUnit);
  EXPECT_EQ(unit_name(kNoUnit), "");
  EXPECT_EQ(unit_name(255), "");
}

TEST(Units, AreTheirOwnAlias) {
  for (UnitId unit = 1; !unit_name(unit).empty(); ++unit) EXPECT_EQ(find_unit(unit_name(unit)), unit);
}

TEST(NumberPrefix, ReadsGroupsAndFractions) {
  EXPECT_EQ(number_prefix("55"), 2U);
  EXPECT_EQ(number_prefix("1.5ton"), 3U);
  EXPECT_EQ(number_prefix("1,299"), 5U);
  EXPECT_EQ(number_prefix("1,299,000.50x"), 12U);
  EXPECT_EQ(number_prefix("1,23,456"), 8U);
  EXPECT_EQ(number_prefix("12,34,56,789"), 12U);
  EXPECT_EQ(number_prefix("5."), 1U);
}

TEST(NumberPrefix, RefusesCommasThatGroupNothing) {
  for (const char* text :
       {"8,9", "1,2345", "1234,567", "1,23,45", "123,45,678", "1,234,56,789", "", ".5", "x1"}) {
    EXPECT_EQ(number_prefix(text), 0U) << text;
  }
}

TEST(Measure, DropsZerosOfTheFraction) {
  const auto measure = [](std::string_view number, std::string_view unit) {
    std::string out;
    append_measure(number, find_unit(unit), out);
    return out;
  };
  EXPECT_EQ(measure("1.50", "tons"), "1.5ton");
  EXPECT_EQ(measure("2.00", "litres"), "2l");
  EXPECT_EQ(measure("100", "g"), "100g");
  EXPECT_EQ(measure("0.0", "kg"), "0kg");
  EXPECT_EQ(plain_number("1,23,456.50"), "123456.50");
}

}  // namespace
}  // namespace khoj::text

#include "domain/money.hpp"

#include <gtest/gtest.h>

namespace khoj::domain {
namespace {

TEST(ParsePrice, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_price("₹1,23,456").value(), 12'345'600);
  EXPECT_EQ(parse_price("₹58,990").value(), 5'899'000);
  EXPECT_EQ(parse_price("Rs. 999").value(), 99'900);
  EXPECT_EQ(parse_price("INR 1299/-").value(), 129'900);
  EXPECT_EQ(parse_price("1,299.50 INR").value(), 129'950);
  EXPECT_EQ(parse_price(" 499 ").value(), 49'900);
  EXPECT_EQ(parse_price("0.005").value(), 1);
}

TEST(ParsePrice, RefusesWhatIsNoPrice) {
  for (const auto* text : {"", "free", "₹", "12 13", "-5", "1.2.3", "99999999999999", "12abc"}) {
    EXPECT_FALSE(parse_price(text).has_value()) << text;
  }
}

TEST(FormatInr, GroupsTheIndianWay) {
  EXPECT_EQ(format_inr(12'345'600), "₹1,23,456");
  EXPECT_EQ(format_inr(9'950), "₹99.50");
  EXPECT_EQ(format_inr(123'456'789'00), "₹12,34,56,789");
  EXPECT_EQ(format_inr(0), "₹0");
}

}  // namespace
}  // namespace khoj::domain

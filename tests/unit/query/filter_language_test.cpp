#include "query/filter_language.hpp"

#include <gtest/gtest.h>

#include "query/filter_split.hpp"
#include "query/filter_values.hpp"

namespace khoj::query {
namespace {

using index::FilterExpression;

FieldTable fields() {
  FieldTable table;
  table.add({"price", FieldKind::number, "price", "", 100.0});
  table.add({"rating", FieldKind::number, "rating", "", 1.0});
  table.add({"brand", FieldKind::slug, "brand", "", 1.0});
  table.add({"seller", FieldKind::keyword, "seller", "", 1.0});
  table.add({"in_stock", FieldKind::flag, "in_stock", "", 1.0});
  table.add({"created", FieldKind::time, "created", "", 1.0});
  table.add({"attributes.size", FieldKind::keyword, "attributes.size", "", 1.0});
  table.add({"attributes.shop", FieldKind::geo, "shop#lat", "shop#lon", 1.0});
  return table;
}

std::string canonical(std::string_view text) {
  const auto filter = parse_filter(text, fields());
  return filter ? filter->canonical() : filter.error().describe();
}

TEST(FilterLanguage, X_01_ReadsComparisonsSetsAndRanges) {
  EXPECT_EQ(canonical(""), "*");
  EXPECT_EQ(canonical("price <= 500"), R"("price":[-inf,50000])") << "rupees outside, paise inside";
  EXPECT_EQ(canonical("price < 500"), R"("price":[-inf,49999.99999999999])");
  EXPECT_EQ(canonical("rating>=4"), R"("rating":[4,inf])");
  EXPECT_EQ(canonical("rating > 4"), R"("rating":[4.000000000000001,inf])");
  EXPECT_EQ(canonical("price:[100..500]"), R"("price":[10000,50000])");
  EXPECT_EQ(canonical("price:[..99.5]"), R"("price":[-inf,9950])");
  EXPECT_EQ(canonical("price:[ 100 .. ]"), R"("price":[10000,inf])");
  EXPECT_EQ(canonical("price:[1,2]"), R"(("price":[100,100] OR "price":[200,200]))");
  EXPECT_EQ(canonical("price != 5"), R"(NOT ("price":[500,500]))");
  EXPECT_EQ(canonical("brand:boAt"), R"("brand":{"boat"})");
  EXPECT_EQ(canonical(R"(brand:["Noise X", boat])"), R"("brand":{"boat","noise_x"})");
  EXPECT_EQ(canonical("brand != boat"), R"(NOT ("brand":{"boat"}))");
  EXPECT_EQ(canonical("seller = S7"), R"("seller":{"S7"})") << "no name: as it is";
  EXPECT_EQ(canonical("size:XL"), R"("attributes.size":{"XL"})") << "attributes go without the prefix";
  EXPECT_EQ(canonical("in_stock:false"), R"("in_stock":[0,0])");
  EXPECT_EQ(canonical("in_stock:[true, no]"), R"("in_stock":[0,1])");
  EXPECT_EQ(canonical("exists(rating)"), R"("rating":?)");
  EXPECT_EQ(canonical("created >= 2026-01-31"), R"("created":[1769817600000,inf])");
  EXPECT_EQ(canonical("geo(shop, 12.97, 77.59, 5km)"), R"("shop#lat","shop#lon":(12.97,77.59,5000))");
}

TEST(FilterLanguage, X_01_AndBindsTighterThanOr) {
  EXPECT_EQ(canonical("rating:1 OR rating:2 AND NOT rating:3"),
            R"(("rating":[1,1] OR ("rating":[2,2] AND NOT ("rating":[3,3]))))");
  EXPECT_EQ(canonical("(rating:1 or rating:2) and rating:3"),
            R"(("rating":[3,3] AND ("rating":[1,1] OR "rating":[2,2])))");
  EXPECT_EQ(canonical(R"(seller:"a \"b\" OR c")"), R"("seller":{"a \"b\" OR c"})");
}

TEST(FilterLanguage, X_01_SaysWhereItIsWrongAndWhatWasExpected) {
  EXPECT_EQ(canonical("price < "), "at character 9, expected a number, not the end");
  EXPECT_EQ(canonical("brand:)"), "at character 7, expected a value, not ')'");
  EXPECT_EQ(canonical("कुछ:1"),
            "at character 1, there is no field 'कुछ'; expected one of price, rating, brand, seller, in_stock, "
            "created, attributes.size, attributes.shop");
  EXPECT_EQ(canonical("brand:\"कु\" price"), "at character 12, expected AND, OR or the end, not 'price'");
  EXPECT_EQ(canonical("brand < 3"), "at character 7, 'brand' is not ordered: expected : = or !=");
  EXPECT_EQ(canonical("brand:\"boat"), "at character 7, the closing quotation mark is missing");
  EXPECT_EQ(canonical("(rating:1"), "at character 10, expected ')', not the end");
  EXPECT_EQ(canonical("in_stock:maybe"), "at character 10, expected true or false, not 'maybe'");
  EXPECT_EQ(canonical("geo(shop, 91, 0, 5km)"),
            "at character 11, expected a latitude from -90 to 90, not '91'");
  EXPECT_EQ(canonical("geo(price, 1, 0, 5km)"), "at character 5, 'price' is no place");
  EXPECT_EQ(canonical("price ! 3"), "at character 7, '!' is only known as part of '!='");
  EXPECT_EQ(canonical("price < 1e999"), "at character 9, expected a number, not '1e999'");
  EXPECT_EQ(canonical("\xff"), "is not valid UTF-8");
}

TEST(FilterLanguage, BoundsDepthAndSize) {
  EXPECT_EQ(canonical(std::string(5'000, '(')), "at character 33, more than 32 levels are too many");
  std::string nots;
  for (int i = 0; i < 1'000; ++i) nots += "NOT ";
  EXPECT_EQ(canonical(nots), "at character 129, more than 32 levels are too many");
  std::string terms = "rating:1";
  for (int i = 0; i < 300; ++i) terms += " OR rating:1";
  EXPECT_NE(canonical(terms).find("more than 256 terms"), std::string::npos);
  EXPECT_EQ(canonical(std::string(9'000, ' ')), "has 9000 bytes; at most 8192 are allowed");
}

TEST(FilterLanguage, X_01_SplitsOffWhatIsSaidOfOneField) {
  const auto table = fields();
  const auto filter = *parse_filter(
      "brand:boat AND price < 500 AND (brand:noise OR NOT brand:x) AND (brand:a OR price > 3)", table);
  const auto split = split_filter(filter, *table.find("brand"));
  EXPECT_EQ(split.about, *parse_filter("brand:boat AND (brand:noise OR NOT brand:x)", table));
  EXPECT_EQ(split.rest, *parse_filter("price < 500 AND (brand:a OR price > 3)", table));
  EXPECT_TRUE(split_filter(filter, *table.find("rating")).about.is_everything());
}

TEST(FilterValues, ReadsDatesDistancesAndFlags) {
  EXPECT_EQ(read_time("1970-01-02"), 86'400'000.0);
  EXPECT_EQ(read_time("1970-01-01T01:00:01Z"), 3'601'000.0);
  EXPECT_EQ(read_time("2026-02-30"), std::nullopt);
  EXPECT_EQ(read_time("2026-01-01T25:00:00Z"), std::nullopt);
  EXPECT_EQ(read_distance("2.5 km"), 2'500.0);
  EXPECT_EQ(read_distance("300m"), 300.0);
  EXPECT_EQ(read_distance("-1km"), std::nullopt);
  EXPECT_EQ(read_flag("YES"), true);
  EXPECT_EQ(read_number("nan"), std::nullopt);
  EXPECT_EQ(read_number("-12.5"), -12.5);
}

}  // namespace
}  // namespace khoj::query

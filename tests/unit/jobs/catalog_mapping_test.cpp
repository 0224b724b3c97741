#include "jobs/catalog_mapping.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "jobs/builtin_mappings.hpp"
#include "jobs/product_mapper.hpp"

namespace khoj::jobs {
namespace {

using domain::Product;

struct Refusal {
  const char* yaml;
  const char* where;
  const char* what;
};

TEST(Mapping, MistakesAreNamedWithFileLineAndKey) {
  const std::string good = "format: csv\nfields:\n  id: a\n  title: b\n";
  EXPECT_TRUE(read_mapping(good, "m.yaml").has_value());
  const Refusal refusals[] = {
      {"format: csv\nfields:\n  id: a\n  title: b\n  prise: c\n", "m.yaml:5",
       "'fields.prise' is no field of a product; expected one of id, title"},
      {"format: csv\nfield:\n  id: a\n", "m.yaml:2", "unknown key 'field'; expected one of format"},
      {"format: csv\nfields:\n  id: {from: a, mach: x}\n  title: b\n", "m.yaml:3",
       "unknown key 'fields.id.mach'"},
      {"format: xml\n", "m.yaml:1", "'format' is 'xml'; expected one of csv, tsv, jsonl, khoj"},
      {"fields: {}\n", "m.yaml:1", "must have the key 'format'"},
      {"format: csv\n", "m.yaml:1", "must have the key 'fields'"},
      {"format: csv\nfields:\n  id: a\n", "m.yaml:2", "must say where 'title' comes from"},
      {"format: csv\nfields:\n  id: {from: a, match: '('}\n  title: b\n", "m.yaml:3",
       "is no regular expression"},
      {"format: csv\nfields:\n  id: {from: a, constant: b}\n  title: b\n", "m.yaml:3",
       "exactly one of from, join, constant"},
      {"format: csv\nfields:\n  id: a\n  id: b\n  title: b\n", "m.yaml:4", "stands twice"},
      {"format: csv\nfields:\n  id: a\n  title: {from: b, split: ','}\n", "m.yaml:4", "cannot be split"},
      {"format: csv\nfields:\n  id: a\n  title: {from: b, clean: soap}\n", "m.yaml:4", "'soap'"},
      {"format: csv\nencoding: ebcdic\nfields: {id: a, title: b}\n", "m.yaml:2", "'encoding' is unknown"},
      {"format: csv\nseparator: '::'\nfields: {id: a, title: b}\n", "m.yaml:2", "expected one character"},
      {"format: csv\nfields: {id: a, title: b}\nchecks: {discount_ratio: {from: x, tolerance: -1}}\n",
       "m.yaml:3", "must be above 0"},
      {"format: csv\nfields: {id: a, title: b}\nattributes: {ram: {from: x, as: colour}}\n", "m.yaml:3",
       "expected one of text, number"},
      {"format: khoj\nfields: {id: a}\n", "m.yaml:2", "does not go with 'format: khoj'"},
      {"format: [csv\n", "m.yaml:2", "is no YAML"},
      {"- a\n", "m.yaml:1", "must be a map"},
      {"", "m.yaml:1", "must be a map"},
  };
  for (const auto& refusal : refusals) {
    const auto mapping = read_mapping(refusal.yaml, "m.yaml");
    ASSERT_FALSE(mapping.has_value()) << refusal.yaml;
    EXPECT_EQ(mapping.error().code, base::ErrorCode::invalid_argument);
    EXPECT_EQ(mapping.error().context, refusal.where) << refusal.yaml << mapping.error().message;
    EXPECT_NE(mapping.error().message.find(refusal.what), std::string::npos) << mapping.error().message;
  }
}

TEST(Mapping, DeeplyNestedYamlIsRefused) {
  EXPECT_FALSE(read_mapping(std::string(100'000, '['), "m").has_value());
  EXPECT_FALSE(read_mapping(std::string(2'000'000, 'a'), "m").has_value());
}

TEST(Mapping, BuiltInOnesAndExamplesAreRead) {
  for (const auto& builtin : builtin_mappings()) {
    const auto mapping = load_mapping(std::string(builtin.name));
    EXPECT_TRUE(mapping.has_value()) << builtin.name << ": " << mapping.error().describe();
  }
  for (const auto& entry : std::filesystem::directory_iterator("examples/mappings")) {
    const auto mapping = load_mapping(entry.path().string());
    EXPECT_TRUE(mapping.has_value()) << mapping.error().describe();
  }
  const auto missing = load_mapping("amazon");
  ASSERT_FALSE(missing.has_value());
  EXPECT_NE(missing.error().message.find("khoj, t2, amazon-india, google-merchant"), std::string::npos);
}

/// Maps one row, given as source name and text.
base::Result<Product> map_row(const std::string& yaml, const std::map<std::string, std::string>& cells) {
  const auto mapping = read_mapping(yaml, "test");
  EXPECT_TRUE(mapping.has_value()) << mapping.error().describe();
  std::vector<SourceValue> row;
  for (const auto& source : mapping->sources) {
    const auto found = cells.find(source);
    row.push_back({found == cells.end() ? std::string_view() : std::string_view(found->second), {}});
  }
  return map_product(*mapping, row);
}

TEST(ProductMapper, AppliesEveryPartOfTheLanguage) {
  const std::string yaml = R"yaml(
format: csv
fields:
  id: {from: link, match: "/dp/([A-Z0-9]{10})"}
  title: [name, short_name]
  description: {from: html, clean: [html, upper]}
  categories: {from: tags, split: "|", replace: {_: " "}}
  price: {from: [sale, list], invalid: missing}
  original_price: list
  rating: {from: stars, scale: 0.5}
  rating_count: count
  currency: {constant: USD}
  stock: {from: availability, values: {none: "0", some: ""}}
  cod_available: cod
attributes:
  color: colour
  ram_gb: {from: ram, as: number}
  waterproof: {from: wet, as: boolean}
  sizes: {from: sizes, as: list, split: ","}
  label: {join: [colour, ram], with: "/"}
)yaml";
  const auto product = map_row(yaml, {{"link", "https://x/dp/B0BRKXTSBT/r"},
                                      {"short_name", "  Shirt "},
                                      {"html", "<p>soft</p>"},
                                      {"tags", "Men_Shirts| |Sale"},
                                      {"sale", "call us"},
                                      {"list", "₹1,23,456.50"},
                                      {"stars", "9"},
                                      {"count", "2,255"},
                                      {"availability", "none"},
                                      {"cod", "yes"},
                                      {"colour", "red"},
                                      {"ram", "8"},
                                      {"wet", "N"},
                                      {"sizes", "S, M ,L"}});
  ASSERT_TRUE(product.has_value()) << product.error().describe();
  EXPECT_EQ(product->id, "B0BRKXTSBT");
  EXPECT_EQ(product->title, "Shirt");
  EXPECT_EQ(product->description, "SOFT");
  EXPECT_EQ(product->categories, (std::vector<std::string>{"Men Shirts", "Sale"}));
  EXPECT_EQ(product->price_paise, 12345650);
  EXPECT_EQ(product->original_price_paise, 12345650);
  EXPECT_EQ(product->rating, 4.5);
  EXPECT_EQ(product->rating_count, 2255);
  EXPECT_EQ(product->currency, "USD");
  EXPECT_EQ(product->stock, 0);
  EXPECT_TRUE(product->cod_available);
  EXPECT_EQ(product->attributes, (domain::Attributes{{"color", std::string("red")},
                                                     {"ram_gb", 8.0},
                                                     {"waterproof", false},
                                                     {"sizes", std::vector<std::string>{"S", "M", "L"}},
                                                     {"label", std::string("red/8")}}));
}

TEST(ProductMapper, SaysWhichColumnIsWrong) {
  const std::string yaml =
      "format: csv\nfields: {id: ID, title: Name, price: Preis, rating: {from: Stars, invalid: missing}, "
      "brand: {from: Marke, required: true}}";
  const auto bad_price = map_row(yaml, {{"ID", "1"}, {"Name", "x"}, {"Preis", "Get"}, {"Marke", "b"}});
  EXPECT_EQ(bad_price.error().context, "Preis");
  EXPECT_NE(bad_price.error().message.find("'Get' is no price"), std::string::npos);
  EXPECT_EQ(map_row(yaml, {{"ID", "1"}, {"Marke", "b"}}).error().context, "Name");
  EXPECT_EQ(map_row(yaml, {{"ID", "1"}, {"Name", "x"}}).error().context, "Marke");
  const auto odd_ratings = map_row(yaml, {{"ID", "1"}, {"Name", "x"}, {"Marke", "b"}, {"Stars", "FREE"}});
  EXPECT_EQ(odd_ratings.value().rating, std::nullopt);
  EXPECT_EQ(odd_ratings.value().price_paise, std::nullopt) << "a product without a price is kept";
  EXPECT_EQ(map_row(yaml, {{"ID", "1"}, {"Name", "x"}, {"Marke", "b"}, {"Stars", "47"}}).value().rating,
            std::nullopt);
}

// T2-21
TEST(ProductMapper, T2_21_ElevenColumnsAndChecksTheDiscountRatio) {
  const std::string yaml(builtin_mappings()[1].yaml);
  std::map<std::string, std::string> row = {{"id", "1"},
                                            {"name", "n"},
                                            {"main_category", "m"},
                                            {"sub_category", "s"},
                                            {"image", "https://shop.in/1.jpg"},
                                            {"link", "https://shop.in/1"},
                                            {"ratings", "4.1"},
                                            {"no_of_ratings", "1,000"},
                                            {"discount_price", "₹196"},
                                            {"actual_price", "₹1,000"},
                                            {"discount_ratio", "0.8049"}};
  const auto good = map_row(yaml, row);
  ASSERT_TRUE(good.has_value()) << good.error().describe();
  EXPECT_EQ(good->categories, std::vector<std::string>{"m > s"});
  EXPECT_EQ(good->image, "https://shop.in/1.jpg");
  EXPECT_EQ(good->link, "https://shop.in/1");
  row["discount_ratio"] = "0.815";
  EXPECT_EQ(map_row(yaml, row).error().context, "discount_ratio");
  for (const char* required :
       {"id", "name", "ratings", "no_of_ratings", "discount_price", "actual_price", "discount_ratio"}) {
    auto without = row;
    without["discount_ratio"] = "0.804";
    EXPECT_TRUE(map_row(yaml, without).has_value());
    without[required] = "";
    EXPECT_EQ(map_row(yaml, without).error().context, required);
    if (std::string_view(required) == "id" || std::string_view(required) == "name") continue;
    without[required] = "Get";
    EXPECT_EQ(map_row(yaml, without).error().context, required);
  }
}

TEST(ProductMapper, GoogleMerchantPricesAndAvailability) {
  const std::string yaml(builtin_mappings()[3].yaml);
  std::map<std::string, std::string> row = {{"id", "A1"},
                                            {"title", "Kurta"},
                                            {"price", "1299.00 INR"},
                                            {"sale_price", "999.00 INR"},
                                            {"availability", "Out of stock"},
                                            {"product_type", "Apparel > Kurtas"},
                                            {"item_group_id", "G"}};
  const auto product = map_row(yaml, row);
  ASSERT_TRUE(product.has_value()) << product.error().describe();
  EXPECT_EQ(product->price_paise, 99900);
  EXPECT_EQ(product->original_price_paise, 129900);
  EXPECT_EQ(product->currency, "INR");
  EXPECT_EQ(product->stock, 0);
  EXPECT_EQ(product->variant_group, "G");
  EXPECT_EQ(product->categories, std::vector<std::string>{"Apparel > Kurtas"});
  row["availability"] = "in_stock";
  EXPECT_EQ(map_row(yaml, row).value().stock, std::nullopt);
  row["availability"] = "perhaps";
  EXPECT_EQ(map_row(yaml, row).error().context, "availability");
}

}  // namespace
}  // namespace khoj::jobs

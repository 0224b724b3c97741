#include "store/product_json.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/random_product.hpp"

namespace khoj::store {
namespace {

using domain::Product;

constexpr std::string_view kFull =
    R"({"id":"B01","title":"boAt Airdopes 141","description":"Say \"hi\"\n\tnow","brand":"boAt",)"
    R"("categories":["Electronics > Earphones","Gifts"],"price":1299,"original_price":2990.5,"currency":"INR",)"
    R"("rating":4.1,"rating_count":1234,"image":"https://x/i.jpg","link":"https://x/p","seller_id":"s1",)"
    R"("return_rate":0.05,"cancellation_rate":0.01,"stock":0,"cod_available":true,"variant_group":"g1",)"
    R"("attributes":{"color":"black","ram_gb":8,"sizes":["S","M"],"waterproof":false},)"
    R"("created_at":1700000000000,"updated_at":1700000000001})";

std::string to_json(const Product& product) {
  std::string json;
  append_product_json(json, product);
  return json;
}

Product parsed(std::string_view json) {
  auto product = product_from_json(json);
  EXPECT_TRUE(product) << json << ": " << (product ? "" : product.error().describe());
  return product ? *product : Product{};
}

std::string refusal(std::string_view json) {
  const auto product = product_from_json(json);
  if (product) return "accepted";
  EXPECT_EQ(product.error().code, base::ErrorCode::invalid_argument);
  return product.error().describe();
}

/// A product with one more member after id and title.
std::string with(std::string_view member) { return fmt::format(R"({{"id":"a","title":"t",{}}})", member); }

TEST(ProductJson, ReadsAndWritesEveryMember) {
  const auto product = parsed(kFull);
  EXPECT_EQ(product.title, "boAt Airdopes 141");
  EXPECT_EQ(product.description, "Say \"hi\"\n\tnow");
  EXPECT_EQ(product.price_paise, 129'900);
  EXPECT_EQ(product.original_price_paise, 299'050);
  EXPECT_EQ(product.stock, 0);
  EXPECT_EQ(std::get<double>(product.attributes.at("ram_gb")), 8.0);
  EXPECT_EQ(std::get<std::vector<std::string>>(product.attributes.at("sizes")),
            (std::vector<std::string>{"S", "M"}));
  EXPECT_EQ(product.updated_ms, 1'700'000'000'001);
  EXPECT_EQ(to_json(product), kFull);
}

TEST(ProductJson, TheTableDescribesWhatIsWritten) {
  std::size_t from = 0;
  for (const auto& field : product_fields()) {
    const auto at = kFull.find(fmt::format("\"{}\":", field.name), from);
    ASSERT_NE(at, std::string_view::npos) << field.name;
    from = at;
    EXPECT_FALSE(field.description.empty());
    EXPECT_EQ(field.required, field.name == "id" || field.name == "title");
  }
}

TEST(ProductJson, AbsentAndNullAreTheSameAndOneCategoryMayBeAString) {
  EXPECT_EQ(parsed(with(R"("price":null,"categories":null,"currency":null,"attributes":{"a":null})")),
            parsed(R"({"title":"t","id":"a"})"));
  EXPECT_EQ(parsed(with(R"("categories":"Audio > TWS")")).categories,
            std::vector<std::string>{"Audio > TWS"});
  EXPECT_EQ(to_json(parsed(R"({"title":"t","id":"a"})")),
            R"({"id":"a","title":"t","currency":"INR","cod_available":false})");
}

TEST(ProductJson, NamesTheFieldOfEveryError) {
  EXPECT_EQ(refusal(R"({"title":"t"})"), "id: is required");
  EXPECT_EQ(refusal(R"({"id":"a"})"), "title: is required");
  EXPECT_EQ(refusal(with(R"("prize":5)")), "prize: is no member of a product; did you mean 'price'?");
  EXPECT_EQ(refusal(with(R"("Brand":"x")")), "Brand: is no member of a product; did you mean 'brand'?");
  EXPECT_EQ(refusal(with(R"("wheelbase":5)")), "wheelbase: is no member of a product");
  EXPECT_EQ(refusal(with(R"("price":"12")")), "price: expected a number, found a string");
  EXPECT_TRUE(refusal(with(R"("price":-1)")).starts_with("price: a price must be between"));
  EXPECT_TRUE(refusal(with(R"("price":1e300)")).starts_with("price: a price must be between"));
  EXPECT_EQ(refusal(with(R"("title":"u")")), "title: stands twice");
  EXPECT_EQ(refusal(with(R"("brand":5)")), "brand: expected a string, found a number");
  EXPECT_EQ(refusal(with(R"("categories":["a",5])")), "categories[1]: expected a string, found a number");
  EXPECT_EQ(refusal(with(R"("categories":["a",""])")), "categories[1]: must not be empty");
  EXPECT_EQ(refusal(with(R"("categories":{})")), "categories: expected a list of strings, found an object");
  EXPECT_EQ(refusal(with(R"("attributes":[])")), "attributes: expected an object, found an array");
  EXPECT_TRUE(
      refusal(with(R"("attributes":{"ram_gb":{"x":1}})")).starts_with("attributes.ram_gb: expected a "));
  EXPECT_EQ(refusal(with(R"("attributes":{"s":["a",true]})")),
            "attributes.s[1]: expected a string, found a truth value");
  EXPECT_TRUE(
      refusal(with(R"("attributes":{"ean":9007199254740993})")).starts_with("attributes.ean: the integer"));
  EXPECT_TRUE(
      refusal(with(R"("attributes":{"n":18446744073709551615})")).starts_with("attributes.n: the integer"));
  EXPECT_TRUE(refusal(with(R"("rating":7)")).starts_with("rating: must be between"));
  EXPECT_TRUE(refusal(with(R"("stock":1.5)")).starts_with("stock: expected an integer"));
  EXPECT_TRUE(refusal(with(R"("stock":18446744073709551615)")).starts_with("stock: expected an integer"));
  EXPECT_EQ(parsed(with(R"("stock":12.0)")).stock, 12);
}

TEST(ProductJson, RefusesWhatIsNoJson) {
  for (const auto* text : {"", " ", "{", "nul", R"({"id":"a","title":"t"} x)", R"({"id":"a","title":"t",})",
                           "{\"id\":\"a\",\"title\":\"\xC3\x28\"}", R"({"id":"a","title":"t","price":NaN})",
                           "{\"id\":\"a\",\"title\":\"a\nb\"}", R"({"id":"a","title":"t","price":01})"}) {
    EXPECT_TRUE(refusal(text).starts_with("is not valid JSON")) << text << ": " << refusal(text);
  }
  EXPECT_EQ(refusal("[]"), "expected a product as a JSON object, found an array");
  EXPECT_EQ(refusal("null"), "expected a product as a JSON object, found null");
  EXPECT_NE(refusal(R"({"id":"a","title":"\udc00"})"), "accepted") << "a lone surrogate is no UTF-8";
  EXPECT_NE(refusal(with("\"attributes\":" + std::string(5'000, '['))), "accepted");
}

TEST(ProductJson, PricesAreExactToThePaisa) {
  Product product = parsed(with(R"("price":0)"));
  for (std::int64_t paise = 0; paise <= 300'000; ++paise) {
    product.price_paise = paise;
    ASSERT_EQ(parsed(to_json(product)).price_paise, paise);
  }
  EXPECT_NE(to_json(parsed(with(R"("price":99.90)"))).find(R"("price":99.9,)"), std::string::npos);
  EXPECT_NE(to_json(parsed(with(R"("price":0.05)"))).find(R"("price":0.05,)"), std::string::npos);
  EXPECT_EQ(parsed(with(R"("price":10000000000)")).price_paise, 1'000'000'000'000);
}

TEST(ProductJson, NeverWritesANumberThatIsNotFinite) {
  Product product = parsed(with(R"("rating":4)"));
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  product.rating = nan;
  product.return_rate = std::numeric_limits<double>::infinity();
  product.attributes["weight"] = nan;
  EXPECT_EQ(to_json(product),
            R"({"id":"a","title":"t","currency":"INR","cod_available":false,"attributes":{}})");
}

TEST(ProductJson, RandomProductsComeBackExactly) {
  base::Rng rng(7);
  for (int i = 0; i < 20'000; ++i) {
    const auto product = testing::random_product(rng);
    const auto json = to_json(product);
    const auto back = product_from_json(json);
    ASSERT_TRUE(back) << json << ": " << back.error().describe();
    ASSERT_EQ(*back, product) << json;
    ASSERT_EQ(to_json(*back), json);
    ASSERT_EQ(json.find('\n'), std::string::npos);
    ASSERT_EQ(*product_from_trusted_json(json), product);
  }
}

TEST(PatchProduct, ReplacesClearsAndKeeps) {
  const auto product = parsed(kFull);
  const auto patched = patch_product(product, R"({"price":999.5,"rating":null,"categories":["Sale"],
      "attributes":{"color":null,"ram_gb":16,"ean":"890"}})");
  ASSERT_TRUE(patched) << patched.error().describe();
  auto expected = product;
  expected.price_paise = 99'950;
  expected.rating.reset();
  expected.categories = {"Sale"};
  expected.attributes.erase("color");
  expected.attributes["ram_gb"] = 16.0;
  expected.attributes["ean"] = "890";
  EXPECT_EQ(*patched, expected);
  EXPECT_EQ(*patch_product(product, "{}"), product);
  EXPECT_EQ(*patch_product(product, R"({"id":"B01"})"), product);
  EXPECT_TRUE(patch_product(product, R"({"attributes":null})")->attributes.empty());
  EXPECT_EQ(patch_product(product, R"({"currency":null})")->currency, "INR");
}

TEST(PatchProduct, RefusesAnotherIdAndWhatMakesTheProductInvalid) {
  const auto product = parsed(kFull);
  const auto context = [&](std::string_view patch) {
    const auto result = patch_product(product, patch);
    return result ? "accepted" : result.error().context;
  };
  EXPECT_EQ(context(R"({"id":"B02"})"), "id");
  EXPECT_EQ(context(R"({"id":null})"), "id");
  EXPECT_EQ(context(R"({"title":null})"), "title");
  EXPECT_EQ(context(R"({"rating":9})"), "rating");
  EXPECT_EQ(context(R"({"attributes":{"x":[1]}})"), "attributes.x[0]");
  EXPECT_EQ(context("[]"), "");
}

}  // namespace
}  // namespace khoj::store

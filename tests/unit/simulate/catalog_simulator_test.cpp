// What docs/simulation.md promises of simulated catalogues, checked on 20,000 products.
#include "simulate/catalog_simulator.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "simulate/product_text.hpp"

namespace khoj::simulate {
namespace {

constexpr std::uint64_t kProducts = 20'000;

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return words;
}

std::string term_of(std::string word) {
  std::erase_if(word, [](char c) { return std::string_view("(),.:|").find(c) != std::string_view::npos; });
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return word;
}

bool has_devanagari(std::string_view text) { return text.find("\xE0\xA4") != std::string_view::npos; }

std::uint64_t fold(std::uint64_t hash, std::string_view text) { return base::hash64(text, hash); }

std::uint64_t hash_of(const domain::Product& p, std::uint64_t hash) {
  for (const auto* text :
       {&p.id, &p.title, &p.description, &p.brand, &p.categories.at(0), &p.seller_id, &p.variant_group}) {
    hash = fold(hash, *text);
  }
  for (const std::int64_t number : {p.price_paise.value_or(-1), p.original_price_paise.value_or(-1),
                                    p.rating_count, p.stock.value_or(-1), p.created_ms, p.updated_ms}) {
    hash = fold(hash, std::to_string(number));
  }
  hash = fold(hash, std::to_string(p.rating.value_or(-1)) + std::to_string(p.return_rate.value_or(-1)) +
                        std::to_string(p.cancellation_rate.value_or(-1)) + (p.cod_available ? "cod" : ""));
  for (const auto& [name, value] : p.attributes) {
    hash = fold(hash, name);
    if (const auto* text = std::get_if<std::string>(&value)) hash = fold(hash, *text);
    if (const auto* number = std::get_if<double>(&value)) hash = fold(hash, std::to_string(*number));
    if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
      for (const auto& item : *list) hash = fold(hash, item);
    }
  }
  return hash;
}

class Catalog : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const CatalogSimulator simulator({.products = kProducts, .seed = 7});
    products_ = new std::vector<domain::Product>;
    for (std::uint64_t i = 0; i < kProducts; ++i) products_->push_back(simulator.product(i));
  }
  static void TearDownTestSuite() {
    delete products_;
    products_ = nullptr;
  }

  template <typename Predicate>
  static double share(Predicate predicate) {
    return static_cast<double>(std::count_if(products_->begin(), products_->end(), predicate)) /
           double{kProducts};
  }

  static std::vector<domain::Product>* products_;
};
std::vector<domain::Product>* Catalog::products_ = nullptr;

TEST(CatalogSimulator, IsTheSameOnEveryMachine) {
  const CatalogSimulator simulator({.products = 1'000'000, .seed = 42});
  std::uint64_t hash = 0;
  for (std::uint64_t i = 0; i < 1'000; ++i) hash = hash_of(simulator.product(i), hash);
  // A change of this number means that every simulated catalogue has changed: benchmarks do not compare
  // across it.
  EXPECT_EQ(hash, 17085799634544377911ULL);
}

TEST(CatalogSimulator, ProductDependsOnNothingButItsNumber) {
  const CatalogSimulator one({.products = 5'000, .seed = 3});
  const CatalogSimulator other({.products = 5'000, .seed = 3});
  const CatalogSimulator reseeded({.products = 5'000, .seed = 4});
  for (std::uint64_t i = 5'000; i-- > 4'900;) {
    EXPECT_EQ(one.product(i), other.product(i));
    EXPECT_NE(one.product(i).title, reseeded.product(i).title);
  }
  for (std::uint64_t i = 4'900; i < 5'000; ++i) EXPECT_EQ(one.product(i), other.product(i));
}

TEST_F(Catalog, EveryProductIsValidAndItsOwn) {
  std::unordered_set<std::string> ids;
  for (const auto& product : *products_) {
    const auto status = domain::validate(product);
    ASSERT_TRUE(status) << product.id << ": " << status.error().describe();
    EXPECT_TRUE(ids.insert(product.id).second);
    EXPECT_EQ(product.categories.size(), 1U);
    EXPECT_FALSE(product.brand.empty());
    EXPECT_EQ(product.title.find("  "), std::string::npos) << product.title;
    EXPECT_EQ(product.title.find('{'), std::string::npos) << product.title;
    EXPECT_EQ(product.description.find('{'), std::string::npos) << product.description;
  }
}

TEST_F(Catalog, TitlesHave6To18WordsAndDescriptions30To120) {
  std::map<std::size_t, int> title_lengths;
  for (const auto& product : *products_) {
    const std::size_t title = words_of(product.title).size();
    const std::size_t description = words_of(product.description).size();
    ++title_lengths[title];
    ASSERT_GE(title, kMinTitleWords) << product.title;
    ASSERT_LE(title, kMaxTitleWords) << product.title;
    ASSERT_GE(description, kMinDescriptionWords) << product.description;
    ASSERT_LE(description, kMaxDescriptionWords) << product.description;
  }
  EXPECT_GE(title_lengths.size(), 10U) << "titles should be of many lengths";
}

TEST_F(Catalog, VocabularyIsLargeAndFallsLikeZipf) {
  std::unordered_map<std::string, std::uint64_t> frequency;
  std::unordered_map<std::string, std::uint64_t> documents;
  for (const auto& product : *products_) {
    std::unordered_set<std::string> here;
    for (const auto* text : {&product.title, &product.description}) {
      for (auto& word : words_of(*text)) {
        auto term = term_of(std::move(word));
        ++frequency[term];
        if (here.insert(term).second) ++documents[term];
      }
    }
  }
  EXPECT_GT(frequency.size(), 15'000U);  // It grows with the catalogue: see docs/simulation.md.
  std::vector<double> counts;
  for (const auto& [term, count] : frequency) counts.push_back(static_cast<double>(count));
  std::sort(counts.rbegin(), counts.rend());
  // Rank times frequency stays within a factor of 30 over four decades of ranks.
  for (const std::size_t rank : {10U, 100U, 1'000U, 10'000U}) {
    const double product = counts.at(rank - 1) * static_cast<double>(rank) / (counts.at(99) * 100.0);
    EXPECT_GT(product, 1.0 / 30) << rank;
    EXPECT_LT(product, 30.0) << rank;
  }
  const auto frequent = std::count_if(documents.begin(), documents.end(),
                                      [](const auto& entry) { return entry.second > kProducts / 10; });
  EXPECT_GE(frequent, 20) << "words in more than a tenth of the products";
  for (const auto* word : {"premium", "quality", "women", "price"})
    EXPECT_GT(documents[word], kProducts / 10) << word;
}

TEST(CatalogSimulator, LexiconIsLargeAndDistinct) {
  const auto lexicon = build_lexicon(5);
  EXPECT_EQ(lexicon.words.size(), kLexiconWords);
  EXPECT_GT(kLexiconWords, 50'000U);
  EXPECT_EQ(lexicon.brands.size(), kBrands);
  const std::set<std::string> distinct(lexicon.words.begin(), lexicon.words.end());
  EXPECT_EQ(distinct.size(), kLexiconWords);
  const std::set<std::string> brands(lexicon.brands.begin(), lexicon.brands.end());
  EXPECT_EQ(brands.size(), kBrands);
}

TEST_F(Catalog, HasManyCategoriesBrandsAndSellers) {
  std::set<std::string> departments, leaves, brands;
  std::map<std::string, int> sellers;
  for (const auto& product : *products_) {
    const auto& path = product.categories[0];
    departments.insert(path.substr(0, path.find(domain::kCategorySeparator)));
    leaves.insert(path);
    brands.insert(product.brand);
    ++sellers[product.seller_id];
  }
  EXPECT_GE(departments.size(), 12U);
  EXPECT_GE(leaves.size(), 60U);
  EXPECT_GE(brands.size(), 1'200U);
  int largest = 0;
  for (const auto& [seller, count] : sellers) largest = std::max(largest, count);
  EXPECT_GT(largest, 10 * static_cast<int>(kProducts / sellers.size())) << "few sellers should be large";
}

TEST_F(Catalog, PricesLookLikePricesInIndia) {
  const auto ends_well = [](const domain::Product& product) {
    const std::int64_t rupees = product.price_paise.value_or(900) / 100;
    return product.price_paise.value_or(0) % 100 == 0 && (rupees % 10 == 9 || rupees % 100 == 90);
  };
  EXPECT_EQ(share(ends_well), 1.0);
  EXPECT_NEAR(share([](const auto& p) { return p.discount_ratio() > 0; }), 0.88, 0.03);
  EXPECT_LT(share([](const auto& p) { return !p.price_paise; }), 0.01);
  EXPECT_GT(share([](const auto& p) { return !p.price_paise; }), 0.0);
  std::map<std::string, std::vector<std::int64_t>> by_category;
  for (const auto& p : *products_) by_category[p.categories[0]].push_back(p.price_paise.value_or(0) / 100);
  const auto median = [&](const std::string& category) {
    auto& prices = by_category.at(category);
    std::sort(prices.begin(), prices.end());
    return prices[prices.size() / 2];
  };
  EXPECT_GT(median("Home Appliances > Air Conditioners"), 25'000);
  EXPECT_LT(median("Home Appliances > Air Conditioners"), 50'000);
  EXPECT_LT(median("Grocery > Spices & Masalas"), 300);
  EXPECT_GT(median("Women's Fashion > Sarees"), 500);
  EXPECT_LT(median("Women's Fashion > Sarees"), 1'600);
}

TEST_F(Catalog, RatingsReturnsAndStockAreBelievable) {
  double sum = 0;
  std::uint64_t rated = 0;
  std::vector<std::int64_t> counts;
  double fashion = 0, grocery = 0;
  std::uint64_t fashion_count = 0, grocery_count = 0;
  for (const auto& p : *products_) {
    EXPECT_EQ(p.rating.has_value(), p.rating_count > 0);
    if (p.rating) {
      sum += *p.rating;
      ++rated;
    }
    counts.push_back(p.rating_count);
    if (p.categories[0].starts_with("Women's Fashion")) {
      fashion += *p.return_rate;
      ++fashion_count;
    } else if (p.categories[0].starts_with("Grocery")) {
      grocery += *p.return_rate;
      ++grocery_count;
    }
  }
  EXPECT_NEAR(sum / static_cast<double>(rated), 4.05, 0.15);
  std::sort(counts.begin(), counts.end());
  EXPECT_LT(counts[kProducts / 2], 60);
  EXPECT_GT(counts[kProducts - 20], 3'000) << "a heavy tail";
  EXPECT_GT(fashion / static_cast<double>(fashion_count), 0.12);
  EXPECT_LT(grocery / static_cast<double>(grocery_count), 0.02);
  const double sold_out = share([](const auto& p) { return !p.in_stock(); });
  EXPECT_GT(sold_out, 0.03);
  EXPECT_LT(sold_out, 0.10);
  EXPECT_GT(share([](const auto& p) { return p.cod_available; }), 0.6);
}

TEST_F(Catalog, TimesLieInTheTwoYearsBeforeTheSimulatedNow) {
  for (const auto& p : *products_) {
    EXPECT_LE(p.created_ms, p.updated_ms);
    EXPECT_LE(p.updated_ms, kSimulatedNowMs);
    EXPECT_GT(p.created_ms, kSimulatedNowMs - std::int64_t{731} * 86'400'000);
  }
}

TEST_F(Catalog, SomeTitlesHoldDevanagari) {
  const double native = share([](const auto& p) { return has_devanagari(p.title); });
  EXPECT_GT(native, 0.008);
  EXPECT_LT(native, 0.025);
}

TEST_F(Catalog, VariantsDifferInColourOrSizeOnly) {
  std::map<std::string, std::vector<const domain::Product*>> groups;
  for (const auto& p : *products_) {
    if (!p.variant_group.empty()) groups[p.variant_group].push_back(&p);
  }
  std::uint64_t in_groups = 0;
  for (const auto& [group, members] : groups) {
    in_groups += members.size();
    std::set<std::pair<std::string, std::string>> looks;
    const auto text = [](const domain::Product& p, const char* name) {
      const auto at = p.attributes.find(name);
      return at == p.attributes.end() ? std::string() : std::get<std::string>(at->second);
    };
    for (const auto* p : members) {
      EXPECT_EQ(p->brand, members[0]->brand);
      EXPECT_EQ(p->categories, members[0]->categories);
      EXPECT_EQ(text(*p, "model"), text(*members[0], "model"));
      EXPECT_TRUE(looks.emplace(text(*p, "color"), text(*p, "size")).second) << group;
    }
  }
  EXPECT_GT(groups.size(), 1'000U);
  EXPECT_GT(in_groups, kProducts / 4);
}

}  // namespace
}  // namespace khoj::simulate

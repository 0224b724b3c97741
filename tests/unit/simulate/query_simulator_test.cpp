// What docs/simulation.md promises of simulated queries, and their JSON Lines format.
#include "simulate/query_simulator.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include <gtest/gtest.h>

#include "domain/pincode.hpp"
#include "simulate/simulated_query_json.hpp"
#include "text/slug.hpp"

namespace khoj::simulate {
namespace {

std::vector<std::string> split(std::string_view text, char separator = ' ') {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

class Queries : public testing::Test {
 protected:
  static constexpr std::uint64_t kProducts = 20'000;
  Queries()
      : catalog_({.products = kProducts, .seed = 11}),
        simulator_(catalog_, {.seed = 5}),
        queries_(simulator_.all()) {}

  const domain::Product source(const SimulatedQuery& query) const {
    return catalog_.product(std::stoull(query.source_product_id.substr(1)));
  }

  CatalogSimulator catalog_;
  QuerySimulator simulator_;
  std::vector<SimulatedQuery> queries_;
};

TEST_F(Queries, AreDeterministic) {
  ASSERT_EQ(queries_.size(), 10'000U);
  const CatalogSimulator same({.products = kProducts, .seed = 11});
  const QuerySimulator again(same, {.seed = 5});
  for (std::uint64_t i = 9'999; i > 9'900; --i) EXPECT_EQ(again.query(i), queries_[i]);
}

TEST_F(Queries, HaveTheSharesThatTheyPromise) {
  std::array<int, 5> by_words{};
  double filtered = 0, typos = 0, pincodes = 0;
  for (const auto& query : queries_) {
    const auto words = split(query.text);
    ASSERT_LE(words.size(), 4U) << query.text;
    ++by_words.at(words.size());
    for (const auto& word : words) EXPECT_FALSE(word.empty()) << '"' << query.text << '"';
    filtered += query.chips.empty() ? 0 : 1;
    typos += query.has_typo ? 1 : 0;
    pincodes += query.pincode.empty() ? 0 : 1;
    if (!query.pincode.empty()) {
      EXPECT_TRUE(domain::Pincode::parse(query.pincode)) << query.pincode;
    }
  }
  EXPECT_NEAR(filtered / 10'000, 0.20, 0.02);
  EXPECT_NEAR(typos / 10'000, 0.15, 0.02);
  EXPECT_NEAR(pincodes / 10'000, 0.50, 0.03);
  for (std::size_t words = 1; words <= 4; ++words) EXPECT_GT(by_words[words], 500) << words;
}

TEST_F(Queries, HeadQueriesRepeatAndTheTailIsLong) {
  std::map<std::string, int> count;
  for (const auto& query : queries_) ++count[query.text];
  int largest = 0;
  for (const auto& [text, times] : count) largest = std::max(largest, times);
  EXPECT_GT(largest, 20);
  EXPECT_LT(largest, 500);
  EXPECT_GT(count.size(), 3'000U);
  EXPECT_LT(count.size(), 9'000U);
}

TEST_F(Queries, SomeTermsAreInMoreThanATenthOfTheProducts) {
  std::unordered_map<std::string, std::uint64_t> documents;
  for (std::uint64_t i = 0; i < kProducts; i += 4) {
    const auto product = catalog_.product(i);
    std::unordered_set<std::string> here;
    for (auto& word : split(lower(product.title + " " + product.description))) {
      while (!word.empty() && (word.back() == ',' || word.back() == '.')) word.pop_back();
      if (here.insert(word).second) ++documents[word];
    }
  }
  int with_frequent_term = 0;
  for (const auto& query : queries_) {
    const auto words = split(query.text);
    if (std::any_of(words.begin(), words.end(),
                    [&](const auto& w) { return documents[w] > kProducts / 4 / 10; })) {
      ++with_frequent_term;
    }
  }
  EXPECT_GT(with_frequent_term, 500);
}

TEST_F(Queries, ChipsLetTheSourceProductPass) {
  std::map<std::string, int> kinds;
  for (const auto& query : queries_) {
    if (query.chips.empty()) continue;
    const auto product = source(query);
    const auto rupees = product.price_paise.value_or(-1) / 100;
    for (const auto& chip : query.chips) {
      const auto parts = split(chip, '_');
      ++kinds[parts[0]];
      if (parts[0] == "under") {
        EXPECT_LT(rupees, std::stol(parts.at(1))) << chip;
        EXPECT_GE(rupees, 0);
      } else if (parts[0] == "above") {
        EXPECT_GT(rupees, std::stol(parts.at(1))) << chip;
      } else if (parts[0] == "between") {
        EXPECT_GE(rupees, std::stol(parts.at(1))) << chip;
        EXPECT_LE(rupees, std::stol(parts.at(2))) << chip;
      } else if (parts[0] == "4plus") {
        EXPECT_GE(product.rating.value_or(0), 4.0);
      } else if (parts[0] == "cod") {
        EXPECT_TRUE(product.cod_available);
      } else if (parts[0] == "brand") {
        EXPECT_EQ(chip, "brand_" + text::slug(product.brand));
      } else if (parts[0] == "category") {
        EXPECT_EQ(chip, "category_" +
                            text::slug(product.categories[0].substr(product.categories[0].rfind('>') + 1)));
      } else if (parts[0] == "color") {
        EXPECT_EQ(chip, "color_" + text::slug(std::get<std::string>(product.attributes.at("color"))));
      } else {
        ADD_FAILURE() << "unknown chip " << chip;
      }
    }
  }
  EXPECT_EQ(kinds.size(), 8U) << "every kind of chip should occur";
}

TEST_F(Queries, RoundTripThroughJsonLines) {
  std::string lines;
  for (const auto& query : queries_) {
    append_query_json(lines, query);
    lines += '\n';
  }
  io::MemorySource source(lines, 1'000);
  const auto read = read_queries(source);
  ASSERT_TRUE(read) << read.error().describe();
  EXPECT_EQ(*read, queries_);
}

TEST(QueryJson, WritesWhatTheFormatSays) {
  std::string line;
  append_query_json(line, {"red \"saree\"", {"under_500"}, "110001", "p1", true});
  EXPECT_EQ(
      line,
      R"({"query":"red \"saree\"","chips":["under_500"],"pincode":"110001","source_product_id":"p1","has_typo":true})");
  line.clear();
  append_query_json(line, {.text = "tea"});
  EXPECT_EQ(line, R"({"query":"tea"})");
}

TEST(QueryJson, SaysWhatIsWrong) {
  const auto error = [](std::string_view json) {
    const auto query = query_from_json(json);
    return query ? std::string("accepted") : query.error().describe();
  };
  EXPECT_EQ(error(R"({"query":"tea","extra":1,"chips":null})"), "accepted");
  EXPECT_NE(error("not json").find("is not JSON"), std::string::npos);
  EXPECT_NE(error("[1]").find("object"), std::string::npos);
  EXPECT_EQ(error(R"({"chips":[]})"), "query: must be a string that is not empty");
  EXPECT_EQ(error(R"({"query":5})"), "query: must be a string");
  EXPECT_EQ(error(R"({"query":"a","chips":[1]})"), "chips: must be a list of strings");
  EXPECT_EQ(error(R"({"query":"a","has_typo":"yes"})"), "has_typo: must be true or false");

  io::MemorySource source("{\"query\":\"a\"}\n\n{\"query\":7}\n");
  const auto read = read_queries(source);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().context, "line 3.query");
}

}  // namespace
}  // namespace khoj::simulate

// What T2's recommendations answer: the types, described once for writing and the documentation.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "engine/search_request.hpp"

namespace khoj::api {
namespace t2 {

struct Product {
  std::string id;
  std::string name;
  std::string category;
  std::string image;
  std::optional<double> price;
  std::optional<double> original_price;
  std::optional<double> rating;
  std::int64_t reviews = 0;
  double discount_ratio = 0.0;
};
BOOST_DESCRIBE_STRUCT(Product, (),
                      (id, name, category, image, price, original_price, rating, reviews, discount_ratio))

struct Home {
  std::vector<Product> personalized;
  std::vector<Product> trending;
  std::vector<Product> best_value;
  std::map<std::string, std::vector<Product>> top_categories;
  std::vector<Product> diverse_picks;
};
BOOST_DESCRIBE_STRUCT(Home, (), (personalized, trending, best_value, top_categories, diverse_picks))

struct Similar {
  std::vector<Product> similar;
};
BOOST_DESCRIBE_STRUCT(Similar, (), (similar))

struct Found {
  std::vector<Product> results;
  std::optional<std::string> fallback_reason;
};
BOOST_DESCRIBE_STRUCT(Found, (), (results, fallback_reason))

}  // namespace t2

template <>
struct Rules<t2::Product> {
  static constexpr std::string_view name = "RecommendedProduct";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "category", .description = "\"main > sub\""},
      {.field = "price", .description = "What it costs now, in rupees."},
      {.field = "original_price", .description = "Before the discount."},
      {.field = "discount_ratio", .description = "Part of the price saved, 0 to 1."}};
};

template <>
struct Rules<t2::Home> {
  static constexpr std::string_view name = "Home";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "personalized",
       .description = "Empty for users of whom nothing is known of the last 30 days."},
      {.field = "trending", .description = "By events, each weighing 0.95 to the power of its age in hours."},
      {.field = "best_value", .description = "By the part of the price that is saved."},
      {.field = "top_categories", .description = "Of the leading categories the best rated products."},
      {.field = "diverse_picks",
       .description = "From categories of which the user has seen little; the same for a day."}};
};

template <>
struct Rules<t2::Similar> {
  static constexpr std::string_view name = "SimilarProducts";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "similar", .description = "The most similar first."}};
};

template <>
struct Rules<t2::Found> {
  static constexpr std::string_view name = "FoundProducts";
  static constexpr bool answer = true;
  static constexpr std::string_view kReasons[] = {"no_search_matches"};
  static constexpr Rule table[] = {
      {.field = "fallback_reason",
       .description = "There when nothing matches: the results are what is trending.",
       .one_of = kReasons,
       .omit_null = true}};
};

}  // namespace khoj::api

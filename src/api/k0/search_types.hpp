// What POST /api/v1/search takes and gives: the types, described once for reading, writing and the
// documentation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "domain/pincode.hpp"
#include "engine/search_request.hpp"

namespace khoj::engine {
BOOST_DESCRIBE_STRUCT(Chip, (), (type, label, value, active))
}  // namespace khoj::engine

namespace khoj::pipeline {
BOOST_DESCRIBE_STRUCT(ExplanationShare, (), (step, detail, share))
}  // namespace khoj::pipeline

namespace khoj::api {
namespace k0 {

struct SearchBody {
  std::string query;
  std::uint32_t max = 24;
  std::vector<std::string> chips;
  std::optional<std::string> pincode;
  std::optional<std::string> session_id;
  std::optional<std::string> user_id;
  std::uint32_t offset = 0;
  bool explain = false;
};
BOOST_DESCRIBE_STRUCT(SearchBody, (), (query, max, chips, pincode, session_id, user_id, offset, explain))

struct Explained {
  double total = 0.0;
  std::vector<pipeline::ExplanationShare> shares;
};
BOOST_DESCRIBE_STRUCT(Explained, (), (total, shares))

struct SearchItem {
  std::string product_id;
  std::string title;
  std::string brand;
  std::string category;
  std::optional<double> price;
  std::optional<double> rating;
  std::int64_t review_count = 0;
  double relevance_score = 0.0;
  double ranking_score = 0.0;
  std::string seller_id;
  bool cod_available = false;
  std::int64_t pincode_eta = 0;
  std::string image;
  std::string link;
  std::optional<double> original_price;
  double discount_ratio = 0.0;
  std::string currency;
  bool in_stock = true;
  std::optional<Explained> explanation;
};
BOOST_DESCRIBE_STRUCT(SearchItem, (),
                      (product_id, title, brand, category, price, rating, review_count, relevance_score,
                       ranking_score, seller_id, cod_available, pincode_eta, image, link, original_price,
                       discount_ratio, currency, in_stock, explanation))

struct Strip {
  std::string title;
  std::vector<SearchItem> products;
};
BOOST_DESCRIBE_STRUCT(Strip, (), (title, products))

struct SearchAnswer {
  std::vector<SearchItem> results;
  std::vector<Strip> strips;
  std::vector<engine::Chip> chips;
  std::string normalized_query;
  std::uint64_t total_results = 0;
  std::uint32_t words = 0;
  std::uint32_t words_required = 0;
  double processing_time_ms = 0.0;
  std::string request_id;
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (),
                      (results, strips, chips, normalized_query, total_results, words, words_required,
                       processing_time_ms, request_id))

/// Six digits, the first not zero (K0).
inline constexpr Pattern kPincode{
    "^[1-9][0-9]{5}$", [](std::string_view text) { return domain::Pincode::parse(text).has_value(); }};

}  // namespace k0

template <>
struct Rules<engine::Chip> {
  static constexpr std::string_view name = "Chip";
  static constexpr std::string_view description = "A filter that the shopper may add with one tap.";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "type", .description = "price, rating, brand, category, color, cod …"},
      {.field = "label", .description = "For the shopper: 'Under ₹500'."},
      {.field = "value", .description = "What a request sends back among its chips: 'under_500'."},
      {.field = "active",
       .description = "Applied in this request: given as a chip, or read out of the query."}};
};

template <>
struct Rules<pipeline::ExplanationShare> {
  static constexpr std::string_view name = "ExplanationShare";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "step", .description = "The step of the pipeline: source.lexical, rank.trust …"},
      {.field = "detail", .description = "What for, in words."},
      {.field = "share", .description = "How much it gave to the item's ranking score."}};
};

template <>
struct Rules<k0::Explained> {
  static constexpr std::string_view name = "Explanation";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "total", .description = "The sum of the shares: the item's ranking score."}};
};

template <>
struct Rules<k0::SearchBody> {
  static constexpr std::string_view name = "SearchRequest";
  static constexpr Rule table[] = {
      {.field = "query",
       .description = "What the shopper types.",
       .required = true,
       .trim = true,
       .min_length = 1,
       .max_length = 200,
       .example = "\"smart watch\""},
      {.field = "max", .description = "How many results at most.", .min = 1, .max = 100},
      {.field = "chips",
       .description = "Filters: under_N, above_N, between_A_B, 4plus, cod, brand_*, category_*, color_*.",
       .min_length = 1,
       .max_length = 128,
       .max_items = 32,
       .example = "[\"under_2000\",\"4plus\"]"},
      {.field = "pincode", .description = "Where to deliver to.", .pattern = &k0::kPincode},
      {.field = "session_id", .description = "The shopper's session.", .min_length = 1, .max_length = 128},
      {.field = "user_id", .description = "The shopper.", .min_length = 1, .max_length = 128},
      {.field = "offset",
       .description = "How many results to pass over, for the next page.",
       .min = 0,
       .max = 10000},
      {.field = "explain", .description = "Give each step's share of each item's score."}};
};

template <>
struct Rules<k0::SearchItem> {
  static constexpr std::string_view name = "SearchItem";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "category", .description = "The first category path, 'Electronics > Audio'."},
      {.field = "price", .description = "In the currency's main unit; null when it is not known."},
      {.field = "rating", .description = "0 to 5; null when nobody has rated it."},
      {.field = "relevance_score", .description = "What retrieval gave, 0 to 1."},
      {.field = "ranking_score", .description = "What the order follows."},
      {.field = "pincode_eta",
       .description = "Days until delivery; 7 while nothing is known about deliveries."},
      {.field = "original_price", .description = "Before discount; null when there was none."},
      {.field = "discount_ratio", .description = "The share of the original price that is saved, 0 to 1."},
      {.field = "currency", .description = "ISO 4217."},
      {.field = "explanation", .description = "When the request asked for it.", .omit_null = true}};
};

template <>
struct Rules<k0::Strip> {
  static constexpr std::string_view name = "Strip";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "title", .description = "What its products have in common."}};
};

template <>
struct Rules<k0::SearchAnswer> {
  static constexpr std::string_view name = "SearchResponse";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "results", .description = "The products found, best first."},
      {.field = "strips", .description = "Rows of further products."},
      {.field = "chips", .description = "Filters that fit these results."},
      {.field = "total_results", .description = "How many products match, over all pages."},
      {.field = "words", .description = "How many words the query has."},
      {.field = "words_required",
       .description = "How many of them every result counted in total_results holds."},
      {.field = "request_id", .description = "Names this answer when a click is reported."}};
};

}  // namespace khoj::api

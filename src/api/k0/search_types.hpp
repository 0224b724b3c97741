// What POST /api/v1/search takes and gives: the types, described once for reading, writing and the
// documentation.
#pragma once

#include <cstdint>
#include <map>
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
BOOST_DESCRIBE_STRUCT(HistogramRequest, (), (interval))
BOOST_DESCRIBE_STRUCT(ItemGroup, (), (key, size))
BOOST_DESCRIBE_STRUCT(FacetRequest, (), (field, limit, histogram))
BOOST_DESCRIBE_STRUCT(FacetValue, (), (value, label, count))
BOOST_DESCRIBE_STRUCT(FacetStats, (), (min, max, mean, count))
BOOST_DESCRIBE_STRUCT(HistogramBucket, (), (from, to, count))
BOOST_DESCRIBE_STRUCT(Facet, (), (field, values, distinct, stats, histogram))
}  // namespace khoj::engine

namespace khoj::pipeline {
BOOST_DESCRIBE_STRUCT(ExplanationShare, (), (step, detail, share))
}  // namespace khoj::pipeline

namespace khoj::api {
namespace k0 {

/// What every page of products may ask for.
struct PageBody {
  std::uint32_t max = 24;
  std::vector<std::string> chips;
  std::string filter;
  std::vector<engine::FacetRequest> facets;
  std::vector<std::string> sort;
  std::optional<std::string> group_by;
  std::vector<std::string> highlight;
  std::optional<std::string> pincode;
  std::optional<std::string> session_id;
  std::optional<std::string> user_id;
  std::uint32_t offset = 0;
  std::optional<std::string> cursor;
  std::optional<double> budget_ms;
  std::optional<std::string> policy;
  bool explain = false;
};
BOOST_DESCRIBE_STRUCT(PageBody, (),
                      (max, chips, filter, facets, sort, group_by, highlight, pincode, session_id, user_id,
                       offset, cursor, budget_ms, policy, explain))

struct SearchBody : PageBody {
  std::string query;
};
BOOST_DESCRIBE_STRUCT(SearchBody, (PageBody), (query))

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
  std::optional<engine::ItemGroup> group;
  std::optional<std::map<std::string, std::string>> highlights;
  std::optional<Explained> explanation;
};
BOOST_DESCRIBE_STRUCT(SearchItem, (),
                      (product_id, title, brand, category, price, rating, review_count, relevance_score,
                       ranking_score, seller_id, cod_available, pincode_eta, image, link, original_price,
                       discount_ratio, currency, in_stock, group, highlights, explanation))

struct Strip {
  std::string title;
  std::vector<SearchItem> products;
};
BOOST_DESCRIBE_STRUCT(Strip, (), (title, products))

struct SearchAnswer {
  std::vector<SearchItem> results;
  std::vector<Strip> strips;
  std::vector<engine::Chip> chips;
  std::optional<std::vector<engine::Facet>> facets;
  std::string normalized_query;
  std::uint64_t total_results = 0;
  std::uint32_t words = 0;
  std::uint32_t words_required = 0;
  std::optional<std::string> next_cursor;
  bool partial = false;
  double processing_time_ms = 0.0;
  std::string request_id;
};
BOOST_DESCRIBE_STRUCT(SearchAnswer, (),
                      (results, strips, chips, facets, normalized_query, total_results, words, words_required,
                       next_cursor, partial, processing_time_ms, request_id))

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
struct Rules<engine::HistogramRequest> {
  static constexpr std::string_view name = "HistogramRequest";
  static constexpr bool closed = true;
  static constexpr Rule table[] = {{.field = "interval",
                                    .description = "The width of a bucket, in the field's unit: above 0.",
                                    .required = true,
                                    .min = 0}};
};

template <>
struct Rules<engine::FacetRequest> {
  static constexpr std::string_view name = "FacetRequest";
  static constexpr std::string_view description =
      "A field to count; its name alone stands for {\"field\": name}.";
  static constexpr bool closed = true;
  static constexpr std::string_view shorthand = "field";
  static constexpr Rule table[] = {
      {.field = "field",
       .description = "brand, category, color, seller, price, rating, discount, in_stock, cod, created, or a "
                      "filterable attribute.",
       .required = true,
       .min_length = 1,
       .max_length = 256},
      {.field = "limit", .description = "How many values at most.", .min = 1, .max = 1000},
      {.field = "histogram", .description = "Of a number: also how many there are in each bucket."}};
};

template <>
struct Rules<engine::FacetValue> {
  static constexpr std::string_view name = "FacetValue";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "value", .description = "What a filter names: brand:boat."},
      {.field = "label", .description = "As products spell it: boAt.", .omit_null = true},
      {.field = "count", .description = "How many products of the results hold it."}};
};

template <>
struct Rules<engine::ItemGroup> {
  static constexpr std::string_view name = "ItemGroup";
  static constexpr std::string_view description =
      "The group that a result stands for: the best of it is shown.";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "key", .description = "The value that its products share; empty for a product without one."},
      {.field = "size", .description = "How many of them match."}};
};

template <>
struct Rules<engine::FacetStats> {
  static constexpr std::string_view name = "FacetStats";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "count", .description = "How many products have a number."}};
};

template <>
struct Rules<engine::HistogramBucket> {
  static constexpr std::string_view name = "HistogramBucket";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "from", .description = "Inclusive."},
                                   {.field = "to", .description = "Exclusive."}};
};

template <>
struct Rules<engine::Facet> {
  static constexpr std::string_view name = "Facet";
  static constexpr std::string_view description =
      "Counts over all results, not only this page, disregarding what the request itself asks of this field.";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "values", .description = "Those that most products hold, first."},
      {.field = "distinct", .description = "How many values there are, over the limit too."},
      {.field = "stats", .description = "Of a number.", .omit_null = true},
      {.field = "histogram", .description = "The buckets that hold something.", .omit_null = true}};
};

template <>
struct Rules<k0::PageBody> {
  static constexpr std::string_view name = "BrowseRequest";
  static constexpr Rule table[] = {
      {.field = "max", .description = "How many results at most.", .min = 1, .max = 100},
      {.field = "chips",
       .description = "Filters: under_N, above_N, between_A_B, 4plus, cod, brand_*, category_*, color_*.",
       .min_length = 1,
       .max_length = 128,
       .max_items = 32,
       .example = "[\"under_2000\",\"4plus\"]"},
      {.field = "filter",
       .description = "Which products may be shown, in the filter language (docs/search.md).",
       .max_length = 8192,
       .example = "\"price < 500 AND (brand:[boat, noise] OR rating >= 4)\""},
      {.field = "facets",
       .description = "Fields whose values are counted over all results.",
       .max_items = 32,
       .example = "[\"brand\",{\"field\":\"price\",\"histogram\":{\"interval\":500}}]"},
      {.field = "sort",
       .description =
           "Up to 8 keys: <field>:asc, <field>:desc, relevance, _boost(<filter>), _random(<seed>). "
           "Without any the policy orders.",
       .min_length = 1,
       .max_length = 8192,
       .max_items = 8,
       .example = "[\"price:asc\",\"rating:desc\"]"},
      {.field = "group_by",
       .description =
           "A field whose products count as one: variant_group, or a filterable attribute. The best of "
           "each group is shown; totals and facets count groups.",
       .min_length = 1,
       .max_length = 256},
      {.field = "highlight",
       .description = "Fields to give back as HTML with the query's words marked: title, brand, category, "
                      "description, attributes.<name>. Long ones are cut to a snippet.",
       .min_length = 1,
       .max_length = 256,
       .max_items = 8},
      {.field = "pincode", .description = "Where to deliver to.", .pattern = &k0::kPincode},
      {.field = "session_id", .description = "The shopper's session.", .min_length = 1, .max_length = 128},
      {.field = "user_id", .description = "The shopper.", .min_length = 1, .max_length = 128},
      {.field = "offset",
       .description = "How many results to pass over, for the next page.",
       .min = 0,
       .max = 10000},
      {.field = "cursor",
       .description = "next_cursor of the page before, with everything else unchanged; instead of offset.",
       .min_length = 1},
      {.field = "budget_ms",
       .description =
           "Answer after about so many milliseconds with what was found until then; 'partial' says so.",
       .min = 0.001,
       .max = 60000},
      {.field = "policy",
       .description = "Which policy finds and orders.",
       .min_length = 1,
       .max_length = 128},
      {.field = "explain", .description = "Give each step's share of each item's score."}};
};

template <>
struct Rules<k0::SearchBody> {
  static constexpr std::string_view name = "SearchRequest";
  using Base = k0::PageBody;
  static constexpr Rule table[] = {{.field = "query",
                                    .description = "What the shopper types.",
                                    .required = true,
                                    .trim = true,
                                    .min_length = 1,
                                    .max_length = 200,
                                    .example = "\"smart watch\""}};
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
      {.field = "group", .description = "When the request groups.", .omit_null = true},
      {.field = "highlights",
       .description = "HTML by field, with the query's words in <mark>; when the request asked for it.",
       .omit_null = true},
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
      {.field = "facets", .description = "One a requested field, in their order.", .omit_null = true},
      {.field = "next_cursor", .description = "Give it back as cursor for the next page; null on the last."},
      {.field = "partial", .description = "The time budget was up before everything was looked at."},
      {.field = "request_id", .description = "Names this answer when a click is reported."}};
};

}  // namespace khoj::api

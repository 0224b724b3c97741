// What a search asks and answers, before any dialect of HTTP dresses it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/pincode.hpp"
#include "domain/tenant.hpp"
#include "pipeline/explanation.hpp"
#include "text/analyzer.hpp"

namespace khoj::pipeline {
struct Shopper;
}

namespace khoj::engine {

struct HistogramRequest {
  double interval = 0.0;  ///< Width of a bucket in the field's unit, above 0.
};

/// A field whose values are counted over everything that matches.
struct FacetRequest {
  std::string field;
  std::uint32_t limit = 20;  ///< How many values at most, 1 to 1,000.
  std::optional<HistogramRequest> histogram;
};

struct SearchRequest {
  domain::Tenant tenant;
  bool browse = false;               ///< A page without a query: everything that passes the filter.
  std::string query;                 ///< 1 to 255 characters after trimming; empty when browsing.
  std::uint32_t limit = 24;          ///< 1 to 6,000.
  std::uint32_t offset = 0;          ///< 0 to 10,000.
  std::vector<std::string> chips;    ///< Filters: under_N, 4plus, brand_<slug> …; an unknown one is an error.
  bool suggest_chips = true;         ///< Answer also with chips that would narrow the page down.
  std::string filter;                ///< In the filter language; joined with the chips by AND.
  std::vector<FacetRequest> facets;  ///< At most 32.
  std::vector<std::string> sort;     ///< At most 8 keys; empty: the policy's order.
  std::string group_by;              ///< A text field whose values join products into groups; empty: none.
  std::vector<std::string> highlight;  ///< title, brand, category, description, attributes.<name>; at most 8.
  std::string cursor;               ///< SearchResponse::next_cursor of the page before; empty for the first.
  std::optional<double> budget_ms;  ///< Answer with what was found when so much time has gone by.
  std::optional<domain::Pincode> pincode;
  std::string policy = "search";
  std::string surface;  ///< What impressions call the page; empty: search, or browse without a query.
  bool explain = false;
  std::string request_id;        ///< Under which the impression is logged; empty: it is not.
  std::uint64_t client_key = 0;  ///< Who asks, hashed: only to fold half-typed queries. 0: not known.
  /// For recommendations, filled in by the engine: only what can be sold, for whom, and about what.
  bool recommend = false;
  std::shared_ptr<const pipeline::Shopper> shopper;
  std::optional<domain::ItemId> anchor;
};

/// The group that a result stands for.
struct ItemGroup {
  std::string key;         ///< The value that its products share; empty for a product without one.
  std::uint32_t size = 1;  ///< How many of them match.
  friend bool operator==(const ItemGroup&, const ItemGroup&) = default;
};

/// A product as a result list shows it.
struct ResultItem {
  std::string product_id;
  std::string title;
  std::string brand;
  std::string category;                  ///< The first category path.
  std::optional<double> price;           ///< Rupees.
  std::optional<double> original_price;  ///< Rupees.
  std::string currency;
  double discount_ratio = 0.0;
  std::optional<double> rating;
  std::int64_t review_count = 0;
  std::string image;
  std::string link;
  std::string seller_id;
  bool in_stock = true;
  bool cod_available = false;
  std::int64_t eta_days = 7;
  double relevance_score = 0.0;                      ///< What retrieval gave, after calibration, 0 to 1.
  double ranking_score = 0.0;                        ///< What the order follows.
  std::optional<pipeline::Explanation> explanation;  ///< When the request asked for it.
  std::optional<ItemGroup> group;                    ///< When the request groups.
  std::map<std::string, std::string> highlights;     ///< HTML by field; only fields that hold something.
  friend bool operator==(const ResultItem&, const ResultItem&) = default;
};

/// A filter that the shopper may add with one tap.
struct Chip {
  std::string type;     ///< "price", "rating", "brand", "category", "color", "cod".
  std::string label;    ///< "Under ₹500".
  std::string value;    ///< What a request sends back: "under_500".
  bool active = false;  ///< Applied in this request (given as a chip or read out of the query).
  friend bool operator==(const Chip&, const Chip&) = default;
};

struct FacetValue {
  std::string value;                 ///< What a filter names.
  std::optional<std::string> label;  ///< How a product spells it, where the value is a slug.
  std::uint64_t count = 0;
  friend bool operator==(const FacetValue&, const FacetValue&) = default;
};

/// In the field's own unit: rupees for prices.
struct FacetStats {
  double min = 0.0;
  double max = 0.0;
  double mean = 0.0;
  std::uint64_t count = 0;  ///< Of the products that have a number.
  friend bool operator==(const FacetStats&, const FacetStats&) = default;
};

struct HistogramBucket {
  double from = 0.0;  ///< Inclusive.
  double to = 0.0;    ///< Exclusive.
  std::uint64_t count = 0;
  friend bool operator==(const HistogramBucket&, const HistogramBucket&) = default;
};

/// Asks for values of one field that begin like something, among what matches.
struct FacetSearchRequest {
  domain::Tenant tenant;
  std::string field;
  std::string prefix;  ///< What any word of the value begins with, in any case; empty: every value.
  std::string query;   ///< Empty: everything that passes the filter.
  std::string filter;
  std::vector<std::string> chips;
  std::uint32_t limit = 10;  ///< 1 to 100.
};

struct FacetSearchResponse {
  std::vector<FacetValue> values;  ///< Most products first.
  std::uint64_t distinct = 0;      ///< How many values fit, over the limit too.
};

struct Facet {
  std::string field;
  std::vector<FacetValue> values;  ///< Most products first.
  std::uint64_t distinct = 0;      ///< How many values there are, over the limit too.
  std::optional<FacetStats> stats;
  std::optional<std::vector<HistogramBucket>> histogram;  ///< Buckets that hold something.
  friend bool operator==(const Facet&, const Facet&) = default;
};

struct SearchResponse {
  std::vector<ResultItem> items;
  std::vector<Facet> facets;               ///< One a FacetRequest; fewer when the time was up.
  std::optional<std::string> next_cursor;  ///< Absent on the last page.
  bool partial = false;                    ///< The time was up before everything was looked at.
  std::vector<Chip> chips;
  std::string normalized_query;
  std::uint64_t total = 0;           ///< Products that match, over all pages.
  std::uint32_t words_required = 0;  ///< How many of the query's words every match holds at least.
  std::uint32_t words = 0;           ///< How many words the query has.
  std::vector<text::QueryWord>
      matched_words;  ///< As the search took them: corrected, completed. For highlights only.
  friend bool operator==(const SearchResponse&, const SearchResponse&) = default;
};

}  // namespace khoj::engine

// What a search asks and answers, before any dialect of HTTP dresses it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/pincode.hpp"
#include "domain/tenant.hpp"
#include "pipeline/explanation.hpp"

namespace khoj::engine {

struct SearchRequest {
  domain::Tenant tenant;
  std::string query;               ///< 1 to 200 characters after trimming.
  std::uint32_t limit = 24;        ///< 1 to 100.
  std::uint32_t offset = 0;        ///< 0 to 10,000.
  std::vector<std::string> chips;  ///< Filters: under_N, 4plus, brand_<slug> …; an unknown one is an error.
  std::optional<domain::Pincode> pincode;
  std::string policy = "search";
  bool explain = false;
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
};

/// A filter that the shopper may add with one tap.
struct Chip {
  std::string type;     ///< "price", "rating", "brand", "category", "color", "cod".
  std::string label;    ///< "Under ₹500".
  std::string value;    ///< What a request sends back: "under_500".
  bool active = false;  ///< Applied in this request (given as a chip or read out of the query).
};

struct SearchResponse {
  std::vector<ResultItem> items;
  std::vector<Chip> chips;
  std::string normalized_query;
  std::uint64_t total = 0;           ///< Products that match, over all pages.
  std::uint32_t words_required = 0;  ///< How many of the query's words every match holds at least.
  std::uint32_t words = 0;           ///< How many words the query has.
};

}  // namespace khoj::engine

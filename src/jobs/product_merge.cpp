#include "jobs/product_merge.hpp"

#include <algorithm>

namespace khoj::jobs {

base::Result<domain::Product> merge_products(const domain::Product& first, const domain::Product& later) {
  domain::Product merged = first;
  for (const auto& category : later.categories) {
    if (std::find(merged.categories.begin(), merged.categories.end(), category) == merged.categories.end()) {
      merged.categories.push_back(category);
    }
  }
  if (merged.categories.size() > domain::kMaxCategories) {
    return base::fail(
        base::Error{base::ErrorCode::invalid_argument,
                    fmt::format("with this row the product would have {} categories; at most {} are allowed",
                                merged.categories.size(), domain::kMaxCategories),
                    "categories"});
  }
  const auto fill_text = [&](std::string domain::Product::* field) {
    if ((merged.*field).empty()) merged.*field = later.*field;
  };
  for (const auto field :
       {&domain::Product::description, &domain::Product::brand, &domain::Product::image,
        &domain::Product::link, &domain::Product::seller_id, &domain::Product::variant_group}) {
    fill_text(field);
  }
  // A price and the price before discount belong together.
  if (!merged.price_paise) {
    merged.price_paise = later.price_paise;
    merged.original_price_paise = later.original_price_paise;
  }
  if (!merged.rating) {
    merged.rating = later.rating;
    merged.rating_count = later.rating_count;
  }
  if (!merged.return_rate) merged.return_rate = later.return_rate;
  if (!merged.cancellation_rate) merged.cancellation_rate = later.cancellation_rate;
  if (!merged.stock) merged.stock = later.stock;
  merged.attributes.insert(later.attributes.begin(), later.attributes.end());
  return merged;
}

}  // namespace khoj::jobs

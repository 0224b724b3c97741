#include "jobs/builtin_mappings.hpp"

#include <array>

namespace khoj::jobs {
namespace {

constexpr std::string_view kKhoj = R"yaml(
format: khoj
)yaml";

// T2-21: whatever is missing, not numeric or contradicts its own discount is rejected.
constexpr std::string_view kT2 = R"yaml(
format: csv
fields:
  id: id
  title: name
  categories: {join: [main_category, sub_category], required: true}
  price: {from: discount_price, required: true}
  original_price: {from: actual_price, required: true}
  rating: {from: ratings, required: true}
  rating_count: {from: no_of_ratings, required: true}
  image: image
  link: link
checks:
  discount_ratio: {from: discount_ratio, tolerance: 0.01}
)yaml";

// The public nine-column dump of Amazon India. It has no id: the ASIN stands in the link. A product is listed
// once in each sub-category. Cells of neighbouring page elements ("Get", "FREE Delivery by Amazon") got into
// the rating columns. What has no discount is sold at its actual price.
constexpr std::string_view kAmazonIndia = R"yaml(
format: csv
merge: categories
fields:
  id: {from: link, match: "/dp/([A-Z0-9]{10})"}
  title: name
  categories: {join: [main_category, sub_category]}
  price: [discount_price, actual_price]
  original_price: actual_price
  currency: {constant: INR}
  rating: {from: ratings, invalid: missing}
  rating_count: {from: no_of_ratings, invalid: missing}
  image: image
  link: link
)yaml";

// Google Merchant Center's product feed, tab-separated. Most of its columns are optional.
constexpr std::string_view kGoogleMerchant = R"yaml(
format: tsv
quoting: true
missing_columns: ignore
fields:
  id: id
  title: [title, structured_title]
  description: {from: [description, structured_description], clean: html}
  brand: brand
  categories: [product_type, google_product_category]
  price: [sale_price, price]
  original_price: price
  currency: {from: [sale_price, price], match: "(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])"}
  image: [image_link, "image link"]
  link: link
  stock:
    from: availability
    clean: lower
    values:
      in_stock: ""
      in stock: ""
      out_of_stock: "0"
      out of stock: "0"
      preorder: ""
      pre-order: ""
      backorder: ""
      back-order: ""
  variant_group: [item_group_id, "item group id"]
attributes:
  color: color
  size: size
  gender: gender
  condition: condition
  age_group: [age_group, "age group"]
  material: material
  pattern: pattern
  gtin: gtin
  mpn: mpn
)yaml";

constexpr std::array<BuiltinMapping, 4> kMappings = {{
    {"khoj", "our own JSON Lines, as `khoj export catalog` writes them", kKhoj},
    {"t2", "CSV with id, name, main_category, sub_category, prices, ratings and discount_ratio, checked",
     kT2},
    {"amazon-india", "the nine-column dump of Amazon India; ids are the ASINs in the links", kAmazonIndia},
    {"google-merchant", "Google Merchant Center's tab-separated product feed", kGoogleMerchant},
}};

}  // namespace

std::span<const BuiltinMapping> builtin_mappings() noexcept { return kMappings; }

}  // namespace khoj::jobs

// A Product as JSON: the one format of API bodies, JSONL files and SQL rows.
//
//   {"id":"B01","title":"…","description":"…","brand":"boAt","categories":["Electronics >
//   Earphones"],"price":1299,
//    "original_price":2990,"currency":"INR","rating":4.1,"rating_count":1234,"image":"https://…","link":"https://…",
//    "seller_id":"s1","return_rate":0.05,"cancellation_rate":0.01,"stock":12,"cod_available":true,
//    "variant_group":"g1","attributes":{"color":"black","ram_gb":8},"created_at":1700000000000,"updated_at":…}
//
// Prices are in rupees (rounded to two decimals), times in Unix milliseconds. Absent and null mean the same.
// `categories` may also be one string. A member that stands twice is an error. Written are all members but
// empty text and lists, absent optionals and counts and times of 0; a number that is not finite is never
// written. product_fields() describes the same members for the OpenAPI document. Pure functions; thread-safe.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "domain/product.hpp"

namespace khoj::store {

enum class JsonFieldType { string, number, integer, boolean, string_list, object };

struct ProductField {
  std::string_view name;
  JsonFieldType type;
  bool required;
  std::string_view description;
};

/// Every member of a product's JSON, in the order in which they are written.
[[nodiscard]] std::span<const ProductField> product_fields() noexcept;

/// Reads and validates one product. Errors: invalid_argument with the field's path as context: not JSON, a
/// member of the wrong type, an unknown member, a value against domain::validate.
base::Result<domain::Product> product_from_json(std::string_view json);

/// The same without domain::validate: for rows that append_product_json wrote from a valid product. Damaged
/// text gives the same errors as above, never undefined behaviour.
base::Result<domain::Product> product_from_trusted_json(std::string_view json);

/// RFC 7396 (merge patch) on a product: members present replace, null clears, absent stays; `attributes` is
/// merged member by member. `id` may be present only if it is the same. Errors: invalid_argument as above.
base::Result<domain::Product> patch_product(const domain::Product& product, std::string_view json_patch);

/// Appends the product, whose text must be UTF-8, as one line of JSON without a line end.
void append_product_json(std::string& out, const domain::Product& product);

}  // namespace khoj::store

// Writes or changes the products of one request's body: one object, an array, or NDJSON. In the latter two, one product
// that is wrong does not keep the others out. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "api/json/rules.hpp"
#include "api/native/batch_body.hpp"
#include "base/task.hpp"
#include "store/catalog_store.hpp"

namespace khoj::api {
namespace native {

struct BatchItem {
  std::optional<std::string> id;
  std::string status;
  std::optional<ItemError> error;
};
BOOST_DESCRIBE_STRUCT(BatchItem, (), (id, status, error))

struct BatchAnswer {
  std::vector<BatchItem> items;
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t rejected = 0;
};
BOOST_DESCRIBE_STRUCT(BatchAnswer, (), (items, created, updated, rejected))

/// @param content_type of the body; NDJSON by its name, otherwise an array when it begins with '['.
/// @return one item per product, in the body's order. Errors: invalid_argument (a body that cannot be taken
/// apart, or a single product that is wrong, with the field as context), and those of CatalogStore::upsert.
base::Task<base::Result<BatchAnswer>> write_products(store::CatalogStore& catalog,
                                                     std::string_view content_type, std::string_view body);

/// The same with merge patches (RFC 7396), each with the id of a product that is there.
/// Errors: also not_found (a single product).
base::Task<base::Result<BatchAnswer>> patch_products(store::CatalogStore& catalog,
                                                     std::string_view content_type, std::string_view body);

}  // namespace native

template <>
struct Rules<native::BatchItem> {
  static constexpr std::string_view name = "BatchItem";
  static constexpr bool answer = true;
  static constexpr std::string_view kStatuses[] = {"created", "updated", "rejected"};
  static constexpr Rule table[] = {
      {.field = "id",
       .description = "The product's id; null when a rejected item has none that can be read."},
      {.field = "status", .one_of = kStatuses},
      {.field = "error", .description = "Why it was rejected.", .omit_null = true}};
};

template <>
struct Rules<native::BatchAnswer> {
  static constexpr std::string_view name = "BatchAnswer";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "items", .description = "One for each product, in the order of the request."}};
};

}  // namespace khoj::api

// A Snapshot is everything derived that a request reads, at one moment. Immutable and shared: a request takes one and
// keeps it to its end; writers publish a new one.
#pragma once

#include <memory>

#include "index/index_snapshot.hpp"

namespace khoj::pipeline {

struct Snapshot {
  std::shared_ptr<const index::IndexSnapshot> index;
};

/// The columns of the product index, as filters and features name them.
namespace column {
inline constexpr const char* kPrice = "price";  ///< Paise.
inline constexpr const char* kRating = "rating";
inline constexpr const char* kInStock = "in_stock";   ///< 1 or 0.
inline constexpr const char* kCod = "cod";            ///< 1 or 0.
inline constexpr const char* kDiscount = "discount";  ///< Per cent saved, 0 to 100.
inline constexpr const char* kRatingCount = "rating_count";
inline constexpr const char* kCreated = "created";    ///< Unix milliseconds.
inline constexpr const char* kBrand = "brand";        ///< Slug.
inline constexpr const char* kCategory = "category";  ///< Slugs of every level of every path.
inline constexpr const char* kColor = "color";        ///< Slug.
inline constexpr const char* kSeller = "seller";
inline constexpr const char* kVariantGroup = "variant_group";
}  // namespace column

}  // namespace khoj::pipeline

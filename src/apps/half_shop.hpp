// A copy of a shop that knows the categories of every second product only: whether the others are found by the names of
// theirs is what vectors have understood, not remembered. For evaluations; it has no events, and goes with the object.
#pragma once

#include <memory>

#include "apps/common_options.hpp"
#include "apps/shop.hpp"
#include "apps/temporary_folder.hpp"

namespace khoj::apps {

struct HalfShop {
  std::unique_ptr<TemporaryFolder> folder;  ///< First, so that it is removed when nobody uses it any more.
  Shop shop;
};

/// Of the products in the order of CatalogStore::list those with an odd number lose their categories; then the content job
/// runs. Errors: those of the stores and of the job; failed_precondition where there is too little to learn from.
base::Result<HalfShop> make_half_shop(const CommonOptions& options, store::CatalogStore& from);

}  // namespace khoj::apps

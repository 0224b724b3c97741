// What part of the catalogue each category is. Made once a second from the columns. Thread-safe.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/hash.hpp"
#include "pipeline/context.hpp"

namespace khoj::sources {

struct CategoryShares {
  /// By slug, of every level: the share of the products that stand in it.
  std::unordered_map<std::string, double, base::StringHash, std::equal_to<>> shares;
};

[[nodiscard]] std::shared_ptr<const CategoryShares> category_shares(const pipeline::Context& context);

/// The slug of the last level of the product's first category path; empty when it has none.
[[nodiscard]] std::string leaf_category_of(const pipeline::Context& context, index::DocRef doc);

}  // namespace khoj::sources

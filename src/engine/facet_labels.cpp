#include "engine/facet_labels.hpp"

#include <algorithm>

#include "pipeline/product_card.hpp"
#include "pipeline/snapshot.hpp"
#include "query/chips.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

namespace column = pipeline::column;

/// The level of the path whose slug is `slug`; empty when there is none.
std::string_view level_of(std::string_view path, std::string_view slug) {
  while (!path.empty()) {
    const auto split = path.find(domain::kCategorySeparator);
    const auto level = path.substr(0, split);
    if (text::slug(level) == slug) return level;
    if (split == std::string_view::npos) break;
    path.remove_prefix(split + domain::kCategorySeparator.size());
  }
  return {};
}

std::string_view spelling_of(const pipeline::ProductCard& card, const query::Field& field,
                             std::string_view slug) {
  if (field.column == column::kCategory) return level_of(card.category, slug);
  const auto text = field.column == column::kBrand   ? card.brand
                    : field.column == column::kColor ? card.color
                                                     : std::string_view();
  return text::slug(text) == slug ? text : std::string_view();
}

}  // namespace

std::string label_of(const query::Field& field, const index::ValueCount& value) {
  if (const auto card = pipeline::read_product_card(value.example)) {
    if (const auto spelling = spelling_of(*card, field, value.value); !spelling.empty())
      return std::string(spelling);
  }
  return query::label_of_slug(value.value);
}

}  // namespace khoj::engine

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

std::string read_label(const index::MatchedDocuments& matches, const query::Field& field, std::size_t column,
                       std::string_view slug) {
  if (const auto card = pipeline::read_product_card(index::example_of(matches, column, slug))) {
    if (const auto spelling = spelling_of(*card, field, slug); !spelling.empty())
      return std::string(spelling);
  }
  return query::label_of_slug(slug);
}

}  // namespace

std::optional<std::string> FacetLabels::label_of(const index::MatchedDocuments& matches,
                                                 const query::Field& field, std::size_t column,
                                                 std::string_view value) const {
  if (field.kind != query::FieldKind::slug) return std::nullopt;
  const std::string question = fmt::format("{}\n{}", field.column, value);
  if (const auto known = labels_.find(question)) return *known;
  auto label = read_label(matches, field, column, value);
  labels_.insert(question, std::make_shared<const std::string>(label));
  return label;
}

}  // namespace khoj::engine

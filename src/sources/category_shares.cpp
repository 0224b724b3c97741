#include "sources/category_shares.hpp"

#include <limits>

#include "domain/product.hpp"
#include "index/facet_counts.hpp"
#include "pipeline/product_card.hpp"
#include "text/slug.hpp"

namespace khoj::sources {
namespace {

CategoryShares count(const index::IndexSnapshot& index) {
  CategoryShares out;
  const auto column = index.column_index(pipeline::column::kCategory);
  if (!column) return out;
  const auto matches = index.match({}, 0);
  const index::MatchedDocuments documents(index, matches);
  const auto counts = index::count_values(documents, *column, std::numeric_limits<std::size_t>::max());
  const auto all = static_cast<double>(documents.count());
  for (const auto& value : counts.values)
    out.shares.emplace(value.value, static_cast<double>(value.count) / all);
  return out;
}

}  // namespace

std::shared_ptr<const CategoryShares> category_shares(const pipeline::Context& context) {
  return context.memo->get<CategoryShares>("category shares",
                                           [&] { return count(*context.snapshot->index); });
}

std::string leaf_category_of(const pipeline::Context& context, index::DocRef doc) {
  const auto card = pipeline::read_product_card(context.snapshot->index->stored(doc));
  if (!card) return {};
  const auto split = card->category.rfind(domain::kCategorySeparator);
  return text::slug(split == std::string_view::npos
                        ? card->category
                        : card->category.substr(split + domain::kCategorySeparator.size()));
}

}  // namespace khoj::sources

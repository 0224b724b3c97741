#include "engine/product_document.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.hpp"
#include "domain/judgement.hpp"
#include "pipeline/product_card.hpp"
#include "pipeline/snapshot.hpp"
#include "text/slug.hpp"

namespace khoj::engine {
namespace {

namespace column = pipeline::column;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Raised when documents are built differently from the same product, so that old indexes are rebuilt.
constexpr int kDocumentVersion = 1;

void append_line(std::string& text, std::string_view line) {
  if (line.empty()) return;
  if (!text.empty()) text += '\n';
  text += line;
}

void append_attribute(std::string& text, const domain::AttributeValue& value) {
  if (const auto* string = std::get_if<std::string>(&value)) {
    append_line(text, *string);
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const auto& entry : *list) append_line(text, entry);
  } else if (const auto* number = std::get_if<double>(&value)) {
    append_line(text, fmt::format("{}", *number));
  }
}

/// Quality that does not depend on a query, 0 to 1: breaks ties and orders pages without a query.
float static_rank(const domain::Product& product) {
  const double votes =
      product.rating ? std::max<double>(1.0, static_cast<double>(product.rating_count)) : 0.0;
  const double rating = domain::smoothed_rating(product.rating, product.rating_count);
  const double popularity = std::min(1.0, std::log1p(votes) / std::log1p(100'000.0));
  const double quality = 0.5 * std::clamp((rating - 1.0) / 4.0, 0.0, 1.0) + 0.5 * popularity;
  return static_cast<float>(product.in_stock() ? 0.5 + 0.5 * quality : 0.5 * quality);
}

void add_category_slugs(const domain::Product& product, std::vector<std::string>& slugs) {
  for (const auto& path : product.categories) {
    std::string_view rest = path;
    while (!rest.empty()) {
      const auto split = rest.find(domain::kCategorySeparator);
      auto slug = text::slug(rest.substr(0, split));
      if (!slug.empty() && std::find(slugs.begin(), slugs.end(), slug) == slugs.end())
        slugs.push_back(std::move(slug));
      rest = split == std::string_view::npos ? std::string_view()
                                             : rest.substr(split + domain::kCategorySeparator.size());
    }
  }
}

}  // namespace

index::Schema product_schema(const SearchSettings& settings) {
  using index::ColumnType;
  index::Schema schema;
  for (const auto& field : settings.searchable) {
    // A long title or description says less per word; a list of attributes or categories is no worse for being long.
    const float b = field.name == "title" ? 0.5F : field.name == "description" ? 0.75F : 0.3F;
    schema.text.push_back({field.name, static_cast<float>(field.weight), b, {}});
  }
  schema.columns = {{column::kPrice, ColumnType::number},   {column::kRating, ColumnType::number},
                    {column::kInStock, ColumnType::number}, {column::kCod, ColumnType::number},
                    {column::kBrand, ColumnType::keyword},  {column::kCategory, ColumnType::keyword},
                    {column::kColor, ColumnType::keyword},  {column::kSeller, ColumnType::keyword}};
  return schema;
}

std::string schema_fingerprint(const index::Schema& schema) {
  std::string text = fmt::format("document {} k1 {}", kDocumentVersion, schema.k1);
  for (const auto& field : schema.text) text += fmt::format("|{} {} {}", field.name, field.weight, field.b);
  for (const auto& spec : schema.columns)
    text += fmt::format("|{} {}", spec.name, static_cast<int>(spec.type));
  return fmt::format("{:016x}", base::hash64(text));
}

ProductDocumentBuilder::ProductDocumentBuilder(const index::Schema& schema) {
  for (const auto& field : schema.text) fields_.push_back(field.name);
  buffers_.resize(fields_.size());
  document_.text.resize(fields_.size());
  document_.numbers.resize(4);
  document_.keywords.resize(4);
}

std::string_view ProductDocumentBuilder::text_of(const std::string& field, const domain::Product& product,
                                                 std::string& buffer) const {
  if (field == "id") return product.id;
  if (field == "title") return product.title;
  if (field == "brand") return product.brand;
  if (field == "description") return product.description;
  buffer.clear();
  if (field == "category") {
    for (const auto& path : product.categories) append_line(buffer, path);
  } else if (field == "attributes") {
    for (const auto& [name, value] : product.attributes) append_attribute(buffer, value);
  } else {
    const auto found =
        product.attributes.find(std::string_view(field).substr(std::string_view("attributes.").size()));
    if (found != product.attributes.end()) append_attribute(buffer, found->second);
  }
  return buffer;
}

const index::Document& ProductDocumentBuilder::build(domain::ItemId item, const domain::Product& product) {
  document_.item = item;
  for (std::size_t i = 0; i < fields_.size(); ++i)
    document_.text[i] = text_of(fields_[i], product, buffers_[i]);
  document_.numbers = {product.price_paise ? static_cast<double>(*product.price_paise) : kMissing,
                       product.rating.value_or(kMissing), product.in_stock() ? 1.0 : 0.0,
                       product.cod_available ? 1.0 : 0.0};

  slugs_.clear();
  slugs_.push_back(text::slug(product.brand));
  slugs_.push_back(text::slug(pipeline::color_of(product)));
  add_category_slugs(product, slugs_);
  for (auto& list : document_.keywords) list.clear();
  if (!slugs_[0].empty()) document_.keywords[0].emplace_back(slugs_[0]);
  for (std::size_t i = 2; i < slugs_.size(); ++i) document_.keywords[1].emplace_back(slugs_[i]);
  if (!slugs_[1].empty()) document_.keywords[2].emplace_back(slugs_[1]);
  if (!product.seller_id.empty()) document_.keywords[3].emplace_back(product.seller_id);

  card_.clear();
  pipeline::append_product_card(card_, product);
  document_.stored = card_;
  document_.static_rank = static_rank(product);
  return document_;
}

}  // namespace khoj::engine

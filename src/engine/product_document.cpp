#include "engine/product_document.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "domain/judgement.hpp"
#include "pipeline/product_card.hpp"
#include "pipeline/snapshot.hpp"

namespace khoj::engine {
namespace {

/// Raised when documents are built differently from the same product, so that old indexes are rebuilt.
constexpr int kDocumentVersion = 3;

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

/// The fields one after the other, each behind its length.
std::uint64_t hash_of(const std::vector<std::string_view>& fields) {
  std::uint64_t hash = 0;
  for (const auto field : fields) hash = base::hash64(field, hash + field.size());
  return hash;
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

}  // namespace

index::Schema product_schema(const SearchSettings& settings) {
  index::Schema schema;
  for (const auto& field : settings.searchable) {
    // A long title or description says less per word; a list of attributes or categories is no worse for being long.
    const float b = field.name == "title" ? 0.5F : field.name == "description" ? 0.75F : 0.3F;
    schema.text.push_back({field.name, static_cast<float>(field.weight), b, {}});
  }
  schema.columns = product_columns(settings);
  schema.cluster_by = pipeline::column::kCategory;
  return schema;
}

std::string schema_fingerprint(const index::Schema& schema) {
  std::string text = fmt::format("document {} k1 {}", kDocumentVersion, schema.k1);
  for (const auto& field : schema.text) text += fmt::format("|{} {} {}", field.name, field.weight, field.b);
  for (const auto& spec : schema.columns)
    text += fmt::format("|{} {}", spec.name, static_cast<int>(spec.type));
  text += fmt::format("|cluster_by {}", schema.cluster_by);
  return fmt::format("{:016x}", base::hash64(text));
}

ProductDocumentBuilder::ProductDocumentBuilder(const index::Schema& schema) : columns_(schema) {
  for (const auto& field : schema.text) fields_.push_back(field.name);
  buffers_.resize(fields_.size());
  document_.text.resize(fields_.size());
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
  columns_.fill(product, document_);
  card_.clear();
  pipeline::append_product_card(card_, product, hash_of(document_.text));
  document_.stored = card_;
  document_.static_rank = static_rank(product);
  return document_;
}

bool has_same_words(std::string_view card, std::string_view other) {
  const auto one = pipeline::read_product_card(card);
  const auto two = pipeline::read_product_card(other);
  return one && two && one->words == two->words;
}

}  // namespace khoj::engine

#include "engine/highlighting.hpp"

#include <algorithm>
#include <array>

#include "text/highlight.hpp"

namespace khoj::engine {
namespace {

constexpr std::size_t kMaxHighlights = 8;
constexpr std::array<std::string_view, 3> kItemFields = {"title", "brand", "category"};
constexpr std::string_view kDescription = "description";
constexpr std::string_view kAttributes = "attributes.";

bool is_item_field(std::string_view field) {
  return std::find(kItemFields.begin(), kItemFields.end(), field) != kItemFields.end();
}

std::string attribute_text(const domain::Product& product, std::string_view name) {
  const auto found = product.attributes.find(name);
  if (found == product.attributes.end()) return {};
  if (const auto* const text = std::get_if<std::string>(&found->second)) return *text;
  if (const auto* const list = std::get_if<std::vector<std::string>>(&found->second))
    return fmt::format("{}", fmt::join(*list, ", "));
  if (const auto* const number = std::get_if<double>(&found->second)) return fmt::format("{}", *number);
  return {};
}

std::string text_of(std::string_view field, const ResultItem& item, const domain::Product* product) {
  if (field == "title") return item.title;
  if (field == "brand") return item.brand;
  if (field == "category") return item.category;
  if (product == nullptr) return {};
  if (field == kDescription) return product->description;
  return attribute_text(*product, field.substr(kAttributes.size()));
}

}  // namespace

base::Status check_highlight(const std::vector<std::string>& fields) {
  const auto bad = [](std::string context, std::string message) {
    return tl::unexpected(
        base::Error{base::ErrorCode::invalid_argument, std::move(message), std::move(context)});
  };
  if (fields.size() > kMaxHighlights)
    return bad("highlight",
               fmt::format("has {} entries; at most {} are allowed", fields.size(), kMaxHighlights));
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string_view field = fields[i];
    if (is_item_field(field) || field == kDescription) continue;
    if (field.starts_with(kAttributes) && field.size() > kAttributes.size()) continue;
    return bad(fmt::format("highlight[{}]", i),
               fmt::format("'{}' is no text; expected one of {}, {} or {}<name>", field,
                           fmt::join(kItemFields, ", "), kDescription, kAttributes));
  }
  return {};
}

bool highlights_stored_texts(const std::vector<std::string>& fields) {
  return !std::all_of(fields.begin(), fields.end(), is_item_field);
}

void highlight_items(const text::Analyzer& analyzer, const std::vector<std::string>& fields,
                     std::span<const std::optional<domain::Product>> products, SearchResponse& response) {
  text::Highlighter highlighter(analyzer, response.matched_words);
  for (std::size_t i = 0; i < response.items.size(); ++i) {
    auto& item = response.items[i];
    const domain::Product* const product = products[i] ? &*products[i] : nullptr;
    for (const auto& field : fields) {
      if (const auto text = text_of(field, item, product); !text.empty())
        item.highlights[field] = highlighter.mark(text, {});
    }
  }
}

}  // namespace khoj::engine

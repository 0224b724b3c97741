#include "domain/product.hpp"

#include <algorithm>
#include <cmath>

#include "base/utf8.hpp"
#include "domain/judgement.hpp"
#include "domain/money.hpp"

namespace khoj::domain {
namespace {

using base::ErrorCode;
using base::Status;

Status bad(std::string_view field, std::string message) {
  return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message), std::string(field)});
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Status check_text(std::string_view field, std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    return bad(field, fmt::format("has {} bytes; at most {} are allowed", text.size(), max_bytes));
  if (!base::is_valid_utf8(text)) return bad(field, "is not valid UTF-8");
  return {};
}

Status check_rate(std::string_view field, const std::optional<double>& rate) {
  if (rate && !(*rate >= 0.0 && *rate <= 1.0))
    return bad(field, fmt::format("must be between 0 and 1, not {}", *rate));
  return {};
}

Status check_price(std::string_view field, const std::optional<std::int64_t>& paise) {
  if (paise && (*paise < 0 || *paise > kMaxPricePaise)) {
    return bad(field, fmt::format("must be between 0 and {}, not {}", kMaxPricePaise / 100,
                                  rupees_from_paise(*paise)));
  }
  return {};
}

Status check_attribute(const std::string& name, const AttributeValue& value) {
  const std::string field = "attributes." + name;
  if (name.empty() || has_control_character(name))
    return bad("attributes", "an attribute's name must not be empty or hold control characters");
  KHOJ_TRY(check_text(field, name, kMaxNameBytes));
  if (const auto* number = std::get_if<double>(&value)) {
    if (!std::isfinite(*number)) return bad(field, "must be a finite number");
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    return check_text(field, *text, kMaxTextBytes);
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    if (list->size() > kMaxListValues)
      return bad(field, fmt::format("has {} values; at most {} are allowed", list->size(), kMaxListValues));
    for (const auto& item : *list) KHOJ_TRY(check_text(field, item, kMaxTextBytes));
  }
  return {};
}

}  // namespace

double Product::discount_ratio() const noexcept {
  return domain::discount_ratio(price_paise, original_price_paise);
}

Status validate(const Product& product) {
  if (product.id.empty()) return bad("id", "is required");
  KHOJ_TRY(check_text("id", product.id, kMaxProductIdBytes));
  if (has_control_character(product.id)) return bad("id", "must not hold control characters");
  if (product.title.empty()) return bad("title", "is required");
  KHOJ_TRY(check_text("title", product.title, kMaxTitleBytes));
  KHOJ_TRY(check_text("description", product.description, kMaxTextBytes));
  KHOJ_TRY(check_text("brand", product.brand, kMaxNameBytes));
  if (product.categories.size() > kMaxCategories) {
    return bad("categories", fmt::format("has {} paths; at most {} are allowed", product.categories.size(),
                                         kMaxCategories));
  }
  for (std::size_t i = 0; i < product.categories.size(); ++i) {
    const auto field = fmt::format("categories[{}]", i);
    if (product.categories[i].empty()) return bad(field, "must not be empty");
    KHOJ_TRY(check_text(field, product.categories[i], kMaxNameBytes));
  }
  KHOJ_TRY(check_price("price", product.price_paise));
  KHOJ_TRY(check_price("original_price", product.original_price_paise));
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (product.currency.size() != 3 || !std::all_of(product.currency.begin(), product.currency.end(), upper)) {
    return bad("currency",
               fmt::format("must be a three-letter code such as INR, not '{}'", product.currency));
  }
  if (product.rating && !(*product.rating >= 0.0 && *product.rating <= 5.0)) {
    return bad("rating", fmt::format("must be between 0 and 5, not {}", *product.rating));
  }
  if (product.rating_count < 0) return bad("rating_count", "must not be negative");
  KHOJ_TRY(check_text("image", product.image, kMaxUrlBytes));
  KHOJ_TRY(check_text("link", product.link, kMaxUrlBytes));
  KHOJ_TRY(check_text("seller_id", product.seller_id, kMaxNameBytes));
  KHOJ_TRY(check_rate("return_rate", product.return_rate));
  KHOJ_TRY(check_rate("cancellation_rate", product.cancellation_rate));
  if (product.stock && *product.stock < 0) return bad("stock", "must not be negative");
  KHOJ_TRY(check_text("variant_group", product.variant_group, kMaxNameBytes));
  if (product.attributes.size() > kMaxAttributes) {
    return bad("attributes", fmt::format("has {} entries; at most {} are allowed", product.attributes.size(),
                                         kMaxAttributes));
  }
  for (const auto& [name, value] : product.attributes) KHOJ_TRY(check_attribute(name, value));
  return {};
}

}  // namespace khoj::domain

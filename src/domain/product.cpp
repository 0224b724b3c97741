#include "domain/product.hpp"

#include <algorithm>
#include <cmath>

#include "domain/field_checks.hpp"
#include "domain/judgement.hpp"
#include "domain/money.hpp"

namespace khoj::domain {
namespace {

using base::Status;

Status check_rate(std::string_view field, const std::optional<double>& rate) {
  if (rate && !(*rate >= 0.0 && *rate <= 1.0))
    return bad_field(field, fmt::format("must be between 0 and 1, not {}", *rate));
  return {};
}

Status check_price(std::string_view field, const std::optional<std::int64_t>& paise) {
  if (paise && (*paise < 0 || *paise > kMaxPricePaise)) {
    return bad_field(field, fmt::format("must be between 0 and {}, not {}", kMaxPricePaise / 100,
                                        rupees_from_paise(*paise)));
  }
  return {};
}

Status check_attribute(const std::string& name, const AttributeValue& value) {
  const std::string field = "attributes." + name;
  if (name.empty() || has_control_character(name))
    return bad_field("attributes", "an attribute's name must not be empty or hold control characters");
  KHOJ_TRY(check_text(field, name, kMaxNameBytes));
  if (const auto* number = std::get_if<double>(&value)) {
    if (!std::isfinite(*number)) return bad_field(field, "must be a finite number");
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    return check_text(field, *text, kMaxTextBytes);
  } else if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    if (list->size() > kMaxListValues)
      return bad_field(field,
                       fmt::format("has {} values; at most {} are allowed", list->size(), kMaxListValues));
    for (const auto& item : *list) KHOJ_TRY(check_text(field, item, kMaxTextBytes));
  }
  return {};
}

}  // namespace

double Product::discount_ratio() const noexcept {
  return domain::discount_ratio(price_paise, original_price_paise);
}

Status validate(const Product& product) {
  KHOJ_TRY(check_id("id", product.id, kMaxProductIdBytes));
  if (product.title.empty()) return bad_field("title", "is required");
  KHOJ_TRY(check_text("title", product.title, kMaxTitleBytes));
  KHOJ_TRY(check_text("description", product.description, kMaxTextBytes));
  KHOJ_TRY(check_text("brand", product.brand, kMaxNameBytes));
  if (product.categories.size() > kMaxCategories) {
    return bad_field("categories", fmt::format("has {} paths; at most {} are allowed",
                                               product.categories.size(), kMaxCategories));
  }
  for (std::size_t i = 0; i < product.categories.size(); ++i) {
    const auto field = fmt::format("categories[{}]", i);
    if (product.categories[i].empty()) return bad_field(field, "must not be empty");
    KHOJ_TRY(check_text(field, product.categories[i], kMaxNameBytes));
  }
  KHOJ_TRY(check_price("price", product.price_paise));
  KHOJ_TRY(check_price("original_price", product.original_price_paise));
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (product.currency.size() != 3 || !std::all_of(product.currency.begin(), product.currency.end(), upper)) {
    return bad_field("currency",
                     fmt::format("must be a three-letter code such as INR, not '{}'", product.currency));
  }
  if (product.rating && !(*product.rating >= 0.0 && *product.rating <= 5.0)) {
    return bad_field("rating", fmt::format("must be between 0 and 5, not {}", *product.rating));
  }
  if (product.rating_count < 0) return bad_field("rating_count", "must not be negative");
  KHOJ_TRY(check_text("image", product.image, kMaxUrlBytes));
  KHOJ_TRY(check_text("link", product.link, kMaxUrlBytes));
  KHOJ_TRY(check_text("seller_id", product.seller_id, kMaxNameBytes));
  KHOJ_TRY(check_rate("return_rate", product.return_rate));
  KHOJ_TRY(check_rate("cancellation_rate", product.cancellation_rate));
  if (product.stock && *product.stock < 0) return bad_field("stock", "must not be negative");
  KHOJ_TRY(check_text("variant_group", product.variant_group, kMaxNameBytes));
  if (product.attributes.size() > kMaxAttributes) {
    return bad_field("attributes", fmt::format("has {} entries; at most {} are allowed",
                                               product.attributes.size(), kMaxAttributes));
  }
  for (const auto& [name, value] : product.attributes) KHOJ_TRY(check_attribute(name, value));
  return {};
}

}  // namespace khoj::domain

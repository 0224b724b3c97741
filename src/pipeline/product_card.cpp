#include "pipeline/product_card.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "domain/judgement.hpp"

namespace khoj::pipeline {
namespace {

constexpr std::uint8_t kInStock = 1;
constexpr std::uint8_t kCodAvailable = 2;
constexpr std::int64_t kNoPrice = -1;

/// The fixed part; the strings follow in the order of `lengths`.
struct Header {
  std::uint64_t words;
  std::int64_t price_paise;
  std::int64_t original_price_paise;
  float rating;
  float return_rate;
  float cancellation_rate;
  std::uint32_t rating_count;
  std::array<std::uint16_t, 9> lengths;
  std::uint8_t flags;
  std::uint8_t version;
};
static_assert(sizeof(Header) == 64);
constexpr std::uint8_t kVersion = 2;

float or_nan(const std::optional<double>& value) {
  return value ? static_cast<float>(*value) : std::numeric_limits<float>::quiet_NaN();
}
std::optional<float> from_nan(float value) noexcept {
  return value == value ? std::optional(value) : std::nullopt;
}
std::optional<std::int64_t> price_from(std::int64_t paise) noexcept {
  return paise == kNoPrice ? std::nullopt : std::optional(paise);
}

}  // namespace

double ProductCard::discount_ratio() const noexcept {
  return domain::discount_ratio(price_paise, original_price_paise);
}

std::string_view color_of(const domain::Product& product) noexcept {
  for (const std::string_view name : {"color", "colour"}) {
    const auto found = product.attributes.find(name);
    if (found == product.attributes.end()) continue;
    if (const auto* text = std::get_if<std::string>(&found->second)) return *text;
    if (const auto* list = std::get_if<std::vector<std::string>>(&found->second);
        list != nullptr && !list->empty())
      return list->front();
  }
  return {};
}

void append_product_card(std::string& out, const domain::Product& product, std::uint64_t words) {
  const std::string_view category =
      product.categories.empty() ? std::string_view() : std::string_view(product.categories.front());
  const std::array<std::string_view, 9> strings = {product.id,    product.title,     product.brand,
                                                   category,      color_of(product), product.currency,
                                                   product.image, product.link,      product.seller_id};
  Header header{};
  header.words = words;
  header.price_paise = product.price_paise.value_or(kNoPrice);
  header.original_price_paise = product.original_price_paise.value_or(kNoPrice);
  header.rating = or_nan(product.rating);
  header.return_rate = or_nan(product.return_rate);
  header.cancellation_rate = or_nan(product.cancellation_rate);
  header.rating_count = static_cast<std::uint32_t>(
      std::min<std::int64_t>(product.rating_count, std::numeric_limits<std::uint32_t>::max()));
  header.flags = static_cast<std::uint8_t>((product.in_stock() ? kInStock : 0) |
                                           (product.cod_available ? kCodAvailable : 0));
  header.version = kVersion;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    header.lengths[i] = static_cast<std::uint16_t>(
        std::min<std::size_t>(strings[i].size(), std::numeric_limits<std::uint16_t>::max()));
  }
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  for (std::size_t i = 0; i < strings.size(); ++i) out.append(strings[i].substr(0, header.lengths[i]));
}

std::optional<ProductCard> read_product_card(std::string_view blob) noexcept {
  Header header;
  if (blob.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, blob.data(), sizeof header);
  if (header.version != kVersion) return std::nullopt;
  blob.remove_prefix(sizeof header);
  std::array<std::string_view, 9> strings;
  for (std::size_t i = 0; i < strings.size(); ++i) {
    if (blob.size() < header.lengths[i]) return std::nullopt;
    strings[i] = blob.substr(0, header.lengths[i]);
    blob.remove_prefix(header.lengths[i]);
  }
  ProductCard card;
  card.product_id = strings[0];
  card.title = strings[1];
  card.brand = strings[2];
  card.category = strings[3];
  card.color = strings[4];
  card.currency = strings[5];
  card.image = strings[6];
  card.link = strings[7];
  card.seller_id = strings[8];
  card.price_paise = price_from(header.price_paise);
  card.original_price_paise = price_from(header.original_price_paise);
  card.rating = from_nan(header.rating);
  card.return_rate = from_nan(header.return_rate);
  card.cancellation_rate = from_nan(header.cancellation_rate);
  card.rating_count = header.rating_count;
  card.in_stock = (header.flags & kInStock) != 0;
  card.cod_available = (header.flags & kCodAvailable) != 0;
  card.words = header.words;
  return card;
}

}  // namespace khoj::pipeline

// Random valid products for property tests: every member present or absent by chance, text from several
// scripts with quotes and control characters, numbers of every size. Deterministic for a given Rng.
#pragma once

#include <array>
#include <cmath>
#include <string>
#include <string_view>

#include "base/rng.hpp"
#include "domain/money.hpp"
#include "domain/product.hpp"

namespace khoj::testing {

/// Between `least` and `most` pieces of text, valid UTF-8.
inline std::string random_text(base::Rng& rng, std::int64_t least, std::int64_t most, bool controls = true) {
  static constexpr std::array<std::string_view, 16> kPieces = {
      "a",   "Zq", " ",   "\"", "\\",
      "/",   "कु",  "र्ता", "₹",  "é",
      "😀",  "9",  "{",   "\n", std::string_view("\0", 1),
      "\x1F"};
  std::string text;
  for (auto left = rng.between(least, most); left > 0; --left) text += kPieces[rng.below(controls ? 16 : 13)];
  return text;
}

inline double random_number(base::Rng& rng) {
  switch (rng.below(4)) {
    case 0: return static_cast<double>(rng.between(-1'000'000, 1'000'000));
    case 1: return rng.uniform();
    case 2: return std::ldexp(rng.uniform() - 0.5, static_cast<int>(rng.between(-1'000, 1'000)));
    default: return std::floor(std::ldexp(rng.uniform(), static_cast<int>(rng.between(40, 90))));
  }
}

inline domain::AttributeValue random_attribute(base::Rng& rng) {
  switch (rng.below(4)) {
    case 0: return rng.chance(0.5);
    case 1: return random_number(rng);
    case 2: return random_text(rng, 0, 20);
    default: {
      std::vector<std::string> list(rng.below(4));
      for (auto& item : list) item = random_text(rng, 0, 8);
      return list;
    }
  }
}

inline domain::Product random_product(base::Rng& rng) {
  domain::Product p;
  const auto sometimes = [&rng] { return rng.chance(0.6); };
  p.id = random_text(rng, 1, 10, false);
  p.title = random_text(rng, 1, 30);
  if (sometimes()) p.description = random_text(rng, 0, 200);
  if (sometimes()) p.brand = random_text(rng, 0, 10);
  for (auto left = rng.below(4); left > 0; --left) p.categories.push_back(random_text(rng, 1, 10));
  if (sometimes()) p.price_paise = rng.between(0, rng.chance(0.2) ? domain::kMaxPricePaise : 10'000'000);
  if (sometimes()) p.original_price_paise = rng.between(0, 10'000'000);
  if (sometimes()) p.currency = "USD";
  if (sometimes()) p.rating = 5.0 * rng.uniform();
  if (sometimes()) p.rating_count = rng.between(0, 1'000'000);
  if (sometimes()) p.image = "https://example.com/" + random_text(rng, 0, 10);
  if (sometimes()) p.link = "https://example.com/" + random_text(rng, 0, 10);
  if (sometimes()) p.seller_id = random_text(rng, 0, 5);
  if (sometimes()) p.return_rate = rng.uniform();
  if (sometimes()) p.cancellation_rate = rng.uniform();
  if (sometimes()) p.stock = rng.between(0, 1'000);
  p.cod_available = rng.chance(0.5);
  if (sometimes()) p.variant_group = random_text(rng, 0, 5);
  for (auto left = rng.below(6); left > 0; --left) {
    p.attributes[random_text(rng, 1, 6, false)] = random_attribute(rng);
  }
  if (sometimes()) p.created_ms = rng.between(1, 2'000'000'000'000);
  if (sometimes()) p.updated_ms = rng.between(1, 2'000'000'000'000);
  return p;
}

}  // namespace khoj::testing

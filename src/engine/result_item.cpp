#include "engine/result_item.hpp"

#include <cmath>
#include <string_view>
#include <vector>

#include "base/prefetch.hpp"
#include "domain/money.hpp"
#include "pipeline/product_card.hpp"

namespace khoj::engine {
namespace {

using pipeline::Candidate;

constexpr std::size_t kCacheLineBytes = 64;
/// Until a serviceability table is imported every product takes a week.
constexpr std::int64_t kDefaultEtaDays = 7;

}  // namespace

/// The cards lie scattered over the index: their addresses are looked up and their bytes asked for all together, so that
/// the waiting for memory overlaps.
void read_cards(const index::IndexSnapshot& index, std::span<Candidate> candidates) {
  for (const auto& candidate : candidates) index.prefetch_stored(candidate.doc);
  std::vector<std::string_view> blobs;
  blobs.reserve(candidates.size());
  for (const auto& candidate : candidates) {
    const auto blob = index.stored(candidate.doc);
    for (std::size_t offset = 0; offset < blob.size(); offset += kCacheLineBytes)
      base::prefetch(blob.data() + offset);
    blobs.push_back(blob);
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (auto card = pipeline::read_product_card(blobs[i])) candidates[i].card = *card;
  }
}

ResultItem to_item(Candidate&& candidate, bool explain) {
  const auto& card = candidate.card;
  const auto rupees = [](const std::optional<std::int64_t>& paise) {
    return paise ? std::optional(domain::rupees_from_paise(*paise)) : std::nullopt;
  };
  ResultItem item;
  item.product_id = card.product_id;
  item.title = card.title;
  item.brand = card.brand;
  item.category = card.category;
  item.price = rupees(card.price_paise);
  item.original_price = rupees(card.original_price_paise);
  item.currency = card.currency;
  item.discount_ratio = card.discount_ratio();
  // Ratings are kept as float; one decimal more than anyone shows makes 4.1F 4.1 again.
  if (card.rating) item.rating = std::round(static_cast<double>(*card.rating) * 1000.0) / 1000.0;
  item.review_count = card.rating_count;
  item.image = card.image;
  item.link = card.link;
  item.seller_id = card.seller_id;
  item.in_stock = card.in_stock;
  item.cod_available = card.cod_available;
  item.eta_days = kDefaultEtaDays;
  item.relevance_score = candidate.relevance;
  item.ranking_score = candidate.score;
  if (explain) item.explanation = std::move(candidate.explanation);
  return item;
}

}  // namespace khoj::engine

// The k best documents seen so far, best by tier (the words matched, where they come first), score, static rank, then
// smallest ItemId. Documents may come in any order: the outcome is the same. Not thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "index/search.hpp"

namespace khoj::index {

struct RankedHit {
  std::uint32_t tier = 0;
  std::uint32_t words_matched = 0;
  float score = 0.0F;
  float static_rank = 0.0F;
  std::uint32_t item = 0;
  DocRef doc;

  /// Strict: no two live documents share an ItemId.
  [[nodiscard]] friend bool better(const RankedHit& a, const RankedHit& b) noexcept {
    if (a.tier != b.tier) return a.tier > b.tier;
    if (a.score != b.score) return a.score > b.score;
    if (a.static_rank != b.static_rank) return a.static_rank > b.static_rank;
    return a.item < b.item;
  }
};

class TopKQueue {
 public:
  explicit TopKQueue(std::size_t k) : k_(k) { hits_.reserve(std::min<std::size_t>(k, 1024)); }

  /// Whether a document of this tier, a score of at most `bound` and a static rank of at most `static_rank` can be
  /// among the best. The static rank is only read on a tie: most often it would be a miss of the cache.
  [[nodiscard]] bool admits(std::uint32_t tier, float bound, const float& static_rank) const noexcept {
    if (hits_.size() < k_) return true;
    if (k_ == 0) return false;
    const RankedHit& worst = hits_.front();
    if (tier != worst.tier) return tier > worst.tier;
    if (bound != worst.score) return bound > worst.score;
    return static_rank >= worst.static_rank;
  }

  /// A document of the lowest tier with a lower score is not among the best.
  [[nodiscard]] float threshold() const noexcept {
    return hits_.size() < k_ || k_ == 0 ? 0.0F : hits_.front().score;
  }

  /// How many more documents are taken whatever they are.
  [[nodiscard]] std::size_t room() const noexcept { return k_ - hits_.size(); }

  void push(const RankedHit& hit) {
    const auto above = [](const RankedHit& a, const RankedHit& b) { return better(a, b); };
    if (hits_.size() < k_) {
      hits_.push_back(hit);
      std::push_heap(hits_.begin(), hits_.end(), above);
    } else if (k_ > 0 && better(hit, hits_.front())) {
      std::pop_heap(hits_.begin(), hits_.end(), above);
      hits_.back() = hit;
      std::push_heap(hits_.begin(), hits_.end(), above);
    }
  }

  /// Best first. Empties the queue.
  [[nodiscard]] std::vector<RankedHit> take_sorted() {
    std::sort(hits_.begin(), hits_.end(),
              [](const RankedHit& a, const RankedHit& b) { return better(a, b); });
    return std::move(hits_);
  }

 private:
  std::size_t k_;
  std::vector<RankedHit> hits_;  ///< A heap with the worst in front.
};

}  // namespace khoj::index

// The k best documents seen so far, best by tier (the words matched, where they come first), score, static rank, then
// smallest ItemId. Documents may come in any order: the outcome is the same. Not thread-safe.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "index/search.hpp"
#include "index/segment.hpp"

namespace khoj::index {

struct RankedHit {
  std::uint32_t tier = 0;
  std::uint32_t words_matched = 0;
  float score = 0.0F;
  DocRef doc;
};

/// What is pushed gathers behind the k best so far, and is cut down to k when it has doubled: cheaper than a heap, in which
/// every push moves some hits about. Until then the worst of the last cut stands for the worst of now. Static ranks and
/// ItemIds are only read for ties between segments: inside one they are what documents are numbered by.
class TopKQueue {
 public:
  using Segments = std::span<const std::shared_ptr<const Segment>>;

  /// `segments` are those that the documents' references mean, and outlive the queue.
  TopKQueue(std::size_t k, Segments segments) : k_(k), segments_(segments) {
    hits_.reserve(std::min<std::size_t>(capacity(), 2048));
  }

  /// Whether a document of this tier and a score of at most `bound`, from `doc` on in its segment, can be among the best.
  [[nodiscard]] bool admits(std::uint32_t tier, float bound, DocRef doc) const noexcept {
    return hits_.size() < k_ || (k_ > 0 && better({tier, 0, bound, doc}, worst_));
  }

  /// A document of the lowest tier with a lower score is not among the best.
  [[nodiscard]] float threshold() const noexcept { return is_full() ? worst_.score : 0.0F; }
  /// The same for the documents from `doc` on in its segment: they lose a tie against those before.
  [[nodiscard]] float threshold(DocRef doc) const noexcept {
    if (!is_full()) return 0.0F;
    if (comes_before(doc, worst_.doc)) return worst_.score;
    return std::nextafter(worst_.score, std::numeric_limits<float>::infinity());
  }

  /// How many more documents are taken whatever they are.
  [[nodiscard]] std::size_t room() const noexcept { return k_ - std::min(k_, hits_.size()); }

  void push(const RankedHit& hit) {
    if (k_ == 0 || (hits_.size() >= k_ && !better(hit, worst_))) return;
    hits_.push_back(hit);
    if (hits_.size() == k_ || hits_.size() == capacity()) cut();
  }

  /// Best first. Empties the queue.
  [[nodiscard]] std::vector<RankedHit> take_sorted() {
    if (hits_.size() > k_) cut();
    std::sort(hits_.begin(), hits_.end(), Order{this});
    return std::move(hits_);
  }

 private:
  static constexpr std::size_t kLeastSlack = 16;

  [[nodiscard]] bool is_full() const noexcept { return k_ > 0 && hits_.size() >= k_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return k_ + std::max(k_, kLeastSlack); }

  /// Strict: no two live documents share an ItemId.
  [[nodiscard]] bool better(const RankedHit& a, const RankedHit& b) const noexcept {
    if (a.tier != b.tier) return a.tier > b.tier;
    if (a.score != b.score) return a.score > b.score;
    return comes_before(a.doc, b.doc);
  }
  [[nodiscard]] bool comes_before(DocRef a, DocRef b) const noexcept {
    if (a.segment == b.segment) return a.doc_id < b.doc_id;
    const SegmentReader& of_a = segments_[a.segment]->reader();
    const SegmentReader& of_b = segments_[b.segment]->reader();
    const float rank_a = of_a.static_ranks()[a.doc_id];
    const float rank_b = of_b.static_ranks()[b.doc_id];
    return rank_a != rank_b ? rank_a > rank_b : of_a.items()[a.doc_id] < of_b.items()[b.doc_id];
  }
  struct Order {
    const TopKQueue* queue;
    bool operator()(const RankedHit& a, const RankedHit& b) const noexcept { return queue->better(a, b); }
  };

  /// REQUIRES: there are k hits or more, and k > 0.
  void cut() {
    const auto worst = hits_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(hits_.begin(), worst, hits_.end(), Order{this});
    worst_ = *worst;
    hits_.resize(k_);
  }

  std::size_t k_;
  Segments segments_;
  std::vector<RankedHit> hits_;
  RankedHit worst_;  ///< The k-th of the last cut; valid when there are k hits.
};

}  // namespace khoj::index

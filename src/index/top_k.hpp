// The k best documents seen so far, best by tier (the words matched, where they come first), score, static rank, then
// smallest ItemId. Documents may come in any order: the outcome is the same. Not thread-safe.
#pragma once

#include <algorithm>
#include <bit>
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
  std::uint32_t tier = 0;  ///< At most 63.
  std::uint32_t words_matched = 0;
  float score = 0.0F;
  DocRef doc;
};

/// What is pushed gathers behind the k best so far, and is cut down to k when it has doubled: cheaper than a heap, in which
/// every push moves some hits about. Until then the worst of the last cut stands for the worst of now. A hit is compared by
/// one number of tier, score and its document's place by static rank in its segment; static ranks and ItemIds are only read
/// for ties between segments.
class TopKQueue {
 public:
  using Segments = std::span<const std::shared_ptr<const Segment>>;

  /// `segments` are those that the documents' references mean, and outlive the queue.
  TopKQueue(std::size_t k, Segments segments) : k_(k), segments_(segments) {
    entries_.reserve(std::min<std::size_t>(capacity(), 2048));
  }

  /// Whether a document of this tier and a score of at most `bound` can be among the best.
  [[nodiscard]] bool admits(std::uint32_t tier, float bound, DocRef doc) const noexcept {
    if (!is_full()) return k_ > 0;
    const std::uint64_t merit = merit_of(tier, bound);
    const std::uint64_t worst = worst_.key >> kPlaceBits;
    return merit > worst ||
           (merit == worst && better(entry_of(merit << kPlaceBits | place_of(doc), 0, doc), worst_));
  }
  /// The same for any of the documents from `doc` on in its segment.
  [[nodiscard]] bool admits_from(std::uint32_t tier, float bound, DocRef doc) const noexcept {
    if (!is_full()) return k_ > 0;
    const std::uint64_t merit = merit_of(tier, bound);
    const std::uint64_t worst = worst_.key >> kPlaceBits;
    return merit > worst || (merit == worst && may_win_ties(doc));
  }

  /// A document of the lowest tier with a lower score is not among the best.
  [[nodiscard]] float threshold() const noexcept { return is_full() ? worst_score_ : 0.0F; }
  /// The same for the documents from `doc` on in its segment.
  [[nodiscard]] float threshold(DocRef doc) const noexcept {
    if (!is_full() || may_win_ties(doc)) return threshold();
    return std::nextafter(worst_score_, std::numeric_limits<float>::infinity());
  }

  /// How many more documents are taken whatever they are.
  [[nodiscard]] std::size_t room() const noexcept { return k_ - std::min(k_, entries_.size()); }

  void push(const RankedHit& hit) {
    if (!admits(hit.tier, hit.score, hit.doc)) return;
    entries_.push_back(entry_of(merit_of(hit.tier, hit.score) << kPlaceBits | place_of(hit.doc),
                                hit.words_matched, hit.doc));
    if (entries_.size() == k_ || entries_.size() == capacity()) cut();
  }

  /// Best first. Empties the queue.
  [[nodiscard]] std::vector<RankedHit> take_sorted() {
    if (entries_.size() > k_) cut();
    std::sort(entries_.begin(), entries_.end(), Order{this});
    std::vector<RankedHit> hits;
    hits.reserve(entries_.size());
    for (const Entry& entry : entries_)
      hits.push_back(
          {tier_of(entry.key), entry.words_matched, score_of(entry.key), {entry.segment, entry.doc_id}});
    entries_.clear();
    return hits;
  }

 private:
  static constexpr std::size_t kLeastSlack = 16;
  static constexpr unsigned kPlaceBits = 24;
  static constexpr std::uint32_t kLastPlace = (1U << kPlaceBits) - 1;
  static_assert(kMaxDocsPerSegment <= kLastPlace + 1);

  struct Entry {
    std::uint64_t key =
        0;  ///< Tier (6 bits), score (32, ordered as numbers are), then how near to the best place (24).
    std::uint32_t segment = 0;
    std::uint32_t doc_id : 24 = 0;
    std::uint32_t words_matched : 8 = 0;
  };
  static_assert(sizeof(Entry) == 16);

  [[nodiscard]] static Entry entry_of(std::uint64_t key, std::uint32_t words_matched, DocRef doc) noexcept {
    return {key, doc.segment, doc.doc_id & kLastPlace, words_matched & 0xFFU};
  }

  [[nodiscard]] bool is_full() const noexcept { return k_ > 0 && entries_.size() >= k_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return k_ + std::max(k_, kLeastSlack); }

  [[nodiscard]] static std::uint64_t merit_of(std::uint32_t tier, float score) noexcept {
    constexpr std::uint32_t kSign = 0x8000'0000U;
    const auto bits = std::bit_cast<std::uint32_t>(score + 0.0F);  // There is one zero then.
    return std::uint64_t{tier} << 32U | ((bits & kSign) != 0 ? ~bits : bits | kSign);
  }
  [[nodiscard]] static std::uint32_t tier_of(std::uint64_t key) noexcept {
    return static_cast<std::uint32_t>(key >> (kPlaceBits + 32U));
  }
  [[nodiscard]] static float score_of(std::uint64_t key) noexcept {
    constexpr std::uint32_t kSign = 0x8000'0000U;
    const auto bits = static_cast<std::uint32_t>(key >> kPlaceBits);
    return std::bit_cast<float>((bits & kSign) != 0 ? bits & ~kSign : ~bits);
  }
  [[nodiscard]] std::uint32_t place_of(DocRef doc) const noexcept {
    return kLastPlace - segments_[doc.segment]->reader().rank_place(doc.doc_id);
  }

  /// Strict: no two live documents share an ItemId.
  [[nodiscard]] bool better(const Entry& a, const Entry& b) const noexcept {
    const bool is_tie = ((a.key ^ b.key) >> kPlaceBits) == 0;
    if (!is_tie || a.segment == b.segment) return a.key > b.key;
    return comes_before({a.segment, a.doc_id}, {b.segment, b.doc_id});
  }
  [[nodiscard]] bool comes_before(DocRef a, DocRef b) const noexcept {
    const SegmentReader& of_a = segments_[a.segment]->reader();
    const SegmentReader& of_b = segments_[b.segment]->reader();
    const float rank_a = of_a.static_ranks()[a.doc_id];
    const float rank_b = of_b.static_ranks()[b.doc_id];
    return rank_a != rank_b ? rank_a > rank_b : of_a.items()[a.doc_id] < of_b.items()[b.doc_id];
  }
  /// REQUIRES: is_full(). Whether any document from `doc` on in its segment may win a tie against the worst: where they lie
  /// by static rank, they lose against those before.
  [[nodiscard]] bool may_win_ties(DocRef doc) const noexcept {
    if (segments_[doc.segment]->reader().is_clustered()) return true;
    if (doc.segment == worst_.segment) return doc.doc_id < worst_.doc_id;
    return comes_before(doc, {worst_.segment, worst_.doc_id});
  }
  struct Order {
    const TopKQueue* queue;
    bool operator()(const Entry& a, const Entry& b) const noexcept { return queue->better(a, b); }
  };

  /// REQUIRES: there are k hits or more, and k > 0.
  void cut() {
    const auto worst = entries_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(entries_.begin(), worst, entries_.end(), Order{this});
    worst_ = *worst;
    worst_score_ = score_of(worst_.key);
    entries_.resize(k_);
  }

  std::size_t k_;
  Segments segments_;
  std::vector<Entry> entries_;
  Entry worst_;  ///< The k-th of the last cut; valid when there are k hits.
  float worst_score_ = 0.0F;
};

}  // namespace khoj::index

// Searching by windows: 4,096 documents at a time, every word of the query becomes a bitset of the window (a dense
// list's is used where it lies), the bitsets are added up in bit planes, and each number of words held is a mask whose
// ones are counted. Only documents that can still be among the best are scored.
#include <algorithm>
#include <bit>
#include <limits>
#include <memory>

#include "index/segment_search.hpp"

namespace khoj::index {
namespace {

constexpr std::uint32_t kWindow = 4096;
constexpr std::size_t kWindowWords = kWindow / 64;
constexpr std::size_t kMaxPlanes = 6;

using WindowBits = std::array<std::uint64_t, kWindowWords>;

/// One word of the query inside the window.
class WindowWord {
 public:
  explicit WindowWord(const SegmentWord& word) : word_(word) {
    for (const SegmentWord::Member& member : word.members) {
      if (member.list.dense != nullptr) {
        dense_.push_back(&member);
      } else {
        sparse_.push_back({PostingCursor(member.list), member.scale});
      }
    }
    if (!sparse_.empty()) scores_ = std::make_unique_for_overwrite<std::array<float, kWindow>>();
  }

  [[nodiscard]] bool required() const noexcept { return word_.required; }
  [[nodiscard]] bool has_dense() const noexcept { return !dense_.empty(); }
  /// The next document of the short lists; kNoMoreDocs for none.
  [[nodiscard]] std::uint32_t next_sparse() const noexcept {
    std::uint32_t next = kNoMoreDocs;
    for (const Sparse& sparse : sparse_) next = std::min(next, sparse.cursor.doc());
    return next;
  }

  /// Moves to the window that begins at `base`. @return whether any document may be in it.
  bool enter(std::uint32_t base, std::size_t words) noexcept {
    base_ = base;
    bound_ = 0.0F;
    const auto last = static_cast<std::uint32_t>(base + words * 64 - 1);
    if (sparse_.empty() && dense_.size() == 1) {
      bits_ = dense_[0]->list.dense + base / 64;
      if (!dense_[0]->list.dense_any(base, last)) return false;
      bound_ = window_bound(*dense_[0], last);
      return true;
    }
    bits_ = all_.data();
    all_.fill(0);
    bool any = false;
    for (Sparse& sparse : sparse_) any |= fill(sparse);
    if (dense_.empty()) return any;
    if (!sparse_.empty()) from_sparse_ = all_;
    for (const SegmentWord::Member* member : dense_) {
      if (!member->list.dense_any(base, last)) continue;
      const std::uint64_t* const dense = member->list.dense + base / 64;
      for (std::size_t i = 0; i < words; ++i) all_[i] |= dense[i];
      bound_ = std::max(bound_, window_bound(*member, last));
      any = true;
    }
    return any;
  }

  [[nodiscard]] const std::uint64_t* bits() const noexcept { return bits_; }
  /// No document of the window gets more from this word.
  [[nodiscard]] float bound() const noexcept { return bound_; }
  [[nodiscard]] bool holds(std::uint32_t i) const noexcept { return simd::test_bit(bits_, i); }
  /// Whether bound(i) is the score itself.
  [[nodiscard]] bool is_exact() const noexcept { return dense_.empty(); }
  /// REQUIRES: holds(i). At least the score; cheap.
  [[nodiscard]] float bound(std::uint32_t i) const noexcept {
    return dense_.empty() ? (*scores_)[i] : bound_;
  }
  /// REQUIRES: holds(i).
  [[nodiscard]] float score(std::uint32_t i) const noexcept {
    if (dense_.empty()) return (*scores_)[i];
    float best = 0.0F;
    if (!sparse_.empty() && simd::test_bit(from_sparse_.data(), i)) best = (*scores_)[i];
    for (const SegmentWord::Member* member : dense_) {
      if (!simd::test_bit(member->list.dense, base_ + i)) continue;
      best = std::max(best, member->score(member->list.dense_impact(base_ + i)));
    }
    return best;
  }

 private:
  struct Sparse {
    PostingCursor cursor;
    float scale;
  };

  bool fill(Sparse& sparse) noexcept {
    PostingCursor& cursor = sparse.cursor;
    cursor.next_geq(base_);
    bool any = false;
    for (; cursor.doc() - base_ < kWindow; cursor.next()) {
      const std::uint32_t i = cursor.doc() - base_;
      const float score = sparse.scale * static_cast<float>(cursor.impact());
      float& at = (*scores_)[i];
      at = simd::test_bit(all_.data(), i) ? std::max(at, score) : score;
      simd::set_bit(all_.data(), i);
      bound_ = std::max(bound_, score);
      any = true;
    }
    return any;
  }

  /// The greatest score of the blocks that overlap the window.
  [[nodiscard]] float window_bound(const SegmentWord::Member& member, std::uint32_t last) const noexcept {
    const PostingList& list = member.list;
    const std::uint32_t first_block = std::min(list.dense_rank(base_) / kPostingBlock, list.blocks - 1);
    const std::uint32_t last_block = std::min(list.dense_rank(last) / kPostingBlock, list.blocks - 1);
    std::uint8_t impact = 0;
    for (std::uint32_t block = first_block; block <= last_block; ++block) {
      impact = std::max(impact, list.max_impacts[block]);
    }
    return member.score(impact);
  }

  const SegmentWord& word_;
  std::vector<const SegmentWord::Member*> dense_;
  std::vector<Sparse> sparse_;
  std::uint32_t base_ = 0;
  const std::uint64_t* bits_ = nullptr;
  float bound_ = 0.0F;
  WindowBits all_{};
  WindowBits from_sparse_{};
  std::unique_ptr<std::array<float, kWindow>> scores_;
};

class WindowSearch {
 public:
  WindowSearch(const SegmentPlan& plan, std::uint32_t low, std::uint32_t high, TopKQueue& best,
               LevelCounts& counts)
      : plan_(plan), low_(low), high_(std::min(high, plan.required)), best_(best), counts_(counts) {
    words_.reserve(plan.words.size());
    for (const SegmentWord& word : plan.words) {
      words_.emplace_back(word);
      if (word.required && words_.back().has_dense()) ++dense_required_;
    }
    planes_ = static_cast<std::size_t>(std::bit_width(plan.required));
  }

  void run() {
    const std::uint32_t docs = plan_.segment->reader().doc_count();
    for (std::uint32_t base = next_window(0); base < docs; base = next_window(base + kWindow)) {
      if (plan_.is_late()) return;
      size_ = std::min(kWindowWords, simd::words_for(docs) - base / 64);
      if (!enter(base)) continue;
      if (!plan_.coordination) {
        visit_any(base);
        continue;
      }
      count_words();
      for (std::uint32_t level = high_; level >= low_; --level) visit(base, level);
    }
  }

 private:
  /// The first window from `base` on that can hold a document of low_ words.
  [[nodiscard]] std::uint32_t next_window(std::uint32_t base) noexcept {
    if (dense_required_ >= low_) return base;
    std::uint32_t next = kNoMoreDocs;
    for (const WindowWord& word : words_) {
      if (word.required()) next = std::min(next, word.next_sparse());
    }
    return next == kNoMoreDocs ? kNoMoreDocs : std::max(base, next / kWindow * kWindow);
  }

  bool enter(std::uint32_t base) noexcept {
    std::uint32_t present = 0;
    for (WindowWord& word : words_) {
      const bool any = word.enter(base, size_);
      if (word.required() && any) ++present;
    }
    if (present < low_) return false;
    bound_ = 0.0F;
    for (const WindowWord& word : words_) bound_ += word.bound();
    return true;
  }

  void count_words() noexcept {
    const auto& kernels = simd::bitset_kernels();
    std::fill_n(counters_.begin(), planes_ * size_, 0);
    for (const WindowWord& word : words_) {
      if (word.required()) kernels.add_to_planes(word.bits(), counters_.data(), planes_, size_);
    }
  }

  /// Takes what is dead or filtered out of the mask. @return how many are left.
  std::uint64_t keep_shown(std::uint32_t base, WindowBits& mask) const noexcept {
    const auto& kernels = simd::bitset_kernels();
    if (plan_.filter != nullptr) {
      kernels.bit_and(mask.data(), plan_.filter->words.data() + base / 64, mask.data(), size_);
    }
    if (const LiveDocs* const live = plan_.segment->live()) {
      kernels.bit_and(mask.data(), live->words.data() + base / 64, mask.data(), size_);
    }
    return kernels.popcount(mask.data(), size_);
  }

  void note(std::uint32_t base, const WindowBits& mask, std::uint64_t found) const noexcept {
    if (plan_.matches == nullptr || found == 0) return;
    std::uint64_t* const out = plan_.matches + base / 64;
    simd::bitset_kernels().bit_or(out, mask.data(), out, size_);
  }

  /// Counts the documents with exactly `level` words, and scores those that matter.
  void visit(std::uint32_t base, std::uint32_t level) {
    WindowBits mask;
    for (std::size_t i = 0; i < size_; ++i) {
      std::uint64_t word = ~std::uint64_t{0};
      for (std::size_t p = 0; p < planes_; ++p) {
        const std::uint64_t plane = counters_[p * size_ + i];
        word &= ((level >> p) & 1U) != 0 ? plane : ~plane;
      }
      mask[i] = word;
    }
    const std::uint64_t found = keep_shown(base, mask);
    counts_[level] += found;
    note(base, mask, found);
    if (found == 0 || !best_.admits_from(plan_.tier(level), bound_, plan_.ref(base))) return;
    for_each(mask, [&](std::uint32_t i) { score(base, i, level); });
  }

  /// Without coordination: counts the documents with any word; scores those that hold one of the words without which
  /// no document of the window can be among the best (MaxScore).
  void visit_any(std::uint32_t base) {
    const auto& kernels = simd::bitset_kernels();
    WindowBits mask{};
    for (const WindowWord& word : words_) {
      if (word.required()) kernels.bit_or(mask.data(), word.bits(), mask.data(), size_);
    }
    const std::uint64_t found = keep_shown(base, mask);
    counts_[1] += found;
    note(base, mask, found);
    if (found == 0 || !best_.admits_from(0, bound_, plan_.ref(base))) return;
    order_.clear();
    for (const WindowWord& word : words_) order_.push_back(&word);
    std::sort(order_.begin(), order_.end(),
              [](const WindowWord* a, const WindowWord* b) { return a->bound() < b->bound(); });
    float others = 0.0F;
    WindowBits essential{};
    for (const WindowWord* const word : order_) {
      others += word->bound();
      // A little more, as the scores are added up in another order.
      if (others * 1.0001F < best_.threshold()) continue;
      kernels.bit_or(essential.data(), word->bits(), essential.data(), size_);
    }
    kernels.bit_and(essential.data(), mask.data(), mask.data(), size_);
    for_each(mask, [&](std::uint32_t i) {
      std::uint32_t held = 0;
      for (const WindowWord& word : words_) held += word.required() && word.holds(i) ? 1 : 0;
      score(base, i, held);
    });
  }

  template <typename Visit>
  void for_each(const WindowBits& mask, Visit&& visit_one) const {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::uint64_t word = mask[i]; word != 0; word &= word - 1) {
        visit_one(static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

  void score(std::uint32_t base, std::uint32_t i, std::uint32_t level) {
    const DocRef doc = plan_.ref(base + i);
    // Bounds first; then exact scores, one word after the other, while the sum is still admitted.
    std::array<float, kMaxWords> parts;
    std::array<std::uint8_t, kMaxWords> pending;
    std::size_t held = 0;
    std::size_t unknown = 0;
    float score = 0.0F;
    for (std::size_t w = 0; w < words_.size(); ++w) {
      if (!words_[w].holds(i)) continue;
      if (!words_[w].is_exact()) pending[unknown++] = static_cast<std::uint8_t>(w);
      parts[held] = words_[w].bound(i);
      place_[w] = static_cast<std::uint8_t>(held);
      score += parts[held++];
    }
    for (std::size_t u = 0; u < unknown; ++u) {
      if (!best_.admits(plan_.tier(level), score, doc)) return;
      parts[place_[pending[u]]] = words_[pending[u]].score(i);
      score = 0.0F;
      for (std::size_t p = 0; p < held; ++p) score += parts[p];
    }
    best_.push(plan_.hit(base + i, level, score));
  }

  const SegmentPlan& plan_;
  std::uint32_t low_;
  std::uint32_t high_;
  TopKQueue& best_;
  LevelCounts& counts_;
  std::vector<WindowWord> words_;
  std::vector<const WindowWord*> order_;
  std::array<std::uint8_t, kMaxWords> place_{};
  std::uint32_t dense_required_ = 0;
  std::size_t planes_ = 0;
  std::size_t size_ = 0;  ///< Words of 64 documents in the window.
  float bound_ = 0.0F;
  std::array<std::uint64_t, kMaxPlanes * kWindowWords> counters_{};
};

}  // namespace

void search_windows(const SegmentPlan& plan, std::uint32_t low, std::uint32_t high, TopKQueue& best,
                    LevelCounts& counts) {
  if (plan.required < low) return;
  WindowSearch(plan, low, high, best, counts).run();
}

}  // namespace khoj::index

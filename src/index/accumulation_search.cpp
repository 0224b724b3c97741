// Searching for any of many words, where pruning word by word saves little: 4,096 documents at a time, every word adds its
// quantised impacts to 16-bit sums (64 documents at once where the list has a bitset), and only documents whose sum says
// that they can be among the best are scored. A sum is at most two steps a word below the score that it stands for.
#include <algorithm>
#include <bit>

#include "index/segment_search.hpp"
#include "simd/impact_sums.hpp"

namespace khoj::index {
namespace {

constexpr std::uint32_t kWindow = 4096;
constexpr std::size_t kWindowWords = kWindow / 64;
/// What all words together can add to a sum, so that none overflows.
constexpr float kSumLimit = 65'000.0F;
constexpr std::uint32_t kStepsAWord = 2;

class Accumulation {
 public:
  Accumulation(const SegmentPlan& plan, TopKQueue& best) : plan_(plan), best_(best) {
    float total = 0.0F;
    for (const SegmentWord& word : plan.words) total += word.members[0].score(kMaxImpact);
    steps_ = total > 0.0F ? kSumLimit / total : 0.0F;
    for (const SegmentWord& word : plan.words) {
      const SegmentWord::Member& member = word.members[0];
      // An impact times this, divided by 256, is its score in steps.
      const auto scale = static_cast<std::uint16_t>(std::min(65'535.0F, member.scale * steps_ * 256.0F));
      all_required_ = all_required_ && word.required;
      if (member.list.dense != nullptr) {
        words_.push_back({&member, scale, word.required, nullptr});
      } else {
        words_.push_back({&member, scale, word.required, std::make_unique<Cursors>(member.list)});
      }
    }
  }

  /// @return how many documents hold a required word.
  std::uint64_t run() {
    const std::uint32_t docs = plan_.segment->reader().doc_count();
    std::uint64_t count = 0;
    for (std::uint32_t base = 0; base < docs && !plan_.is_late(); base += kWindow) {
      size_ = std::min(kWindowWords, simd::words_for(docs) - base / 64);
      fill(base, std::min(docs, base + kWindow));
      keep_shown(base);
      if (plan_.matches != nullptr) {
        std::uint64_t* const noted = plan_.matches + base / 64;
        simd::bitset_kernels().bit_or(noted, matches_.data(), noted, size_);
      }
      const std::uint64_t found = simd::bitset_kernels().popcount(matches_.data(), size_);
      count += found;
      if (found > 0) score_promising(base);
    }
    return count;
  }

 private:
  struct Cursors {
    explicit Cursors(const PostingList& list) noexcept : adding(list), scoring(list) {}
    PostingCursor adding;
    PostingCursor scoring;
  };
  struct Word {
    const SegmentWord::Member* member;
    std::uint16_t scale;
    bool required;
    std::unique_ptr<Cursors> cursors;  ///< Of a short list.
  };

  void fill(std::uint32_t base, std::uint32_t end) noexcept {
    sums_.fill(0);
    matches_.fill(0);
    for (const Word& word : words_) {
      if (word.cursors == nullptr) {
        add_dense(word, base, end);
      } else {
        add_sparse(word, base, end);
      }
    }
  }

  void add_dense(const Word& word, std::uint32_t base, std::uint32_t end) noexcept {
    const PostingList& list = word.member->list;
    const std::uint64_t* const bits = list.dense + base / 64;
    const std::uint32_t last = end == plan_.segment->reader().doc_count() ? list.df : list.dense_rank(end);
    std::size_t size = 0;
    for (std::uint32_t rank = list.dense_rank(base); rank < last;) {
      const std::uint32_t in_block = rank % kPostingBlock;
      const std::uint32_t part = std::min(kPostingBlock - in_block, last - rank);
      std::copy_n(list.block_impacts(rank / kPostingBlock) + in_block, part, impacts_.data() + size);
      size += part;
      rank += part;
    }
    simd::impact_sum_kernels().add(bits, impacts_.data(), word.scale, sums_.data(), size_);
    if (word.required) simd::bitset_kernels().bit_or(matches_.data(), bits, matches_.data(), size_);
  }

  void add_sparse(const Word& word, std::uint32_t base, std::uint32_t end) noexcept {
    for (PostingCursor& at = word.cursors->adding; at.doc() < end; at.next()) {
      const std::uint32_t i = at.doc() - base;
      sums_[i] = static_cast<std::uint16_t>(sums_[i] + ((std::uint32_t{at.impact()} * word.scale) >> 8U));
      if (word.required) simd::set_bit(matches_.data(), i);
    }
  }

  void keep_shown(std::uint32_t base) noexcept {
    const auto& kernels = simd::bitset_kernels();
    if (plan_.filter != nullptr) {
      kernels.bit_and(matches_.data(), plan_.filter->words.data() + base / 64, matches_.data(), size_);
    }
    if (const LiveDocs* const live = plan_.segment->live()) {
      kernels.bit_and(matches_.data(), live->words.data() + base / 64, matches_.data(), size_);
    }
  }

  void score_promising(std::uint32_t base) {
    std::array<std::uint64_t, kWindowWords> promising;
    simd::impact_sum_kernels().at_least(sums_.data(), lowest(), promising.data(), size_);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::uint64_t word = promising[i] & matches_[i]; word != 0; word &= word - 1) {
        score(base + static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

  /// No document with a smaller sum can be among the best.
  [[nodiscard]] std::uint16_t lowest() {
    float least = best_.threshold() * steps_ * 0.9999F;
    if (best_.room() > 0 && best_.room() <= size_ && all_required_ && plan_.shows_all()) {
      // So many words of 64 documents hold one that is at least this good: enough to fill the queue.
      std::array<std::uint16_t, kWindowWords> maxima;
      simd::impact_sum_kernels().maxima(sums_.data(), maxima.data(), size_);
      const auto last = maxima.begin() + static_cast<std::ptrdiff_t>(best_.room() - 1);
      std::nth_element(maxima.begin(), last, maxima.begin() + static_cast<std::ptrdiff_t>(size_),
                       std::greater<>());
      least = static_cast<float>(*last) * 0.9999F;
    }
    const float slack = static_cast<float>(kStepsAWord * words_.size() + 1);
    return static_cast<std::uint16_t>(std::clamp(least - slack, 0.0F, 65'535.0F));
  }

  void score(std::uint32_t doc) {
    float score = 0.0F;
    std::uint32_t held = 0;
    for (const Word& word : words_) {
      std::uint8_t impact = 0;
      if (word.cursors == nullptr) {
        if (!simd::test_bit(word.member->list.dense, doc)) continue;
        impact = word.member->list.dense_impact(doc);
      } else {
        PostingCursor& at = word.cursors->scoring;
        at.next_geq(doc);
        if (at.doc() != doc) continue;
        impact = at.impact();
      }
      score += word.member->score(impact);
      held += word.required ? 1 : 0;
    }
    best_.push(plan_.hit(doc, held, score));
  }

  const SegmentPlan& plan_;
  TopKQueue& best_;
  float steps_ = 0.0F;  ///< So many steps of a sum are a score of one.
  bool all_required_ = true;
  std::vector<Word> words_;
  std::size_t size_ = 0;  ///< Words of 64 documents in the window.
  std::array<std::uint64_t, kWindowWords> matches_{};
  alignas(64) std::array<std::uint16_t, kWindow> sums_{};
  alignas(64) std::array<std::uint8_t, kWindow + 64> impacts_{};
};

}  // namespace

std::uint64_t search_accumulated(const SegmentPlan& plan, TopKQueue& best) {
  return Accumulation(plan, best).run();
}

}  // namespace khoj::index

// Searching for all words: the rarest word's postings drive, 128 at a time; each other word removes the candidates that
// it does not hold. Long lists only test a bit then, and their impacts are looked up for the few candidates whose bound
// still admits them. Where all words have long lists the matches are counted by their bitsets, and driving only visits
// postings whose impact is high enough for the top (block-max first, then 128 impacts at once). Falls back to windows
// where words have many alternatives.
#include <algorithm>
#include <bit>

#include "index/segment_search.hpp"

namespace khoj::index {
namespace {

constexpr std::uint64_t kMaxUnion =
    16384;  ///< Postings of a driving word with alternatives, sorted in memory.
/// How many blocks are visited between two looks at the clock.
constexpr std::uint32_t kBlocksPerLook = 32;

/// Up to 128 candidates, ascending; slot says where a candidate's scores lie.
struct Candidates {
  std::uint32_t size = 0;
  alignas(32) std::array<std::uint32_t, kPostingBlock> docs;
  std::array<std::uint8_t, kPostingBlock> slots;

  template <typename Keep>
  void keep_if(Keep&& keep) {
    std::uint32_t kept = 0;
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t doc = docs[i];
      const std::uint8_t slot = slots[i];
      docs[kept] = doc;
      slots[kept] = slot;
      kept += keep(doc, slot) ? 1 : 0;
    }
    size = kept;
  }
};

/// A word of the query that is asked about ascending documents.
class Probe {
 public:
  explicit Probe(const SegmentWord& word) : word_(&word), lazy_(word.is_dense()) {
    if (lazy_) return;
    for (const SegmentWord::Member& member : word.members) {
      if (member.list.dense == nullptr) cursors_.emplace_back(member.list);
    }
  }

  [[nodiscard]] const SegmentWord& word() const noexcept { return *word_; }
  /// Whether scores are not known before they are looked up.
  [[nodiscard]] bool lazy() const noexcept { return lazy_; }

  /// The score in `doc`, or a negative number when it does not hold the word. Never backwards.
  float look_up(std::uint32_t doc) noexcept {
    float best = -1.0F;
    std::size_t cursor = 0;
    for (const SegmentWord::Member& member : word_->members) {
      if (member.list.dense != nullptr) {
        if (simd::test_bit(member.list.dense, doc))
          best = std::max(best, member.score(member.list.dense_impact(doc)));
        continue;
      }
      PostingCursor& at = cursors_[cursor++];
      at.next_geq(doc);
      if (at.doc() == doc) best = std::max(best, member.score(at.impact()));
    }
    return best;
  }

  /// Keeps the candidates that hold the word; their scores go to `scores` unless lazy().
  void keep(Candidates& candidates, float* scores) noexcept {
    if (lazy_) {
      const std::uint64_t* const bits = word_->members[0].list.dense;
      candidates.keep_if([bits](std::uint32_t doc, std::uint8_t) { return simd::test_bit(bits, doc); });
    } else if (word_->members.size() == 1) {
      const SegmentWord::Member& member = word_->members[0];
      PostingCursor& cursor = cursors_[0];
      candidates.keep_if([&](std::uint32_t doc, std::uint8_t slot) {
        cursor.next_geq(doc);
        if (cursor.doc() != doc) return false;
        scores[slot] = member.score(cursor.impact());
        return true;
      });
    } else {
      candidates.keep_if([&](std::uint32_t doc, std::uint8_t slot) {
        scores[slot] = look_up(doc);
        return scores[slot] >= 0.0F;
      });
    }
  }

 private:
  const SegmentWord* word_;
  bool lazy_;
  std::vector<PostingCursor> cursors_;
};

class Conjunction {
 public:
  /// `counted`: the matches are counted elsewhere, so that postings without a chance may be left out.
  Conjunction(const SegmentPlan& plan, std::uint32_t words, std::size_t driver, bool counted, TopKQueue& best)
      : plan_(plan),
        tier_(plan.tier(words)),
        words_(words),
        driver_(driver),
        counted_(counted),
        best_(best),
        scores_(plan.words.size()) {
    probes_.reserve(plan.words.size());
    for (const SegmentWord& word : plan.words) probes_.emplace_back(word);
    for (std::size_t i = 0; i < plan.words.size(); ++i) {
      if (plan.words[i].required && i != driver) order_.push_back(i);
      if (!known(i)) lazy_.push_back(i);
    }
    std::sort(order_.begin(), order_.end(),
              [&](std::size_t a, std::size_t b) { return plan.words[a].postings < plan.words[b].postings; });
    std::sort(lazy_.begin(), lazy_.end(), [&](std::size_t a, std::size_t b) {
      return plan.words[a].max_score > plan.words[b].max_score;
    });
  }

  std::uint64_t run() {
    const SegmentWord& word = plan_.words[driver_];
    if (word.members.size() > 1) {
      drive_union(word);
    } else if (counted_) {
      drive_promising(word.members[0]);
    } else {
      drive_list(word.members[0]);
    }
    return count_;
  }

 private:
  void drive_list(const SegmentWord::Member& member) {
    const PostingList& list = member.list;
    for (std::uint32_t block = 0; block < list.blocks; ++block) {
      if (block % kBlocksPerLook == 0 && plan_.is_late()) return;
      list.unpack(block, candidates_.docs.data());
      candidates_.size = list.block_size(block);
      const std::uint8_t* const impacts = list.block_impacts(block);
      for (std::uint32_t i = 0; i < candidates_.size; ++i) {
        candidates_.slots[i] = static_cast<std::uint8_t>(i);
        scores_[driver_][i] = member.score(impacts[i]);
      }
      visit();
    }
  }

  /// Only the postings that can still be among the best.
  void drive_promising(const SegmentWord::Member& member) {
    const PostingList& list = member.list;
    const auto ranks = plan_.segment->reader().static_ranks();
    alignas(32) std::array<std::uint32_t, kPostingBlock> docs;
    unsigned lowest = 0;
    for (std::uint32_t block = 0; block < list.blocks; ++block) {
      if (block % kBlocksPerLook == 0 && plan_.is_late()) return;
      update_lowest();
      while (lowest < kMaxImpact && member.score(static_cast<std::uint8_t>(lowest)) < lowest_) ++lowest;
      if (list.max_impacts[block] < lowest) continue;
      const float& rank = ranks[block == 0 ? 0 : list.last_docs[block - 1]];
      if (!best_.admits(tier_, bound_with(member.score(list.max_impacts[block])), rank)) continue;
      const std::uint32_t size = list.block_size(block);
      const std::uint8_t* const impacts = list.block_impacts(block);
      const simd::ByteMask mask = simd::bytes_at_least(impacts, size, static_cast<std::uint8_t>(lowest));
      if ((mask.words[0] | mask.words[1]) == 0) continue;
      list.unpack(block, docs.data());
      candidates_.size = 0;
      for (std::uint32_t half = 0; half < 2; ++half) {
        for (std::uint64_t word = mask.words[half]; word != 0; word &= word - 1) {
          const auto i = half * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
          candidates_.docs[candidates_.size] = docs[i];
          candidates_.slots[candidates_.size++] = static_cast<std::uint8_t>(i);
          scores_[driver_][i] = member.score(impacts[i]);
        }
      }
      visit();
    }
  }

  /// The bound of a document to which the driving word gives `score`.
  [[nodiscard]] float bound_with(float score) const noexcept {
    float bound = 0.0F;
    for (std::size_t i = 0; i < plan_.words.size(); ++i)
      bound += i == driver_ ? score : plan_.words[i].max_score;
    return bound;
  }

  /// Sets lowest_: a document to which the driving word gives less cannot be among the best.
  void update_lowest() noexcept {
    if (best_.threshold() == lowest_for_) return;
    lowest_for_ = best_.threshold();
    float others = 0.0F;
    for (std::size_t i = 0; i < plan_.words.size(); ++i)
      others += i == driver_ ? 0.0F : plan_.words[i].max_score;
    // A little less, as this rounds otherwise than adding up does.
    lowest_ = lowest_for_ * 0.9999F - others;
  }

  void drive_union(const SegmentWord& word) {
    std::vector<std::pair<std::uint32_t, float>> all;
    all.reserve(word.postings);
    for (const SegmentWord::Member& member : word.members) {
      for (PostingCursor cursor(member.list); cursor.doc() != kNoMoreDocs; cursor.next()) {
        all.emplace_back(cursor.doc(), member.score(cursor.impact()));
      }
    }
    std::sort(all.begin(), all.end());
    candidates_.size = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      // Of equal documents the last has the greatest score.
      if (i + 1 < all.size() && all[i + 1].first == all[i].first) continue;
      candidates_.docs[candidates_.size] = all[i].first;
      candidates_.slots[candidates_.size] = static_cast<std::uint8_t>(candidates_.size);
      scores_[driver_][candidates_.size++] = all[i].second;
      if (candidates_.size == kPostingBlock) {
        visit();
        candidates_.size = 0;
        if (plan_.is_late()) return;
      }
    }
    visit();
  }

  void visit() {
    if (plan_.filter != nullptr) {
      const std::uint64_t* const bits = plan_.filter->words.data();
      candidates_.keep_if([bits](std::uint32_t doc, std::uint8_t) { return simd::test_bit(bits, doc); });
    }
    if (const LiveDocs* const live = plan_.segment->live()) {
      const std::uint64_t* const bits = live->words.data();
      candidates_.keep_if([bits](std::uint32_t doc, std::uint8_t) { return simd::test_bit(bits, doc); });
    }
    for (const std::size_t i : order_) {
      if (candidates_.size == 0) return;
      probes_[i].keep(candidates_, scores_[i].data());
    }
    count_ += candidates_.size;
    if (candidates_.size == 0) return;
    if (plan_.matches != nullptr && !counted_) {
      for (std::uint32_t i = 0; i < candidates_.size; ++i) simd::set_bit(plan_.matches, candidates_.docs[i]);
    }
    update_lowest();
    const float* const driving = scores_[driver_].data();
    for (std::uint32_t i = 0; i < candidates_.size; ++i) {
      if (driving[candidates_.slots[i]] >= lowest_) score(candidates_.docs[i], candidates_.slots[i]);
    }
  }

  /// Begins with bounds for the scores that must be looked up, and looks up one after the other while it is worth it.
  void score(std::uint32_t doc, std::uint8_t slot) {
    const float& rank = plan_.segment->reader().static_ranks()[doc];
    std::array<float, kMaxWords> parts;
    for (std::size_t i = 0; i < probes_.size(); ++i) {
      parts[i] = known(i) ? scores_[i][slot] : plan_.words[i].max_score;
    }
    const auto sum = [&] {
      float out = 0.0F;
      for (std::size_t i = 0; i < probes_.size(); ++i) out += parts[i];
      return out;
    };
    float score = sum();
    for (const std::size_t i : lazy_) {
      if (!best_.admits(tier_, score, rank)) return;
      parts[i] = std::max(0.0F, probes_[i].look_up(doc));
      score = sum();
    }
    if (best_.admits(tier_, score, rank)) best_.push(plan_.hit(doc, words_, score));
  }

  /// Whether the score is found on the way: else it is looked up at the end.
  [[nodiscard]] bool known(std::size_t i) const noexcept {
    return i == driver_ || (probes_[i].word().required && !probes_[i].lazy());
  }

  Candidates candidates_;
  const SegmentPlan& plan_;
  std::uint32_t tier_;
  std::uint32_t words_;
  std::size_t driver_;
  bool counted_;
  TopKQueue& best_;
  std::vector<Probe> probes_;
  std::vector<std::size_t> order_;  ///< The other required words, rarest first.
  std::vector<std::size_t> lazy_;   ///< The words that are not known(), most valuable first.
  std::vector<std::array<float, kPostingBlock>> scores_;
  float lowest_ = 0.0F;
  float lowest_for_ = -1.0F;  ///< The threshold that lowest_ was worked out for.
  std::uint64_t count_ = 0;
};

/// How many documents hold all required words, which are noted: each has a single dense list.
std::uint64_t count_dense(const SegmentPlan& plan) {
  constexpr std::size_t kPiece = 256;
  const auto& kernels = simd::bitset_kernels();
  std::vector<const std::uint64_t*> sets;
  for (const SegmentWord& word : plan.words) {
    if (word.required) sets.push_back(word.members[0].list.dense);
  }
  if (plan.filter != nullptr) sets.push_back(plan.filter->words.data());
  if (const LiveDocs* const live = plan.segment->live()) sets.push_back(live->words.data());
  const std::size_t words = simd::words_for(plan.segment->reader().doc_count());
  if (sets.size() == 2 && plan.matches == nullptr) return kernels.and_popcount(sets[0], sets[1], words);
  std::array<std::uint64_t, kPiece> piece;
  std::uint64_t count = 0;
  for (std::size_t begin = 0; begin < words; begin += kPiece) {
    const std::size_t size = std::min(kPiece, words - begin);
    std::copy_n(sets[0] + begin, size, piece.begin());
    for (std::size_t i = 1; i + 1 < sets.size(); ++i) {
      kernels.bit_and(piece.data(), sets[i] + begin, piece.data(), size);
    }
    if (plan.matches != nullptr) {
      std::uint64_t* const noted = plan.matches + begin;
      kernels.bit_and(piece.data(), sets.back() + begin, noted, size);
      count += kernels.popcount(noted, size);
    } else {
      count += kernels.and_popcount(piece.data(), sets.back() + begin, size);
    }
  }
  return count;
}

}  // namespace

std::uint64_t search_conjunction(const SegmentPlan& plan, std::uint32_t words, TopKQueue& best) {
  if (plan.required < words) return 0;
  std::size_t driver = plan.words.size();
  bool all_dense = true;
  for (std::size_t i = 0; i < plan.words.size(); ++i) {
    const SegmentWord& word = plan.words[i];
    if (!word.required) continue;
    if (driver == plan.words.size() || word.postings < plan.words[driver].postings) driver = i;
    all_dense = all_dense && word.is_dense();
  }
  const SegmentWord& rarest = plan.words[driver];
  const bool unnoted = plan.matches == nullptr;
  if (plan.required == 1 && rarest.members.size() == 1 && plan.shows_all() && unnoted) {
    Conjunction(plan, words, driver, true, best).run();
    return rarest.postings;
  }
  if (all_dense) {
    const std::uint64_t count = count_dense(plan);
    if (count > 0) Conjunction(plan, words, driver, true, best).run();
    return count;
  }
  if (rarest.members.size() == 1 || rarest.postings <= kMaxUnion) {
    return Conjunction(plan, words, driver, false, best).run();
  }
  LevelCounts counts{};
  search_windows(plan, words, words, best, counts);
  return counts[words];
}

}  // namespace khoj::index

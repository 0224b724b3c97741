// Searching for any word: MaxScore, one word after the other. The word that can give most drives first, then the next; a
// document that an earlier driver holds has been seen. A driver's posting matters only if its impact and the most that the
// words not yet driven can add reach the threshold, so whole blocks fall by their greatest impact, the rest 128 impacts at
// once, and it ends with the first word without which the threshold cannot be reached. Matches are counted by themselves
// (count_any), so that whatever cannot be among the best need not be visited.
// Source: Turtle & Flood, "Query Evaluation: Strategies and Optimizations", IPM 31(6), 1995; block maxima after Ding &
// Suel, "Faster Top-k Document Retrieval Using Block-Max Indexes", SIGIR 2011.
#include <algorithm>
#include <bit>

#include "index/segment_search.hpp"

namespace khoj::index {
namespace {

/// More words than this are added up: looking a document up in all of them costs more than what pruning saves.
constexpr std::size_t kMaxDriven = 5;
/// How many blocks are visited between two looks at the clock.
constexpr std::uint32_t kBlocksPerLook = 32;

class Disjunction {
 public:
  Disjunction(const SegmentPlan& plan, TopKQueue& best)
      : plan_(plan), best_(best), driven_(plan.words.size()) {
    for (std::size_t i = 0; i < plan.words.size(); ++i) {
      if (plan.words[i].required) drivers_.push_back(i);
    }
    std::sort(drivers_.begin(), drivers_.end(), [&](std::size_t a, std::size_t b) {
      return plan.words[a].max_score > plan.words[b].max_score;
    });
  }

  void run() {
    for (const std::size_t driver : drivers_) {
      begin(driver);
      if ((others_max_ + plan_.words[driver].max_score) * 1.0001F < best_.threshold()) return;
      drive(plan_.words[driver].members[0]);
      driven_[driver] = true;
    }
  }

 private:
  struct Dense {
    const PostingList* list;
    std::size_t word;
    bool driven;
  };
  struct Sparse {
    PostingCursor cursor;
    std::size_t word;
    bool driven;
  };

  void begin(std::size_t driver) {
    driver_ = driver;
    others_max_ = 0.0F;
    dense_.clear();
    sparse_.clear();
    for (std::size_t i = 0; i < plan_.words.size(); ++i) {
      const SegmentWord& word = plan_.words[i];
      bounds_[i] = 0.0F;
      if (i == driver) continue;
      if (!driven_[i]) {
        others_max_ += word.max_score;
        bounds_[i] = word.max_score;
      }
      if (word.is_dense()) {
        dense_.push_back({&word.members[0].list, i, driven_[i]});
      } else {
        sparse_.push_back({PostingCursor(word.members[0].list), i, driven_[i]});
      }
    }
    // What removes most comes first: documents seen before, then words of great scores.
    const auto before = [&](const auto& a, const auto& b) {
      if (a.driven != b.driven) return a.driven;
      return plan_.words[a.word].max_score > plan_.words[b.word].max_score;
    };
    std::sort(dense_.begin(), dense_.end(), before);
    std::sort(sparse_.begin(), sparse_.end(), before);
  }

  void drive(const SegmentWord::Member& member) {
    const PostingList& list = member.list;
    alignas(32) std::array<std::uint32_t, kPostingBlock> docs;
    unsigned lowest = 0;
    float lowest_for = -1.0F;
    for (std::uint32_t block = 0; block < list.blocks; ++block) {
      if (block % kBlocksPerLook == 0 && plan_.is_late()) return;
      if (best_.threshold() != lowest_for) {
        lowest_for = best_.threshold();
        // A little less, as this rounds otherwise than adding up does.
        const float needed = lowest_for * 0.9999F - others_max_;
        while (lowest <= kMaxImpact && member.scale * static_cast<float>(lowest) < needed) ++lowest;
      }
      if (list.max_impacts[block] < lowest) continue;
      const std::uint32_t size = list.block_size(block);
      const std::uint8_t* const impacts = list.block_impacts(block);
      const simd::BlockMask mask = simd::bytes_at_least(impacts, size, static_cast<std::uint8_t>(lowest));
      if ((mask.words[0] | mask.words[1]) == 0) continue;
      list.unpack(block, docs.data());
      for (std::uint32_t half = 0; half < 2; ++half) {
        for (std::uint64_t word = mask.words[half]; word != 0; word &= word - 1) {
          const auto i = half * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
          consider(docs[i], member.score(impacts[i]));
        }
      }
    }
  }

  /// Narrows the document's score down, from what costs least to what costs most, while it can be among the best.
  void consider(std::uint32_t doc, float own) {
    Parts parts = bounds_;
    parts[driver_] = own;
    std::uint32_t held = 1;
    std::uint32_t dense_held = 0;
    for (std::size_t i = 0; i < dense_.size(); ++i) {
      const Dense& other = dense_[i];
      if (simd::test_bit(other.list->dense, doc)) {
        if (other.driven) return;
        dense_held |= 1U << i;
        held += plan_.words[other.word].required ? 1 : 0;
      } else {
        parts[other.word] = 0.0F;
      }
    }
    if (!possible(doc, parts)) return;
    for (Sparse& other : sparse_) {
      other.cursor.next_geq(doc);
      if (other.cursor.doc() == doc) {
        if (other.driven) return;
        parts[other.word] = plan_.words[other.word].members[0].score(other.cursor.impact());
        held += plan_.words[other.word].required ? 1 : 0;
      } else {
        if (other.driven) continue;
        parts[other.word] = 0.0F;
      }
      if (!possible(doc, parts)) return;
    }
    if (!plan_.shows(doc)) return;
    for (; dense_held != 0; dense_held &= dense_held - 1) {
      const Dense& other = dense_[static_cast<std::size_t>(std::countr_zero(dense_held))];
      parts[other.word] = plan_.words[other.word].members[0].score(other.list->dense_impact(doc));
      if (!possible(doc, parts)) return;
    }
    best_.push(plan_.hit(doc, held, sum(parts)));
  }

  using Parts = std::array<float, kMaxDriven>;

  /// In the order of the query, as every way of searching adds up.
  [[nodiscard]] float sum(const Parts& parts) const noexcept {
    float out = 0.0F;
    for (std::size_t i = 0; i < plan_.words.size(); ++i) out += parts[i];
    return out;
  }
  [[nodiscard]] bool possible(std::uint32_t doc, const Parts& parts) const noexcept {
    return best_.admits(0, sum(parts), plan_.ref(doc));
  }

  const SegmentPlan& plan_;
  TopKQueue& best_;
  std::vector<bool> driven_;
  std::vector<std::size_t> drivers_;  ///< The required words, the greatest first.
  std::size_t driver_ = 0;
  float others_max_ = 0.0F;  ///< What the words not yet driven, without the driver, can add.
  Parts bounds_{};           ///< The same, word by word.
  std::vector<Dense> dense_;
  std::vector<Sparse> sparse_;
};

}  // namespace

std::uint64_t search_disjunction(const SegmentPlan& plan, TopKQueue& best) {
  if (plan.required == 0) return 0;
  const bool single = std::all_of(plan.words.begin(), plan.words.end(),
                                  [](const SegmentWord& word) { return word.members.size() == 1; });
  if (!single) {
    LevelCounts counts{};
    search_windows(plan, 1, plan.required, best, counts);
    return counts[1];
  }
  if (plan.words.size() > kMaxDriven) return search_accumulated(plan, best);
  const std::uint64_t count = count_any(plan);
  Disjunction(plan, best).run();
  return count;
}

}  // namespace khoj::index

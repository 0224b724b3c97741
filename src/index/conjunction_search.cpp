// Searching for all words: the rarest word's postings drive, 128 at a time; each other word removes the candidates that
// it does not hold. Long lists only test a bit then, and their impacts are looked up for the few candidates whose bound
// still admits them. Where all words have long lists the matches are counted by their bitsets, and driving only visits
// postings whose impact is high enough for the top (block-max first, then 128 impacts at once). Falls back to windows
// where words have many alternatives.
#include <algorithm>
#include <bit>
#include <memory>
#include <utility>

#include "base/prefetch.hpp"
#include "index/candidates.hpp"
#include "index/segment_search.hpp"
#include "index/word_probe.hpp"

namespace khoj::index {
namespace {

/// Postings of a driving word with alternatives, all of which are read; of more, windows leave some out.
constexpr std::uint64_t kMaxUnion = 65'536;
constexpr std::uint32_t kUnionWindow = 16'384;
/// How many blocks are visited between two looks at the clock.
constexpr std::uint32_t kBlocksPerLook = 32;

/// The driving word's postings are visited a block at a time, and every step of a visit goes over the whole block: so
/// the misses of the cache, which cost more than anything else here, overlap.
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
    for (std::size_t i = 0; i < plan.words.size(); ++i) {
      const SegmentWord& word = plan.words[i];
      probes_.emplace_back(word);
      if (i == driver) continue;
      if (!word.required || word.is_dense()) {
        late_.push_back(i);
      } else {
        probed_.push_back(i);
      }
      if (!word.required || !word.is_dense()) continue;
      dense_.push_back(&word.members[0].list);
      sets_.push_back(word.members[0].list.dense);
    }
    if (plan.filter != nullptr) sets_.push_back(plan.filter->words.data());
    if (const LiveDocs* const live = plan.segment->live()) sets_.push_back(live->words.data());
    std::sort(probed_.begin(), probed_.end(),
              [&](std::size_t a, std::size_t b) { return plan.words[a].postings < plan.words[b].postings; });
    std::sort(late_.begin(), late_.end(), [&](std::size_t a, std::size_t b) {
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
      if (!may_match(list, block)) continue;
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

  /// Whether the required words may all stand in a document between the ends of the driving word's block. Documents that are
  /// alike lie side by side, so that many a word has none there.
  [[nodiscard]] bool may_match(const PostingList& driving, std::uint32_t block) noexcept {
    const std::uint32_t first = block == 0 ? 0 : driving.last_docs[block - 1] + 1;
    const std::uint32_t last = driving.last_docs[block];
    for (const PostingList* const list : dense_) {
      if (!list->dense_any(first, last)) return false;
    }
    return std::all_of(probed_.begin(), probed_.end(),
                       [&](std::size_t i) { return probes_[i].any_from(first, last); });
  }

  /// Only the postings that can still be among the best.
  /// REQUIRES: probed_ is empty, as it is where matches are counted elsewhere: candidates of several blocks are visited
  /// together, and probes never go back.
  void drive_promising(const SegmentWord::Member& member) {
    const PostingList& list = member.list;
    alignas(32) std::array<std::uint32_t, kPostingBlock> docs;
    unsigned lowest = 0;
    for (std::uint32_t block = 0; block < list.blocks; ++block) {
      if (block % kBlocksPerLook == 0 && plan_.is_late()) break;
      const DocRef first = plan_.ref(block == 0 ? 0 : list.last_docs[block - 1]);
      update_lowest(first, block % kBlocksPerLook == 0);
      while (lowest < kMaxImpact && member.score(static_cast<std::uint8_t>(lowest)) < lowest_) ++lowest;
      if (list.max_impacts[block] < lowest) continue;
      if (!best_.admits_from(tier_, bound_with(member.score(list.max_impacts[block])), first)) continue;
      const std::uint32_t size = list.block_size(block);
      const std::uint8_t* const impacts = list.block_impacts(block);
      const simd::BlockMask mask = simd::bytes_at_least(impacts, size, static_cast<std::uint8_t>(lowest));
      if (mask.empty() || !may_match(list, block)) continue;
      list.unpack(block, docs.data());
      for (std::uint32_t half = 0; half < 2; ++half) {
        for (std::uint64_t word = mask.words[half]; word != 0; word &= word - 1) {
          const auto i = half * 64 + static_cast<std::uint32_t>(std::countr_zero(word));
          add(docs[i], member.score(impacts[i]));
        }
      }
    }
    visit();
  }

  /// The bound of a document to which the driving word gives `score`.
  [[nodiscard]] float bound_with(float score) const noexcept {
    float bound = 0.0F;
    for (std::size_t i = 0; i < plan_.words.size(); ++i)
      bound += i == driver_ ? score : plan_.words[i].max_score;
    return bound;
  }

  /// Sets lowest_: a document from `first` on to which the driving word gives less cannot be among the best. Looks at
  /// `first` when the threshold has changed, and when `anew` is set.
  void update_lowest(DocRef first, bool anew) noexcept {
    if (best_.threshold() == lowest_for_ && !anew) return;
    lowest_for_ = best_.threshold();
    float others = 0.0F;
    for (std::size_t i = 0; i < plan_.words.size(); ++i)
      others += i == driver_ ? 0.0F : plan_.words[i].max_score;
    const float threshold = best_.threshold(first);
    // A little less, as this rounds otherwise than adding up does.
    lowest_ = others == 0.0F ? threshold : threshold * 0.9999F - others;
  }

  /// The union of the driving word's lists, a window of documents at a time: its postings set bits and leave their greatest
  /// scores, then the bits are read in order.
  void drive_union(const SegmentWord& word) {
    const auto scores = std::make_unique_for_overwrite<std::array<float, kUnionWindow>>();
    std::array<std::uint64_t, kUnionWindow / 64> held{};
    std::vector<PostingCursor> cursors;
    for (const SegmentWord::Member& member : word.members) cursors.emplace_back(member.list);
    while (!plan_.is_late()) {
      std::uint32_t next = kNoMoreDocs;
      for (const PostingCursor& cursor : cursors) next = std::min(next, cursor.doc());
      if (next == kNoMoreDocs) break;
      const std::uint32_t base = next / kUnionWindow * kUnionWindow;
      for (std::size_t i = 0; i < cursors.size(); ++i) {
        for (PostingCursor& at = cursors[i]; at.doc() - base < kUnionWindow; at.next()) {
          const std::uint32_t place = at.doc() - base;
          const float score = word.members[i].score(at.impact());
          float& best = (*scores)[place];
          best = simd::test_bit(held.data(), place) ? std::max(best, score) : score;
          simd::set_bit(held.data(), place);
        }
      }
      for (std::size_t i = 0; i < held.size(); ++i) {
        for (std::uint64_t bits = std::exchange(held[i], 0); bits != 0; bits &= bits - 1) {
          const auto place =
              static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(bits));
          add(base + place, (*scores)[place]);
        }
      }
    }
    visit();
  }

  /// Visits when there are as many as one visit takes.
  void add(std::uint32_t doc, float score) {
    candidates_.docs[candidates_.size] = doc;
    candidates_.slots[candidates_.size] = static_cast<std::uint8_t>(candidates_.size);
    scores_[driver_][candidates_.size++] = score;
    if (candidates_.size == kPostingBlock) visit();
  }

  /// Counts, notes and scores those of the candidates that match. Leaves none.
  void visit() {
    keep_matches();
    count_ += candidates_.size;
    if (plan_.matches != nullptr && !counted_) {
      simd::set_bits(plan_.matches, {candidates_.docs.data(), candidates_.size});
    }
    if (candidates_.size > 0) push_best();
    candidates_.size = 0;
  }

  void keep_matches() {
    if (!sets_.empty() && candidates_.size > 0) {
      simd::BlockMask mask = test_(sets_[0], candidates_.docs.data(), candidates_.size);
      for (std::size_t i = 1; i < sets_.size(); ++i)
        mask &= test_(sets_[i], candidates_.docs.data(), candidates_.size);
      candidates_.keep(mask);
    }
    for (const std::size_t i : probed_) probes_[i].keep(candidates_, scores_[i].data());
  }

  /// Begins with bounds for the scores that must be looked up, and looks up word after word for the candidates for which
  /// it is still worth it.
  void push_best() {
    for (const std::size_t i : late_) scores_[i].fill(plan_.words[i].max_score);
    const float threshold = best_.threshold(plan_.ref(candidates_.docs[0]));
    keep_promising(threshold);
    for (const std::size_t i : late_) {
      look_up(i);
      keep_promising(threshold);
    }
    for (std::uint32_t i = 0; i < candidates_.size; ++i)
      best_.push(plan_.hit(candidates_.docs[i], words_, sums_[candidates_.slots[i]]));
  }

  /// Adds the words up in the order of the query, and keeps the candidates that may be among the best.
  void keep_promising(float threshold) {
    switch (scores_.size()) {
      case 1: keep_sums<1>(threshold); break;
      case 2: keep_sums<2>(threshold); break;
      case 3: keep_sums<3>(threshold); break;
      case 4: keep_sums<4>(threshold); break;
      default: keep_sums<0>(threshold); break;
    }
  }
  /// @tparam kWords how many there are, or 0 for any number.
  template <std::size_t kWords>
  void keep_sums(float threshold) {
    const std::array<float, kPostingBlock>* const scores = scores_.data();
    const std::size_t words = kWords == 0 ? scores_.size() : kWords;
    candidates_.keep_if([&](std::uint32_t, std::uint8_t slot) {
      float sum = scores[0][slot];
      for (std::size_t word = 1; word < words; ++word) sum += scores[word][slot];
      sums_[slot] = sum;
      return sum >= threshold;
    });
  }

  /// Replaces the bounds of a word's scores by the scores.
  void look_up(std::size_t word) {
    const SegmentWord& asked = plan_.words[word];
    float* const scores = scores_[word].data();
    if (!asked.is_dense()) {
      for (std::uint32_t i = 0; i < candidates_.size; ++i)
        scores[candidates_.slots[i]] = std::max(0.0F, probes_[word].look_up(candidates_.docs[i]));
      return;
    }
    static constexpr std::uint8_t kNone = 0;
    const SegmentWord::Member& member = asked.members[0];
    std::array<const std::uint8_t*, kPostingBlock> impacts;
    for (std::uint32_t i = 0; i < candidates_.size; ++i) {
      const std::uint32_t doc = candidates_.docs[i];
      const bool held = asked.required || simd::test_bit(member.list.dense, doc);
      impacts[i] = held ? member.list.dense_impact_at(doc) : &kNone;
      base::prefetch(impacts[i]);
    }
    for (std::uint32_t i = 0; i < candidates_.size; ++i)
      scores[candidates_.slots[i]] = member.score(*impacts[i]);
  }

  Candidates candidates_;
  const SegmentPlan& plan_;
  std::uint32_t tier_;
  std::uint32_t words_;
  std::size_t driver_;
  bool counted_;
  TopKQueue& best_;
  std::vector<WordProbe> probes_;
  std::vector<const std::uint64_t*>
      sets_;  ///< A match is in all of these: dense words, the filter, what is alive.
  std::vector<const PostingList*> dense_;  ///< The other required words with bitsets.
  std::vector<std::size_t> probed_;        ///< The other required words, rarest first.
  std::vector<std::size_t>
      late_;  ///< The words whose scores are looked up for promising matches, most valuable first.
  /// A word's scores by slot; of late ones bounds until they are looked up.
  std::vector<std::array<float, kPostingBlock>> scores_;
  std::array<float, kPostingBlock> sums_;
  decltype(simd::BitsetKernels::test) test_ = simd::bitset_kernels().test;
  float lowest_ = 0.0F;
  float lowest_for_ = -1.0F;  ///< The threshold that lowest_ was worked out for.
  std::uint64_t count_ = 0;
};

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
    const std::uint64_t count = count_all(plan);
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

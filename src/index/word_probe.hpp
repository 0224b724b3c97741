// A WordProbe looks a word of the query up in documents that are asked for in ascending order. Belongs to one search.
#pragma once

#include <algorithm>
#include <vector>

#include "index/candidates.hpp"
#include "index/posting_list.hpp"
#include "index/query_plan.hpp"

namespace khoj::index {

class WordProbe {
 public:
  explicit WordProbe(const SegmentWord& word) : word_(&word) {
    for (const SegmentWord::Member& member : word.members) {
      if (member.list.dense == nullptr) cursors_.emplace_back(member.list);
    }
  }

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

  /// Whether any document from `first` to `last` may hold the word. Never backwards.
  [[nodiscard]] bool any_from(std::uint32_t first, std::uint32_t last) noexcept {
    std::size_t cursor = 0;
    for (const SegmentWord::Member& member : word_->members) {
      if (member.list.dense != nullptr) {
        if (member.list.dense_any(first, last)) return true;
        continue;
      }
      PostingCursor& at = cursors_[cursor++];
      at.next_geq(first);
      if (at.doc() <= last) return true;
    }
    return false;
  }

  /// Keeps the candidates that hold the word; their scores go to `scores`.
  void keep(Candidates& candidates, float* scores) noexcept {
    if (word_->members.size() > 1) {
      candidates.keep_if([&](std::uint32_t doc, std::uint8_t slot) {
        scores[slot] = look_up(doc);
        return scores[slot] >= 0.0F;
      });
      return;
    }
    const SegmentWord::Member& member = word_->members[0];
    PostingCursor& cursor = cursors_[0];
    candidates.keep_if([&](std::uint32_t doc, std::uint8_t slot) {
      cursor.next_geq(doc);
      if (cursor.doc() != doc) return false;
      scores[slot] = member.score(cursor.impact());
      return true;
    });
  }

 private:
  const SegmentWord* word_;
  std::vector<PostingCursor> cursors_;
};

}  // namespace khoj::index

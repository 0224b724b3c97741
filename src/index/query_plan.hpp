// A QueryPlan is a SearchQuery with what the whole snapshot knows of its terms: idf and which words are required. A
// SegmentPlan binds it to the posting lists of one segment. All ways of searching (fast, exhaustive, explaining) start
// here, so that they compute the same scores from the same numbers. Belongs to one search; the views in it live as
// long as query and snapshot.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/filter_resolver.hpp"
#include "index/phrase.hpp"
#include "index/posting_list.hpp"
#include "index/search.hpp"
#include "index/segment.hpp"
#include "index/top_k.hpp"

namespace khoj::index {

/// Words behind this many are ignored.
inline constexpr std::size_t kMaxWords = 32;
static_assert(kMaxWords < 64, "TopKQueue has six bits for a tier");

struct PlannedAlternative {
  std::string_view term;
  float scale = 0.0F;  ///< idf · weight / 255: times the impact it is the share of the score.
  /// Segment by segment where the term stands in its dictionary; nothing where it does not.
  std::vector<std::optional<std::uint32_t>> ordinals;
  std::span<const std::string> phrase;  ///< Not empty: a document must hold these, one after the other.
};

struct PlannedWord {
  std::vector<PlannedAlternative> alternatives;  ///< Those of positive weight.
  float idf = 0.0F;
  std::uint64_t df = 0;  ///< The greatest of its alternatives'.
  bool required = false;
};

struct QueryPlan {
  std::vector<PlannedWord> words;
  std::uint32_t required = 0;   ///< How many words are.
  std::uint32_t min_level = 0;  ///< In [1, required].
  bool coordination = true;
  double max_score = 0.0;  ///< Of a document that holds all words that any document holds.

  static QueryPlan make(const SearchQuery& query, std::span<const std::shared_ptr<const Segment>> segments);
};

struct SegmentWord {
  struct Member {
    PostingList list;
    float scale = 0.0F;
    [[nodiscard]] float score(std::uint8_t impact) const noexcept {
      return scale * static_cast<float>(impact);
    }
  };
  std::vector<Member> members;  ///< The alternatives that the segment has; at least one.
  std::uint32_t word = 0;       ///< Its place in QueryPlan::words.
  bool required = false;
  std::uint64_t postings = 0;  ///< Sum of the members' df.
  float max_score = 0.0F;

  /// A single list with a bitset: membership is a bit, the score is looked up when it is needed.
  [[nodiscard]] bool is_dense() const noexcept {
    return members.size() == 1 && members[0].list.dense != nullptr;
  }
};

struct SegmentPlan {
  const Segment* segment = nullptr;
  std::uint32_t number = 0;        ///< Its place in the snapshot.
  std::vector<SegmentWord> words;  ///< In the order of the query; absent ones left out.
  std::vector<std::shared_ptr<const PhrasePostings>> phrases;  ///< Keeps alive what words view.
  std::uint32_t required = 0;                                  ///< How many of `words` are.
  bool coordination = true;
  std::shared_ptr<const FilterBits> filter;  ///< Null for none.
  std::uint64_t* matches = nullptr;    ///< Where the bits of documents that match are set; null: nowhere.
  base::Deadline* deadline = nullptr;  ///< Null for none.

  /// REQUIRES: `segment` is the `number`-th of those that `plan` was made for.
  static SegmentPlan make(const QueryPlan& plan, const Schema& schema, const FilterExpression& filter,
                          const Segment& segment, std::uint32_t number);

  /// Whether a document is alive and passes the filter.
  [[nodiscard]] bool shows(std::uint32_t doc) const noexcept {
    return (filter == nullptr || simd::test_bit(filter->words.data(), doc)) && segment->is_live(doc);
  }
  [[nodiscard]] bool is_late() const noexcept { return deadline != nullptr && deadline->passed(); }
  [[nodiscard]] bool shows_all() const noexcept { return filter == nullptr && segment->live() == nullptr; }
  /// What comes before the score in the order of results.
  [[nodiscard]] std::uint32_t tier(std::uint32_t words_matched) const noexcept {
    return coordination ? words_matched : 0;
  }
  [[nodiscard]] RankedHit hit(std::uint32_t doc, std::uint32_t words_matched, float score) const noexcept {
    return {tier(words_matched), words_matched, score, ref(doc)};
  }
  [[nodiscard]] DocRef ref(std::uint32_t doc) const noexcept { return {number, doc}; }
};

}  // namespace khoj::index

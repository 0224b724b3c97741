// A Source finds candidates in one way: by words, by vector, by what was bought together. Stateless and thread-safe;
// what it reads is in the Context's snapshot. A new one is a file in sources/ and a row in its registry.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/candidate.hpp"
#include "pipeline/context.hpp"

namespace khoj::pipeline {

/// An item that a source proposes.
struct Retrieved {
  domain::ItemId item;
  index::DocRef doc;
  double score = 0.0;               ///< Calibrated to 0 … 1, so that sources can be blended.
  std::uint32_t words_matched = 0;  ///< 0 when the order shall not follow it.
};

struct Retrieval {
  std::vector<Retrieved> items;        ///< Best first.
  std::uint64_t total = 0;             ///< How many match altogether; at least items.size().
  std::uint32_t words_required = 0;    ///< How many of the query's words each of them holds at least.
  std::vector<text::QueryWord> words;  ///< The query's words as the source took them: corrected, completed.
  std::uint32_t level = 0;             ///< The level of the words that `total` was counted at: for match().
  index::MatchSet matches;  ///< Everything that `total` counts, when context.collect_matches is set.
  bool partial = false;     ///< The deadline passed before everything was looked at.
};

/// What is looked at of who asks; each holds what stands before it.
enum class ShopperPart { nothing, history, searches };

class Source {
 public:
  virtual ~Source() = default;

  [[nodiscard]] virtual ShopperPart asks_of_shopper() const noexcept { return ShopperPart::nothing; }

  /// Whether it finds the same as long as the snapshot is the same, whatever happens in the shop.
  [[nodiscard]] virtual bool is_lasting() const noexcept { return false; }

  /// At most `limit` items that pass context.filter. Errors: unavailable (a remote store that does not answer).
  [[nodiscard]] virtual base::Result<Retrieval> retrieve(const Context& context,
                                                         std::uint32_t limit) const = 0;

  /// Everything that the source finds with the words and at the level of a `retrieval` of the same query, under
  /// context.filter, which may be another one now. Errors: as retrieve().
  [[nodiscard]] virtual base::Result<index::MatchSet> match(const Context& context,
                                                            const Retrieval& retrieval) const = 0;

  /// Adds shares that sum up to `scale` times the score that retrieve() gave `item`, one of `retrieval`.
  virtual void explain(const Context& context, const Retrieval& retrieval, const Retrieved& item,
                       double scale, Explanation& explanation) const = 0;
};

}  // namespace khoj::pipeline

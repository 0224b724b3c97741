// Completions out of two indexes as if they were one: what was logged lately, small and often built anew, and what the
// catalogue has, large and seldom built. A view; thread-safe like what it views.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "index/completion/completion_index.hpp"

namespace khoj::engine {

/// Hashes (base::hash64) of texts that are not to be shown.
using HiddenTexts = std::unordered_set<std::uint64_t>;

class CompletionLayers {
 public:
  /// One index alone.
  explicit CompletionLayers(const index::completion::CompletionIndex& only) : below_(&only) {}
  /// Of `below` those of `hidden` do not count: `above` has what says the same.
  CompletionLayers(const index::completion::CompletionIndex& above,
                   const index::completion::CompletionIndex& below, const HiddenTexts& hidden)
      : above_(&above), below_(&below), hidden_(&hidden) {}

  /// As CompletionIndex::complete, but that inside one level of mistakes and order only popularity counts between the two.
  [[nodiscard]] std::vector<index::completion::Hit> complete(
      std::string_view typed, std::size_t k, const index::completion::Options& options = {}) const;

  /// At least that of any completion; hidden ones count.
  [[nodiscard]] float greatest_weight() const noexcept;

 private:
  [[nodiscard]] std::vector<index::completion::Hit> complete_below(std::string_view typed, std::size_t k,
                                                                   index::completion::Options options) const;

  const index::completion::CompletionIndex* above_ = nullptr;
  const index::completion::CompletionIndex* below_;
  const HiddenTexts* hidden_ = nullptr;
};

}  // namespace khoj::engine

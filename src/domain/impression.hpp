// An Impression: what one answer of ours showed, in which order, and how likely it was to show just that. It names the
// request and nobody: neither a session nor a user. Plain data and the rules that make it valid; how it rests is
// docs/formats/impression.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"

namespace khoj::domain {

inline constexpr std::size_t kMaxImpressionItems = 1'000;
inline constexpr std::size_t kMaxImpressionTexts = 100;
inline constexpr std::size_t kMaxImpressionTextBytes = 1'024;
inline constexpr std::size_t kMaxImpressionNameBytes = 64;
inline constexpr std::size_t kMaxImpressionQueryBytes = 1'024;

/// The surface of suggestions: what is typed there is no search yet.
inline constexpr const char* kAutosuggestSurface = "autosuggest";

struct Impression {
  std::string request_id;
  std::int64_t at_ms = 0;
  std::string surface;  ///< Where it was shown: "search".
  std::string policy;   ///< What decided: a policy's name.
  std::string query;    ///< Normalised; empty where nothing was typed.
  /// The share of this surface's answers that are logged, above 0: one row stands for 1 / sample_rate answers.
  double sample_rate = 1.0;
  /// The shopper was still typing: a longer query of the same burst follows. Not counted as a search.
  bool folded = false;
  std::uint32_t offset = 0;   ///< Position of the first item.
  std::uint64_t total = 0;    ///< How many products matched; of suggestions, how many there were.
  std::vector<ItemId> items;  ///< In the order shown; at most 1,000.
  /// The texts shown, in their order, where it was no products: suggestions. At most 100 of 1,024 bytes.
  std::vector<std::string> texts;
  /// Each item's, and behind them each text's, probability of standing where it stood, above 0 to 1. Empty: all 1,
  /// nothing was random.
  std::vector<float> propensities;

  friend bool operator==(const Impression&, const Impression&) = default;
};

/// Whether it counts for its query: something was typed, to the end, and asked for.
[[nodiscard]] bool is_search(const Impression& impression) noexcept;

/// Whether it answers such a search and shows `item`.
[[nodiscard]] bool searched_for(const Impression& impression, ItemId item) noexcept;

/// Errors: invalid_argument with the member's name as context.
base::Status validate(const Impression& impression);

}  // namespace khoj::domain

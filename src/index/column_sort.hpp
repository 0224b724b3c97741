// Sorting matches by columns: the best documents of a MatchSet under up to eight keys, without touching anything but the
// columns that the keys name. Pure functions, thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/facet_counts.hpp"

namespace khoj::index {

inline constexpr std::size_t kMaxSortKeys = 8;

struct SortKey {
  enum class Kind {
    column,  ///< A number, or of a keyword column the first value (descending: the last). Missing ones come last.
    relevance,  ///< What the caller gives for every match.
    boost,      ///< Documents that pass `filter` first.
    random,     ///< An order that `seed` draws.
  };
  Kind kind = Kind::column;
  bool descending = false;
  std::size_t column = 0;
  FilterExpression filter;
  std::uint64_t seed = 0;
};

/// Where a document stands under one key: smaller comes first, by number, then by text (backwards when the key is
/// descending). A missing value is infinity.
struct SortPart {
  double number = 0.0;
  std::string_view text;
};

/// A document's place in the order: its parts, then its ItemId.
struct SortPlace {
  std::array<SortPart, kMaxSortKeys> parts;
  domain::ItemId item;
};

struct SortedDocument {
  DocRef doc;
  SortPlace place;  ///< Its texts live as long as the snapshot.
};

/// The first `k` matches in the order of `keys`, ties by ItemId, that come strictly after `after`.
/// @param relevance  one number a match, in the order of segments and documents; read only by Kind::relevance.
/// Cost: about 5 ns a match and key that decides; k · log k besides.
[[nodiscard]] std::vector<SortedDocument> sort_matches(const MatchedDocuments& matches,
                                                       std::span<const SortKey> keys, std::size_t k,
                                                       const std::optional<SortPlace>& after = {},
                                                       std::span<const double> relevance = {});

/// Whether `a` comes before `b`.
[[nodiscard]] bool comes_before(std::span<const SortKey> keys, const SortPlace& a,
                                const SortPlace& b) noexcept;

}  // namespace khoj::index

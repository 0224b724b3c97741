// A Cursor is where a page ended, so that the next one can go on from there although products change meanwhile. Clients
// get it as an opaque text that only fits the request that it was made for. Pure functions, thread-safe.
//
// Two kinds. Under a `sort` it is the place of the last product: the next page holds what comes strictly after it. In
// the policy's own order, which moves as a whole whenever a product changes, it is the set of what was shown: the next
// page is the best of what was not. Either way no product comes twice, and none that stays where it is gets lost.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "index/column_sort.hpp"

namespace khoj::engine {

/// Pages in the policy's order go this deep.
inline constexpr std::size_t kMaxShown = 10'000;

struct Cursor {
  struct Part {
    double number = 0.0;
    std::string text;
  };
  std::vector<Part> parts;  ///< One a sort key; empty in the policy's own order.
  domain::ItemId item;
  std::vector<std::uint64_t> shown;  ///< Ascending: ItemIds, or the keys of groups. Empty under a sort.

  /// A cursor behind a product under `keys` sort keys, and the place that it says; the place views the cursor.
  [[nodiscard]] static Cursor behind(const index::SortPlace& place, std::size_t keys);
  [[nodiscard]] index::SortPlace place() const;
};

/// `binding` is a hash of what the cursor belongs to.
[[nodiscard]] std::string encode_cursor(const Cursor& cursor, std::uint64_t binding);

/// Errors: invalid_argument (no cursor, damaged, or of another request).
base::Result<Cursor> decode_cursor(std::string_view text, std::uint64_t binding, std::size_t keys);

}  // namespace khoj::engine

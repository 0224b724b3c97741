// How closely a title says what was asked: whether it has the words as they were typed, and near each other in that
// order. It reads the title of the card letter by letter, without an analyzer, so it may miss what only that would see
// (another script, an irregular plural); it orders products that were found otherwise. Pure function; thread-safe.
#pragma once

#include <string_view>

#include "pipeline/context.hpp"

namespace khoj::rank {

struct TitleMatch {
  double exact = 0.0;  ///< Part of the query's words that stand in the title as typed.
  double near =
      0.0;  ///< Part of the query's neighbours that are neighbours there; half for those two or three apart.
};

/// At most eight words of the query and the first 64 of the title count. Cost: about two nanoseconds a byte of the title
/// and word of the query that begins like one of the title.
[[nodiscard]] TitleMatch match_title(const pipeline::Query& query, std::string_view title) noexcept;

}  // namespace khoj::rank

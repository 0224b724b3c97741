// How much of its best appeal a product has at a moment: whether it is sold yet, how new it is, the slow tide of
// demand, and whether it is one of the few that everybody suddenly wants. Plain data and a pure function.
#pragma once

#include <cstdint>

#include "base/rng.hpp"

namespace khoj::simulate {

/// The window that is simulated, Unix milliseconds.
struct Span {
  std::int64_t begin_ms = 0;
  std::int64_t until_ms = 1;
};

struct ProductLife {
  float tide_octaves = 0;      ///< Half of the way between high and low tide.
  float tide_phase = 0;        ///< In periods.
  float tide_days = 90;        ///< Length of a period.
  float trend_peak = 1;        ///< How many times its usual appeal it reaches; 1: it does not trend.
  std::int64_t launch_ms = 0;  ///< When it came into the shop; 0: long ago.
  std::int64_t trend_ms = 0;   ///< When the rise begins.

  /// The factor by which the best moment exceeds the usual one.
  [[nodiscard]] double best() const noexcept;

  /// Share of the best appeal, 0 to 1; 0 before the launch.
  [[nodiscard]] double presence(std::int64_t at_ms) const noexcept;
};

/// @param rating_count  what many have judged has not come into the shop this month.
/// @param may_be_new    false where the category is too small to have been without it.
[[nodiscard]] ProductLife draw_life(base::Rng& rng, const Span& span, std::int64_t rating_count,
                                    bool may_be_new);

}  // namespace khoj::simulate

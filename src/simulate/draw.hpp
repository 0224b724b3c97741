// Random draws for simulation that are the same on every machine: integer arithmetic only, because log and
// exp differ in their last bits between C libraries. The shapes are approximations good enough for a
// believable shop, not for statistics. Not thread-safe beyond what base::Rng is; every function here is pure
// but for the Rng.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "base/rng.hpp"

namespace khoj::simulate {

/// Independent streams of one seed, so that changing how one thing is drawn leaves the others alone.
enum class Stream : std::uint64_t {
  words = 1,
  brands,
  grouping,
  family,
  product,
  brand,
  trade,
  query,
  event,
  shelf,    ///< What becomes of a product in the simulated weeks.
  shopper,  ///< Who a shopper is.
  diary,    ///< What a shopper does.
  wording,  ///< How a wish is typed.
  basket
};

/// A generator for number `index` of `stream`. Cheap (a few ns): one is made per product and purpose.
[[nodiscard]] inline base::Rng rng_for(std::uint64_t seed, Stream stream, std::uint64_t index) noexcept {
  std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(stream);
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL + index;
  z = (z ^ (z >> 32)) * 0xd6e8feb86659fd93ULL;
  return base::Rng(z ^ (z >> 32));
}

/// A rank in [0, n), n > 0, whose probability falls like 1/(rank + 1): every doubling of the rank has the
/// same share. It is a staircase under the true Zipf law, within a factor of two of it.
[[nodiscard]] inline std::uint64_t zipf_rank(base::Rng& rng, std::uint64_t n) noexcept {
  const auto octaves = static_cast<std::uint64_t>(std::bit_width(n));
  for (;;) {
    const std::uint64_t width = std::uint64_t{1} << rng.below(octaves);
    const std::uint64_t rank = width - 1 + (rng() & (width - 1));
    if (rank < n) return rank;
  }
}

/// About normal: mean 0, standard deviation `deviation`, never beyond 3.47 of them (the sum of four
/// uniforms).
[[nodiscard]] inline std::int64_t bell(base::Rng& rng, std::int64_t deviation) noexcept {
  const std::uint64_t bits = rng();
  const auto sum = static_cast<std::int64_t>((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) +
                                             ((bits >> 32) & 0xFFFF) + (bits >> 48));
  return (sum - 131'070) * deviation / 37'837;
}

/// `value` * 2^(steps / 256), to about 0.1 %. value >= 0, the result below 2^40.
[[nodiscard]] inline std::int64_t scale_by_octaves(std::int64_t value, std::int64_t steps) noexcept {
  // 2^(i/8) in sixteen-bit fixed point; between two of them the line is near enough.
  constexpr std::array<std::int64_t, 9> kEighths = {65'536,  71'468,  77'936,  84'990, 92'682,
                                                    101'070, 110'218, 120'194, 131'072};
  const std::int64_t whole = steps >> 8;
  const auto eighth = static_cast<std::size_t>((steps & 255) >> 5);
  const std::int64_t factor =
      kEighths[eighth] + (kEighths[eighth + 1] - kEighths[eighth]) * (steps & 31) / 32;
  const std::int64_t scaled = value * factor;
  return whole >= 0 ? (scaled << whole) >> 16 : (scaled >> -whole) >> 16;
}

/// About log-normal: median `median`, one standard deviation is `deviation` / 256 octaves.
[[nodiscard]] inline std::int64_t log_bell(base::Rng& rng, std::int64_t median,
                                           std::int64_t deviation) noexcept {
  return scale_by_octaves(median, bell(rng, deviation));
}

/// A uniformly drawn element; `items` is not empty.
template <typename Items>
[[nodiscard]] const auto& pick(base::Rng& rng, const Items& items) noexcept {
  return items[static_cast<std::size_t>(rng.below(items.size()))];
}

/// An element of a list whose first entries are the common ones; `items` is not empty.
template <typename Items>
[[nodiscard]] const auto& pick_head(base::Rng& rng, const Items& items) noexcept {
  return items[static_cast<std::size_t>(zipf_rank(rng, items.size()))];
}

/// True in `permille` of a thousand cases.
[[nodiscard]] inline bool happens(base::Rng& rng, std::uint64_t permille) noexcept {
  return rng.below(1000) < permille;
}

}  // namespace khoj::simulate

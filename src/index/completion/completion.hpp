// What goes into a completion index and what comes out of it: plain types.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace khoj::index::completion {

enum class Kind : std::uint8_t { query, category, brand, product, attribute };
inline constexpr std::size_t kKindCount = 5;

/// A set of kinds, a bit each.
using KindMask = std::uint8_t;
inline constexpr KindMask kAllKinds = (1U << kKindCount) - 1;
[[nodiscard]] constexpr KindMask mask_of(Kind kind) noexcept {
  return static_cast<KindMask>(1U << static_cast<unsigned>(kind));
}

/// A completion with more words than this is refused; of what is typed only so many are read.
inline constexpr std::size_t kMaxWords = 15;
/// So many typing mistakes in all the words of a query together are forgiven.
inline constexpr std::uint32_t kMaxTypos = 2;

struct Entry {
  std::string text;  ///< As it is shown.
  Kind kind = Kind::query;
  float weight = 0.0F;  ///< Popularity, already decayed; >= 0.
  std::vector<std::string>
      forms;  ///< Other texts under which it is found, a transliteration or a plural, say.
};

struct Options {
  KindMask kinds = kAllKinds;
  std::uint32_t max_typos = kMaxTypos;  ///< 0 to kMaxTypos.
  /// Mistakes are looked for only when fewer completions than this have none, and more only when fewer have less.
  std::size_t enough = 1;
  /// How many completions are looked at, at most, before what was found so far is the answer. They are looked at from
  /// the most popular down, so that what is missed is what few want.
  std::uint32_t max_visits = 2'000;
  /// The same in time; looked at every few hundred visits.
  base::SteadyClock::time_point deadline = base::SteadyClock::time_point::max();
};
inline constexpr std::uint32_t kUnlimitedVisits = std::numeric_limits<std::uint32_t>::max();

struct Hit {
  std::string text;
  Kind kind = Kind::query;
  float weight = 0.0F;     ///< Of the entry, to three significant digits.
  std::uint8_t typos = 0;  ///< How many mistakes in the query were forgiven.
  bool continues = false;  ///< It begins with the words of the query, in their order.
  friend bool operator==(const Hit&, const Hit&) = default;
};

}  // namespace khoj::index::completion

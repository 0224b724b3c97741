// StrongId<Tag, Rep>: an integer that does not mix with other integers. Ordered, hashable, formattable.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>

#include <fmt/format.h>

namespace khoj::base {

template <typename Tag, typename Rep>
struct StrongId {
  using rep = Rep;
  Rep value{};

  constexpr StrongId() noexcept = default;
  constexpr explicit StrongId(Rep v) noexcept : value(v) {}
  friend constexpr auto operator<=>(StrongId, StrongId) noexcept = default;
};

}  // namespace khoj::base

template <typename Tag, typename Rep>
struct std::hash<khoj::base::StrongId<Tag, Rep>> {
  std::size_t operator()(khoj::base::StrongId<Tag, Rep> id) const noexcept {
    return std::hash<Rep>{}(id.value);
  }
};

template <typename Tag, typename Rep>
struct fmt::formatter<khoj::base::StrongId<Tag, Rep>> : fmt::formatter<Rep> {
  template <typename Context>
  auto format(khoj::base::StrongId<Tag, Rep> id, Context& context) const {
    return fmt::formatter<Rep>::format(id.value, context);
  }
};

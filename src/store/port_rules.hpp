// Rules of the ports that every adapter keeps in the same way. Pure functions.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/result.hpp"

namespace khoj::store {

inline constexpr std::uint32_t kMaxPage = 10'000;

/// Errors: invalid_argument, with "limit" as context.
[[nodiscard]] inline base::Status check_limit(std::uint32_t limit, std::uint32_t most = kMaxPage) {
  if (limit >= 1 && limit <= most) return {};
  return base::fail(base::Error{base::ErrorCode::invalid_argument,
                                fmt::format("must be between 1 and {}, not {}", most, limit), "limit"});
}

/// For lists that a caller gives. Errors: invalid_argument, with `parameter` as context.
[[nodiscard]] inline base::Status check_count(std::size_t count, const char* parameter) {
  if (count <= kMaxPage) return {};
  return base::fail(base::Error{base::ErrorCode::invalid_argument,
                                fmt::format("must be at most {}, not {}", kMaxPage, count), parameter});
}

/// An error of item `i` of a list, with "[i]" before its context.
[[nodiscard]] inline base::Status at_index(std::size_t i, base::Status status) {
  if (status) return status;
  return base::fail(base::at(fmt::format("[{}]", i), std::move(status).error()));
}

/// The number as databases keep it, whose integers are signed; no sequence comes near the end of either.
template <typename Seq>
[[nodiscard]] std::int64_t signed_seq(Seq seq) noexcept {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(std::min(seq.value, kMost));
}

}  // namespace khoj::store

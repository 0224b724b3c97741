// What the formats of this folder have in common: sections behind a header of 64 bytes, each at a multiple of 64, read in
// place. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "base/result.hpp"

namespace khoj::mine {

inline constexpr std::uint64_t kSectionsBegin = 64;

/// Lays sections out one behind the other.
class SectionLayout {
 public:
  /// Where the next one begins, of so many elements of so many bytes.
  std::uint64_t add(std::uint64_t elements, std::uint64_t width) noexcept {
    const std::uint64_t begin = (end_ + 63) / 64 * 64;
    end_ = begin + elements * width;
    return begin;
  }
  [[nodiscard]] std::uint64_t end() const noexcept { return end_; }

 private:
  std::uint64_t end_ = kSectionsBegin;
};

/// REQUIRES: there are bytes at `offset`, at an address that fits T.
template <typename T>
[[nodiscard]] const T* section_at(std::span<const std::byte> bytes, std::uint64_t offset) noexcept {
  return reinterpret_cast<const T*>(bytes.data() + offset);
}

template <typename... Args>
[[nodiscard]] auto corrupt(fmt::format_string<Args...> format, Args&&... args) {
  return base::fail(base::ErrorCode::corruption, format, std::forward<Args>(args)...);
}

}  // namespace khoj::mine

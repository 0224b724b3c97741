// Small numbers that stand for something in a table, one a document, in as few bytes as all of them fit in. A view into
// validated bytes; immutable, thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>

#include "index/bytes.hpp"

namespace khoj::index {

class CodeArray {
 public:
  /// Every document's code is its number.
  CodeArray() = default;
  /// @param width bytes of a code: 1, 2 or 4, to which `codes` is aligned.
  CodeArray(const std::uint8_t* codes, std::uint32_t width) noexcept : codes_(codes), width_(width) {}

  /// 0 where documents are their own codes.
  [[nodiscard]] std::uint32_t width() const noexcept { return width_; }
  template <typename T>
  [[nodiscard]] const T* as() const noexcept {
    return reinterpret_cast<const T*>(codes_);
  }

  [[nodiscard]] std::uint32_t operator[](std::uint32_t doc) const noexcept {
    std::uint32_t code = 0;
    with_reader([&](auto code_of) { code = code_of(doc); });
    return code;
  }

  /// Calls `use(code_of)` once, where code_of(doc) is [doc] without the question of the width: for loops.
  template <typename Use>
  void with_reader(Use&& use) const {
    switch (width_) {
      case 1: use([codes = codes_](std::uint32_t doc) -> std::uint32_t { return codes[doc]; }); break;
      case 2:
        use([codes = as<std::uint16_t>()](std::uint32_t doc) -> std::uint32_t { return codes[doc]; });
        break;
      case 4: use([codes = as<std::uint32_t>()](std::uint32_t doc) { return codes[doc]; }); break;
      default: use([](std::uint32_t doc) { return doc; });
    }
  }

  /// Whether the codes of the first `docs` documents are all below `end`.
  [[nodiscard]] bool all_below(std::uint32_t end, std::uint32_t docs) const {
    std::uint32_t greatest = 0;
    with_reader([&](auto code_of) {
      for (std::uint32_t doc = 0; doc < docs; ++doc) greatest = std::max(greatest, code_of(doc));
    });
    return docs == 0 || greatest < end;
  }

 private:
  const std::uint8_t* codes_ = nullptr;
  std::uint32_t width_ = 0;
};

/// The bytes that codes below `end` fit in: 1, 2 or 4.
[[nodiscard]] constexpr std::uint32_t code_width(std::uint64_t end) noexcept {
  return end <= 1U << 8U ? 1 : end <= 1U << 16U ? 2 : 4;
}

/// Appends the codes with so many bytes each.
inline void put_codes(Bytes& out, const std::vector<std::uint32_t>& codes, std::uint32_t width) {
  out.reserve(out.size() + codes.size() * width);
  for (const std::uint32_t code : codes) put_bytes(out, &code, width);
}

}  // namespace khoj::index

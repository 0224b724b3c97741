// A number column of a segment: few different numbers are a sorted table and a code a document, many are the numbers
// themselves. The reader is a view into validated bytes; immutable, thread-safe.
#pragma once

#include <cstdint>
#include <span>

#include "base/result.hpp"
#include "index/code_array.hpp"

namespace khoj::index {

class NumberColumn {
 public:
  /// Checks everything that later reads rely on. Errors: corruption.
  static base::Result<NumberColumn> open(std::span<const std::uint8_t> bytes, std::uint32_t doc_count);
  /// Of segment version 1: a number a document.
  static NumberColumn of_plain(std::span<const double> numbers) noexcept;

  /// NaN for a document without one.
  [[nodiscard]] double at(std::uint32_t doc) const noexcept { return table_[codes_[doc]]; }

  /// Calls `use(number_of)` once, where number_of(doc) is at(doc) without the question of how numbers lie: for loops.
  template <typename Use>
  void with_reader(Use&& use) const {
    codes_.with_reader([&](auto code_of) {
      use([table = table_, code_of](std::uint32_t doc) { return table[code_of(doc)]; });
    });
  }

  /// Bit i of `out` = whether document i has a number from `min` to `max`. Writes ceil(doc_count / 64) words. Cost: a
  /// pass over 1, 2 or 8 bytes a document.
  void range(double min, double max, std::uint64_t* out) const noexcept;

 private:
  std::uint32_t docs_ = 0;
  std::uint32_t distinct_ = 0;     ///< Numbers in the table behind its NaN.
  const double* table_ = nullptr;  ///< By code.
  CodeArray codes_;
};

/// The bytes of a column; NaN for a document without a number.
[[nodiscard]] Bytes encode_numbers(std::span<const double> numbers);

}  // namespace khoj::index

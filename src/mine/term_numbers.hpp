// Numbers different texts in the order in which they first come: 0, 1, 2 … Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::mine {

class TermNumbers {
 public:
  /// The number of `term`, a new one if it was never seen. Fewer than 2^32 - 1 terms fit.
  [[nodiscard]] std::uint32_t number(std::string_view term);

  [[nodiscard]] std::size_t size() const noexcept { return terms_.size(); }
  /// Valid as long as this.
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const noexcept { return terms_[number]; }

 private:
  struct Slot {
    std::uint32_t number_and_1 = 0;  ///< 0 is free.
    std::uint32_t hash = 0;
  };
  [[nodiscard]] std::string_view keep(std::string_view term);
  void grow();

  std::vector<Slot> slots_;  ///< A power of two, at most half of them taken.
  std::vector<std::string_view> terms_;
  std::deque<std::string> pages_;  ///< The terms' bytes.
};

}  // namespace khoj::mine

// Sets of items and in how many transactions each occurs, flat. Immutable once built, then thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace khoj::mine {

class ItemSets {
 public:
  /// @param transactions how many there were: what supports are fractions of.
  explicit ItemSets(std::uint64_t transactions = 0) noexcept : transactions_(transactions) {}

  /// Adds a set that is not there yet; `items` in any order, each once.
  void add(std::span<const std::uint32_t> items, std::uint32_t count);

  /// Adds the sets [first, last) of another.
  void append(const ItemSets& other, std::size_t first, std::size_t last);

  [[nodiscard]] std::size_t size() const noexcept { return counts_.size(); }

  /// The items of set i, ascending.
  [[nodiscard]] std::span<const std::uint32_t> items(std::size_t i) const noexcept {
    return std::span(items_).subspan(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  [[nodiscard]] std::uint32_t count(std::size_t i) const noexcept { return counts_[i]; }
  [[nodiscard]] double support(std::size_t i) const noexcept {
    return static_cast<double>(counts_[i]) / static_cast<double>(transactions_);
  }
  [[nodiscard]] std::uint64_t transactions() const noexcept { return transactions_; }

 private:
  std::uint64_t transactions_;
  std::vector<std::uint64_t> offsets_{0};
  std::vector<std::uint32_t> items_;
  std::vector<std::uint32_t> counts_;
};

}  // namespace khoj::mine

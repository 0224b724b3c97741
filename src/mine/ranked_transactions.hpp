// Transactions as FP-growth begins with them: infrequent items gone, each item a rank, 0 the most frequent, each
// transaction ascending, and for every rank the places where it stands. Read-only once made, then thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "mine/transactions.hpp"

namespace khoj::mine {

class RankedTransactions {
 public:
  /// Drops what occurs in fewer than `min_count` transactions; ranks ties by item number.
  /// Cost: a few ns an item; no sorting but of the frequent items.
  RankedTransactions(const Transactions& transactions, std::uint64_t min_count);

  [[nodiscard]] std::uint32_t item_count() const noexcept {
    return static_cast<std::uint32_t>(numbers_.size());
  }
  [[nodiscard]] std::uint32_t number(std::uint32_t rank) const noexcept { return numbers_[rank]; }
  [[nodiscard]] std::uint32_t count(std::uint32_t rank) const noexcept {
    return begins_[rank + 1] - begins_[rank];
  }

  /// How often each smaller rank occurs together with `rank`; empty where there are too many ranks to count all pairs.
  [[nodiscard]] std::span<const std::uint32_t> pair_counts(std::uint32_t rank) const noexcept {
    return pairs_.empty() ? std::span<const std::uint32_t>() : std::span(pairs_).subspan(row_of(rank), rank);
  }

  /// For every transaction with `rank`: begin(1), step(r) for its smaller ranks, descending, end().
  template <typename Begin, typename Step, typename End>
  void walk(std::uint32_t rank, Begin begin, Step step, End end) const {
    for (std::uint32_t i = begins_[rank]; i < begins_[rank + 1]; ++i) {
      begin(1U);
      std::uint32_t at = places_[i];
      for (std::uint32_t r = ranks_[--at]; r != kEnd; r = ranks_[--at]) step(r);
      end();
    }
  }

 private:
  static constexpr std::uint32_t kEnd = 0xFFFFFFFF;

  [[nodiscard]] static std::size_t row_of(std::size_t rank) noexcept { return rank * (rank - 1) / 2; }
  void count_pairs();

  std::vector<std::uint32_t> numbers_;  ///< Of each rank, its item.
  std::vector<std::uint32_t> begins_;   ///< Of each rank in places_, and the end.
  std::vector<std::uint32_t> places_;   ///< In ranks_.
  std::vector<std::uint32_t> ranks_;    ///< kEnd and the ranks of each transaction, and kEnd at last.
  std::vector<std::uint32_t> pairs_;    ///< A triangle: of rank r at row_of(r), of each rank below.
};

}  // namespace khoj::mine

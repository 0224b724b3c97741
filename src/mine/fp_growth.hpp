// Which items occur together often: all frequent item sets of a list of transactions. No rules: association_rules.hpp.
// A pure function, thread-safe.
#pragma once

#include <cstdint>

#include "base/result.hpp"
#include "mine/item_sets.hpp"
#include "mine/transactions.hpp"

namespace khoj::mine {

struct FpGrowthOptions {
  double min_support = 0.01;                ///< Least share of the transactions, in (0, 1].
  std::uint32_t max_length = 0;             ///< Most items of a set; 0 is any number.
  std::uint64_t max_item_sets = 1'000'000;  ///< More are an error, not memory.
  unsigned threads = 1;
};

/// The least count c >= 1 with c / transactions >= min_support, the quotient as float64 rounds it: 200 for 0.002 of
/// 100,000, 7 for 0.07 of 100 (whose product is above 7).
[[nodiscard]] std::uint64_t least_count(double min_support, std::uint64_t transactions) noexcept;

/// All sets of items that occur together in at least `min_support` of the transactions, with their counts. An item that
/// stands twice in a transaction counts once.
/// @return every set once; the sets whose rarest item is the most frequent of all first, an order that depends on the
///         transactions alone, not on the threads.
/// Errors: invalid_argument (options, offsets), resource_exhausted (more than `max_item_sets` sets: raise `min_support` or
/// `max_item_sets`, or set `max_length`).
/// Cost: time grows with the pairs of frequent items in each transaction and with the sets found. Memory: 12 bytes for each
/// item of a transaction, the conditional trees of one branch in each thread, and the sets found, of which none has more
/// than log2(max_item_sets) + 1 items, as all its subsets are frequent, too.
/// Source: Han, Pei & Yin, Mining frequent patterns without candidate generation, SIGMOD 2000; trees as arrays filled from
/// sorted paths: Borgelt, An implementation of the FP-growth algorithm, OSDM 2005. We differ: the transactions themselves
/// stand for the first tree, as sharing their beginnings costs more than it saves; conditional trees keep the order of the
/// whole (ADR 0016); and a universe of few items is a table of all its subsets instead of a tree.
[[nodiscard]] base::Result<ItemSets> mine_item_sets(const Transactions& transactions,
                                                    const FpGrowthOptions& options);

}  // namespace khoj::mine

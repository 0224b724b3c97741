#include "mine/ranked_transactions.hpp"

#include <algorithm>
#include <optional>

namespace khoj::mine {
namespace {

constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// A number above all items; at most twice the least such, as it is made of their bits, which is faster to find.
std::uint64_t above(std::span<const std::uint32_t> items) noexcept {
  std::uint32_t bits = 0;
  for (const std::uint32_t item : items) bits |= item;
  return items.empty() ? 0 : std::uint64_t{bits} + 1;
}

/// The distinct items, ascending, when their numbers are so wide apart that tables over them would be mostly empty.
std::optional<std::vector<std::uint32_t>> distinct_if_sparse(std::span<const std::uint32_t> items) {
  if (above(items) <= 4 * items.size() + 65'536) return std::nullopt;
  std::vector<std::uint32_t> distinct(items.begin(), items.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  return distinct;
}

/// In how many transactions each item occurs.
std::vector<std::uint32_t> count_items(const Transactions& transactions) {
  struct Seen {
    std::uint32_t count = 0;
    std::uint32_t last = kNone;  ///< The last transaction that it occurred in.
  };
  std::vector<Seen> seen(above(transactions.items));
  for (std::uint32_t t = 0; t < transactions.size(); ++t) {
    for (const std::uint32_t item : transactions[t]) {
      seen[item].count += seen[item].last != t ? 1 : 0;
      seen[item].last = t;
    }
  }
  std::vector<std::uint32_t> counts(seen.size());
  std::transform(seen.begin(), seen.end(), counts.begin(), [](const Seen& s) { return s.count; });
  return counts;
}

}  // namespace

RankedTransactions::RankedTransactions(const Transactions& given, std::uint64_t min_count) {
  Transactions transactions = given;
  const auto distinct = distinct_if_sparse(given.items);
  std::vector<std::uint32_t> places_in_distinct;
  if (distinct) {
    for (const std::uint32_t item : given.items) {
      const auto at = std::lower_bound(distinct->begin(), distinct->end(), item);
      places_in_distinct.push_back(static_cast<std::uint32_t>(at - distinct->begin()));
    }
    transactions.items = places_in_distinct;
  }

  const auto counts = count_items(transactions);
  for (std::uint32_t item = 0; item < counts.size(); ++item) {
    if (counts[item] >= min_count) numbers_.push_back(item);
  }
  std::stable_sort(numbers_.begin(), numbers_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return counts[a] > counts[b]; });
  const auto ranks = static_cast<std::uint32_t>(numbers_.size());
  std::vector<std::uint32_t> rank_of(counts.size(),
                                     ranks);  // Infrequent items have one rank, behind all others.
  begins_.push_back(0);
  for (std::uint32_t rank = 0; rank < ranks; ++rank) {
    rank_of[numbers_[rank]] = rank;
    begins_.push_back(begins_.back() + counts[numbers_[rank]]);
  }

  // Sorted by counting: which transactions has each rank, then for each rank in turn its place in each of them. An item
  // that the transaction had before is written over itself, infrequent ones over each other: no branch to be guessed.
  struct Cursor {
    std::uint32_t next;
    std::uint32_t last;  ///< The last transaction.
  };
  std::vector<Cursor> cursors;
  for (const std::uint32_t begin : begins_) cursors.push_back({begin, kNone});
  cursors[ranks].next = begins_.back() + 1;
  places_.resize(begins_.back() + 1);
  std::vector<std::uint32_t> ends(transactions.size());
  std::uint32_t written = 0;
  for (std::uint32_t t = 0; t < transactions.size(); ++t) {
    ends[t] = ++written;  // Behind the kEnd of this one.
    for (const std::uint32_t item : transactions[t]) {
      const std::uint32_t rank = rank_of[item];
      Cursor& cursor = cursors[rank];
      const std::uint32_t is_new =
          static_cast<std::uint32_t>(cursor.last != t) & static_cast<std::uint32_t>(rank != ranks);
      cursor.last = t;
      cursor.next += is_new;
      places_[cursor.next - 1] = t;
      written += is_new;
    }
  }
  ranks_.assign(written + 1, kEnd);
  for (std::uint32_t rank = 0; rank < ranks; ++rank) {
    for (std::uint32_t i = begins_[rank]; i < begins_[rank + 1]; ++i) {
      places_[i] = ends[places_[i]]++;
      ranks_[places_[i]] = rank;
    }
  }
  count_pairs();
  if (distinct) {
    for (auto& number : numbers_) number = (*distinct)[number];
  }
}

/// In the order of the transactions, where a processor foresees how long each walk is: three times as fast as one item after
/// the other.
void RankedTransactions::count_pairs() {
  constexpr std::size_t kMostRanks = 4'096;  // 32 MiB.
  if (numbers_.size() < 2 || numbers_.size() > kMostRanks) return;
  pairs_.assign(row_of(numbers_.size()), 0);
  const std::uint32_t* first = ranks_.data() + 1;
  const std::uint32_t* const end = ranks_.data() + ranks_.size();
  for (const std::uint32_t* at = first; at < end; ++at) {
    if (*at == kEnd) {
      first = at + 1;
      continue;
    }
    std::uint32_t* const row = pairs_.data() + row_of(*at);
    for (const std::uint32_t* other = first; other != at; ++other) ++row[*other];
  }
}

}  // namespace khoj::mine

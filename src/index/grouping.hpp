// Matches as groups: products that differ in size or colour only count as one. A document's group is its value in a
// keyword column; one without a value is a group of its own. Counting in groups is exact: a group counts once for every
// value that any of its documents holds. Pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/facet_counts.hpp"

namespace khoj::index {

/// Names a group in every segment and snapshot: a hash of its value, of 63 bits; or what stands for a document without.
using GroupKey = std::uint64_t;

/// The group of one document of the column.
[[nodiscard]] GroupKey group_of(const IndexSnapshot& snapshot, DocRef doc, std::size_t column);
/// The group's value; empty for a document without one.
[[nodiscard]] std::string_view group_value(const IndexSnapshot& snapshot, DocRef doc, std::size_t column);

/// The groups of all matches.
class Grouping {
 public:
  /// Cost: a look at the column and one into a hash table a match.
  Grouping(const MatchedDocuments& matches, std::size_t column);

  /// How many groups there are.
  [[nodiscard]] std::uint64_t count() const noexcept { return sizes_.size(); }
  /// How many matches the group has.
  [[nodiscard]] std::uint32_t size_of(GroupKey key) const noexcept;
  /// One a match, in the order of segments and documents.
  [[nodiscard]] const std::vector<GroupKey>& keys() const noexcept { return keys_; }

 private:
  std::vector<GroupKey> keys_;
  std::unordered_map<GroupKey, std::uint32_t> sizes_;
};

/// As count_values, number_stats (its sum is that of all matches with a number, `matches` of them) and histogram, with
/// groups counted in place of documents. `grouping` is that of the same matches.
[[nodiscard]] ValueCounts count_group_values(const MatchedDocuments& matches, const Grouping& grouping,
                                             std::size_t column, std::size_t limit);
[[nodiscard]] std::uint64_t count_groups_with_number(const MatchedDocuments& matches,
                                                     const Grouping& grouping, std::size_t column);
[[nodiscard]] std::map<std::int64_t, std::uint64_t> group_histogram(const MatchedDocuments& matches,
                                                                    const Grouping& grouping,
                                                                    std::size_t column, double width);

}  // namespace khoj::index

// Counting columns over the documents that match: how many hold each value, what the numbers are. Exact: every
// document counts. Reads only the columns; pure functions, thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "index/index_snapshot.hpp"
#include "index/match_set.hpp"
#include "index/segment.hpp"

namespace khoj::index {

/// The matches of one segment, ready to be counted several times.
struct SegmentMatches {
  const std::vector<std::uint64_t>* bits = nullptr;
  std::uint64_t count = 0;
  std::vector<std::uint32_t>
      docs;  ///< Ascending; empty when they are so many that walking the bits is as good.
};

/// Matches whose columns lie together: those of a segment that have the values that it was written with, or those of a
/// layer of its revisions, by their numbers there.
struct MatchedColumns {
  const SegmentReader* values = nullptr;
  const SegmentMatches* matches = nullptr;
};

/// A MatchSet with its documents listed once for all columns. Views `matches`.
class MatchedDocuments {
 public:
  /// Cost: a pass over the bits.
  MatchedDocuments(const IndexSnapshot& snapshot, const MatchSet& matches);
  MatchedDocuments(MatchedDocuments&&) noexcept = default;
  MatchedDocuments& operator=(MatchedDocuments&&) noexcept = default;
  MatchedDocuments(const MatchedDocuments&) = delete;  // Its parts refer to each other.
  MatchedDocuments& operator=(const MatchedDocuments&) = delete;
  ~MatchedDocuments() = default;

  [[nodiscard]] const IndexSnapshot& snapshot() const noexcept { return *snapshot_; }
  [[nodiscard]] const std::vector<SegmentMatches>& segments() const noexcept { return segments_; }
  /// All of them, each once.
  [[nodiscard]] const std::vector<MatchedColumns>& columns() const noexcept { return columns_; }
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }

  /// Calls `visit(doc)` for the matches of one segment, ascending.
  template <typename Visit>
  static void visit(const SegmentMatches& segment, Visit&& visit_one) {
    if (!segment.docs.empty()) {
      for (const std::uint32_t doc : segment.docs) visit_one(doc);
    } else if (segment.count > 0) {
      for_each_bit(*segment.bits, visit_one);
    }
  }

 private:
  void split(const Revisions& revisions, const Segment& segment, const SegmentMatches& matches);

  const IndexSnapshot* snapshot_;
  std::vector<SegmentMatches> segments_;
  std::vector<MatchedColumns> columns_;
  std::deque<std::vector<std::uint64_t>>
      split_bits_;  ///< Of segments with revisions; references to them stay.
  std::deque<SegmentMatches> split_;
  std::uint64_t count_ = 0;
};

struct ValueCount {
  std::string_view value;  ///< Lives as long as the snapshot.
  std::uint64_t count = 0;
};

struct ValueCounts {
  std::vector<ValueCount> values;  ///< Most documents first, then by value.
  std::uint64_t distinct = 0;      ///< How many values there are, over the limit too.
};

/// Which values count; empty for all.
using ValueTest = std::function<bool(std::string_view value)>;

/// The `limit` most frequent values of a keyword column (`column` as column_index() gives it; another type: none).
/// Cost: the cheaper of about 4 ns a match and value, and a pass over every value's documents.
[[nodiscard]] ValueCounts count_values(const MatchedDocuments& matches, std::size_t column, std::size_t limit,
                                       const ValueTest& accepts = {});

/// The stored blob of a document that holds the value in the keyword column, the best by static rank of the first 256 that
/// do; it may be deleted. Empty when none holds it. Cost: a pass over the value's bits at most.
[[nodiscard]] std::string_view example_of(const MatchedDocuments& matches, std::size_t column,
                                          std::string_view value);

/// Sorts by frequency, then by value, and keeps the first `limit`.
void keep_most_frequent(std::vector<ValueCount>& values, std::size_t limit);

/// The bucket i of [i · width, (i + 1) · width) that holds the number.
[[nodiscard]] std::int64_t bucket_of(double number, double width) noexcept;

struct NumberStats {
  std::uint64_t count = 0;  ///< Of the matches that have a number.
  double min = 0.0;
  double max = 0.0;
  double sum = 0.0;
};

/// Of a number column. Cost: 8 bytes read a match.
[[nodiscard]] NumberStats number_stats(const MatchedDocuments& matches, std::size_t column);

/// How many matches have a number in [i · width, (i + 1) · width), by i. Empty buckets are left out.
[[nodiscard]] std::map<std::int64_t, std::uint64_t> histogram(const MatchedDocuments& matches,
                                                              std::size_t column, double width);

}  // namespace khoj::index

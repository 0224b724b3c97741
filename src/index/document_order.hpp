// The order in which the documents of a segment lie: clusters of documents that have the same values in the column that
// the schema clusters by, one behind the other, and in each the best static rank first. What a query matches lies close
// together then. Not thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/term_table.hpp"

namespace khoj::index {

class DocumentOrder {
 public:
  /// The cluster of documents with these values, whatever their order.
  std::uint32_t cluster_of(std::span<const std::string_view> values);

  void reserve(std::size_t documents) { documents_.reserve(documents); }
  /// Adds the next document. No two have the same `item`.
  void add(std::uint32_t cluster, float static_rank, std::uint32_t item);

  /// The documents' numbers, counted from 0 as they were added, in the order in which they lie: clusters by their values,
  /// then descending static rank, then ItemId. Empties the order.
  [[nodiscard]] std::vector<std::uint32_t> take();

 private:
  struct Added {
    std::uint32_t cluster;
    float static_rank;
    std::uint32_t item;
    std::uint32_t number;
  };

  TermTable clusters_;  ///< The values of a cluster, sorted and joined.
  std::vector<std::string_view> sorted_;
  std::string joined_;
  std::vector<Added> documents_;
};

}  // namespace khoj::index

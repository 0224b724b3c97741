// Vectors of items, each number in 8 bits, and which of them are nearest to a vector: an exact search that looks at every
// row. ItemVectors is an immutable value, cheap to copy and thread-safe; a builder belongs to one thread. What the vectors
// mean is not known here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "domain/ids.hpp"
#include "mine/item_filter.hpp"
#include "mine/item_vectors_format.hpp"
#include "mine/tfidf_search.hpp"

namespace khoj::mine {

class ItemVectors {
 public:
  /// Maps a file that save() wrote, and checks all of it.
  /// Errors: as io::MappedFile::open, corruption, unsupported; the path as context. Cost: two passes over the file.
  static base::Result<ItemVectors> open(const std::filesystem::path& path);

  /// The same for bytes. Errors: corruption, unsupported.
  static base::Result<ItemVectors> from_bytes(std::vector<std::uint8_t> bytes,
                                              ItemVectorsChecks checks = ItemVectorsChecks::all);

  /// The vectors as bytes (docs/formats/item-vectors.md), as long as this lives.
  [[nodiscard]] std::span<const std::byte> bytes() const noexcept;

  /// Replaces the file at `path` as a whole. Errors: as io::write_file_atomically.
  [[nodiscard]] base::Status save(const std::filesystem::path& path) const;

  [[nodiscard]] std::size_t dim() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept;

  struct Nearest {
    std::vector<SimilarItem> items;  ///< By score descending, ties by item ascending.
    bool partial = false;            ///< The deadline passed before every row was looked at.
  };

  /// The items whose vectors have the greatest inner products with `query`: of vectors of unit length, the cosine.
  /// @param query (dim); quantised to 8 bits as the rows are, so that a score is off by about 0.005.
  /// @param k how many at most.
  /// @param least of what is scored lower nothing is returned.
  /// @param accept which items may be returned: asked of those that would be, so that a filter costs no results.
  /// @param deadline null: never.
  /// Cost: a pass over dim bytes a row (of a million rows of 96 about 10 ms), and `accept` for each above `least` that
  /// would be among the best so far. Thread-safe.
  [[nodiscard]] Nearest nearest(std::span<const float> query, std::size_t k, float least,
                                const ItemFilter& accept = {}, base::Deadline* deadline = nullptr) const;

 private:
  struct Data;
  explicit ItemVectors(std::shared_ptr<const Data> data) noexcept : data_(std::move(data)) {}

  std::shared_ptr<const Data> data_;
};

/// Takes items in any order, each once.
class ItemVectorsBuilder {
 public:
  /// @param dim 1 to kMaxItemVectorDim.
  explicit ItemVectorsBuilder(std::size_t dim) : dim_(dim) {}

  /// Each number is kept as the nearest of 255 between plus and minus the row's greatest.
  /// @param vector (dim), finite. Memory: dim + 8 bytes.
  void add(domain::ItemId item, std::span<const float> vector);

  [[nodiscard]] std::size_t size() const noexcept { return rows_.size(); }

  /// Errors: invalid_argument (dim out of range, an item twice, a number that is not finite).
  [[nodiscard]] base::Result<ItemVectors> build() &&;

 private:
  struct Row {
    std::uint32_t item = 0;
    float scale = 0;
  };

  std::size_t dim_;
  std::vector<Row> rows_;
  std::vector<std::int8_t> numbers_;  ///< (rows, dim).
};

}  // namespace khoj::mine

// What a transaction of the catalogue knows and changes, in memory: the tenant's counters, and the rows that its writes
// name. Writes are applied here one after the other, each as a whole or not at all; what came of all of them goes to the
// database in one statement. Belongs to one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/postgres/product_rows.hpp"
#include "base/hash.hpp"

namespace khoj::adapters::postgres {

struct CatalogCounters {
  std::int64_t next_item = 0;      ///< The ItemId that the next new product gets.
  std::int64_t last_seq = 0;       ///< The newest ChangeSeq.
  std::int64_t product_count = 0;  ///< Products that are not deleted.
};

struct ProductRow {
  std::int64_t item = 0;
  std::int64_t seq = 0;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  bool deleted = false;
  std::string doc;  ///< Of rows that an edit names, and of those that were written.
};

class CatalogState {
 public:
  CatalogState(CatalogCounters counters, std::int64_t now_ms) : counters_(counters), now_ms_(now_ms) {}

  /// A row as it is in the database.
  void load(std::string product_id, ProductRow row);

  /// Null where there is none, or it is deleted.
  [[nodiscard]] const ProductRow* find(std::string_view product_id) const;

  /// REQUIRES of put and remove: the row was loaded, where it exists. Errors: resource_exhausted (2^32 products).
  base::Result<store::WriteOutcome> put(const store::ProductDocument& document);
  /// @return false when it was not there.
  bool remove(std::string_view product_id);

  /// What has been done since the last keep() stays, or is undone.
  void keep() noexcept;
  void undo();

  [[nodiscard]] const CatalogCounters& counters() const noexcept { return counters_; }
  /// The rows that differ from the database, in the order of their changes.
  [[nodiscard]] std::vector<std::pair<std::string_view, const ProductRow*>> changed() const;

 private:
  using RowMap = std::unordered_map<std::string, ProductRow, base::StringHash, std::equal_to<>>;

  ProductRow& touch(std::string_view product_id);

  CatalogCounters counters_;
  CatalogCounters kept_counters_ = counters_;
  std::int64_t now_ms_;
  RowMap rows_;
  std::int64_t loaded_seq_ = counters_.last_seq;
  /// What rows were before the present write; absent: not there at all.
  std::vector<std::pair<std::string, std::optional<ProductRow>>> before_;
};

}  // namespace khoj::adapters::postgres

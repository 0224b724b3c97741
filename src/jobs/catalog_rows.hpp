// A catalogue file as a stream of products and rejected rows: the reader of its format and the mapping put
// together. Bounded memory; every row is either a product or a rejection with its place and reason. Not
// thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "domain/product.hpp"
#include "io/byte_source.hpp"
#include "io/record_reader.hpp"
#include "jobs/catalog_mapping.hpp"

namespace khoj::jobs {

/// A row that gave no product.
struct RejectedRow {
  std::uint64_t line = 0;  ///< Where the row begins; 1-based.
  std::string
      column;  ///< The column, JSON path or product field at fault; empty when it is the row as a whole.
  std::string reason;
  std::string raw;  ///< The row as it stands in the file (decoded), or its first kMaxRawBytes bytes.
};
inline constexpr std::size_t kMaxRawBytes = 1024;

enum class RowOutcome { product, rejected, end };

class CatalogRows {
 public:
  virtual ~CatalogRows() = default;

  /// Opens the reader of the mapping's format over `text`, which is UTF-8. Both must outlive it.
  /// Errors: invalid_argument (no header, or a column of the mapping is not in it).
  static base::Result<std::unique_ptr<CatalogRows>> open(
      const CatalogMapping& mapping, io::ByteSource& text,
      std::size_t max_record_bytes = io::kDefaultMaxRecordBytes);

  /// Reads on to the next product or rejected row. Errors: only the source's own.
  virtual base::Result<RowOutcome> next() = 0;

  /// The latest product, to be moved from.
  [[nodiscard]] domain::Product& product() noexcept { return product_; }
  /// The latest row's place and raw text: of a rejected row with column and reason, of a product without.
  [[nodiscard]] const RejectedRow& row() const noexcept { return row_; }

 protected:
  RowOutcome accept(std::uint64_t line, std::string_view raw, base::Result<domain::Product> product);
  RowOutcome reject(std::uint64_t line, std::string_view raw, std::string column, std::string reason);

 private:
  domain::Product product_;
  RejectedRow row_;
};

}  // namespace khoj::jobs

// What an index holds: text fields that are searched, columns that filter, sort and feed features, and an opaque
// stored blob a document. Two indexes are compatible when their Schemas are equal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "domain/ids.hpp"
#include "text/analyzer.hpp"

namespace khoj::index {

/// A searchable field. `weight` and `b` are BM25F's: how much a word counts here, and how much length dilutes it.
struct TextFieldSpec {
  std::string name;
  float weight = 1.0F;
  float b = 0.75F;
  text::AnalyzerOptions analyzer;
  friend bool operator==(const TextFieldSpec&, const TextFieldSpec&) = default;
};

enum class ColumnType : std::uint8_t {
  number,   ///< One double a document; NaN means missing.
  keyword,  ///< Any number of strings a document.
};

struct ColumnSpec {
  std::string name;
  ColumnType type = ColumnType::number;
  friend bool operator==(const ColumnSpec&, const ColumnSpec&) = default;
};

struct Schema {
  std::vector<TextFieldSpec> text;  ///< At most 8.
  std::vector<ColumnSpec> columns;
  float k1 = 1.2F;  ///< BM25's term-frequency saturation.
  /// A keyword column: documents with the same values there lie side by side, so that what a query matches mostly does.
  /// Empty: documents lie in the order of their static rank.
  std::string cluster_by;
  friend bool operator==(const Schema&, const Schema&) = default;
};

inline constexpr std::size_t kMaxTextFields = 8;

/// Errors: invalid_argument (too many fields, a name twice, a weight, b or k1 out of range, no such column to cluster by).
[[nodiscard]] base::Status validate(const Schema& schema);

/// All of a Schema as text, one line a field: equal schemas have equal texts.
[[nodiscard]] std::string describe(const Schema& schema);
/// A hash of describe(): what segments carry to say which Schema they were written for.
[[nodiscard]] std::uint64_t fingerprint(const Schema& schema) noexcept;

[[nodiscard]] std::size_t count_columns(const Schema& schema, ColumnType type) noexcept;
/// Which column of its type `column` is: its place in Document::numbers or Document::keywords.
[[nodiscard]] std::size_t column_slot(const Schema& schema, std::size_t column) noexcept;
/// The place of the column to cluster by in Document::keywords; nothing where the schema has none.
[[nodiscard]] std::optional<std::size_t> cluster_slot(const Schema& schema) noexcept;

/// A document as the builder takes it; the views need to live only during the call.
struct Document {
  domain::ItemId item;
  std::vector<std::string_view> text;  ///< One per Schema::text; values of a list joined by '\n'.
  std::vector<double> numbers;         ///< One per number column, in schema order.
  std::vector<std::vector<std::string_view>> keywords;  ///< One list per keyword column, in schema order.
  std::string_view stored;                              ///< Returned as it is by IndexSnapshot::stored.
  float static_rank = 0.0F;  ///< Query-independent quality in [0, 1]; breaks ties, higher first.
};

}  // namespace khoj::index

#include "index/schema.hpp"

#include <cmath>
#include <unordered_set>

#include <fmt/format.h>

#include "base/hash.hpp"

namespace khoj::index {

std::string describe(const Schema& schema) {
  std::string out = fmt::format("k1 {}\n", schema.k1);
  for (const TextFieldSpec& field : schema.text) {
    const text::AnalyzerOptions& a = field.analyzer;
    out += fmt::format("text {:?} weight {} b {} tokenizer {:?} transliterate {} stemmers", field.name,
                       field.weight, field.b, a.tokenizer, a.transliterate);
    for (const std::string& name : a.stemmers) out += fmt::format(" {:?}", name);
    out += " stop_words";
    for (const std::string& name : a.stop_word_languages) out += fmt::format(" {:?}", name);
    out += '\n';
  }
  for (const ColumnSpec& column : schema.columns) {
    out += fmt::format("{} {:?}\n", column.type == ColumnType::number ? "number" : "keyword", column.name);
  }
  if (!schema.cluster_by.empty()) out += fmt::format("cluster_by {:?}\n", schema.cluster_by);
  return out;
}

std::uint64_t fingerprint(const Schema& schema) noexcept { return base::hash64(describe(schema)); }

base::Status validate(const Schema& schema) {
  using enum base::ErrorCode;
  if (schema.text.size() > kMaxTextFields) {
    return base::fail(invalid_argument, "a schema has at most {} text fields, not {}", kMaxTextFields,
                      schema.text.size());
  }
  if (!(schema.k1 >= 0.0F) || !std::isfinite(schema.k1)) {
    return base::fail(invalid_argument, "k1 must be a finite number of at least 0, not {}", schema.k1);
  }
  std::unordered_set<std::string_view> names;
  for (const TextFieldSpec& field : schema.text) {
    if (!(field.weight > 0.0F) || !std::isfinite(field.weight)) {
      return base::fail(invalid_argument, "text field '{}': weight must be finite and above 0, not {}",
                        field.name, field.weight);
    }
    if (!(field.b >= 0.0F && field.b <= 1.0F)) {
      return base::fail(invalid_argument, "text field '{}': b must be in [0, 1], not {}", field.name,
                        field.b);
    }
    if (!names.insert(field.name).second) {
      return base::fail(invalid_argument, "text field '{}' stands twice in the schema", field.name);
    }
  }
  names.clear();
  for (const ColumnSpec& column : schema.columns) {
    if (!names.insert(column.name).second) {
      return base::fail(invalid_argument, "column '{}' stands twice in the schema", column.name);
    }
  }
  if (!schema.cluster_by.empty() && !cluster_slot(schema)) {
    return base::fail(invalid_argument,
                      "documents cannot be clustered by '{}': there is no such keyword column",
                      schema.cluster_by);
  }
  return {};
}

std::size_t count_columns(const Schema& schema, ColumnType type) noexcept {
  std::size_t count = 0;
  for (const ColumnSpec& column : schema.columns) count += column.type == type ? 1 : 0;
  return count;
}

std::size_t column_slot(const Schema& schema, std::size_t column) noexcept {
  std::size_t slot = 0;
  for (std::size_t i = 0; i < column; ++i)
    slot += schema.columns[i].type == schema.columns[column].type ? 1 : 0;
  return slot;
}

std::optional<std::size_t> cluster_slot(const Schema& schema) noexcept {
  if (schema.cluster_by.empty()) return std::nullopt;
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    const ColumnSpec& column = schema.columns[i];
    if (column.type == ColumnType::keyword && column.name == schema.cluster_by) return column_slot(schema, i);
  }
  return std::nullopt;
}

}  // namespace khoj::index

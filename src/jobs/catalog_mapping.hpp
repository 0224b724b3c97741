// A mapping: where each field of a Product comes from in somebody else's file. Plain data, read from YAML
// (docs/formats/mapping.md is the language) by read_mapping(); the built-in ones are YAML, too. What a
// mapping does to a row is product_mapper's subject. Immutable once read, therefore thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "io/encoding.hpp"
#include "jobs/text_pattern.hpp"

namespace khoj::jobs {

enum class CatalogFormat {
  csv,
  jsonl,
  khoj,  ///< JSON Lines of store/product_json; has no rules of its own.
};

/// What happens to a later row with an id that the file had before.
enum class DuplicatePolicy {
  categories,  ///< Its categories are added, and values that the earlier row lacks are taken from it.
  last,        ///< It takes the earlier row's place.
  reject,
};

/// What happens to a value that is not of the field's kind.
enum class InvalidValuePolicy { reject, missing };

enum class TextStep { html, markdown, lower, upper };

/// The kind of an attribute's value.
enum class AttributeKind { text, number, boolean, list };

/// Where one value comes from. Read from the left: sources (or constant) → match → replace → clean → values →
/// split → the field's kind → scale.
struct ValueRule {
  std::string field;  ///< The product's field, or "attributes.NAME"; for messages.
  std::vector<std::size_t>
      sources;  ///< Into CatalogMapping::sources. The first that yields a value, or all (join).
  bool join = false;
  std::string join_with;
  std::optional<std::string> constant;
  std::shared_ptr<const TextPattern> match;
  std::vector<std::pair<std::string, std::string>> replace;
  std::map<std::string, std::string, std::less<>> values;
  std::vector<TextStep> clean;
  std::string split;  ///< Between list values. Empty: the text is one value.
  double scale = 1.0;
  InvalidValuePolicy invalid = InvalidValuePolicy::reject;
  bool required = false;
};

struct AttributeRule {
  std::string name;
  AttributeKind kind = AttributeKind::text;
  ValueRule rule;
};

/// Rejects a row whose own discount ratio differs from the one that its prices give.
struct DiscountRatioCheck {
  std::size_t source = 0;
  double tolerance = 0.01;
};

struct CatalogMapping {
  std::string name;
  CatalogFormat format = CatalogFormat::csv;
  char separator = ',';
  bool quoting = true;
  std::optional<io::Encoding> encoding;  ///< Absent: detected.
  DuplicatePolicy duplicates = DuplicatePolicy::last;
  bool ignore_missing_columns = false;
  std::vector<std::string> sources;  ///< Every column (CSV) or path (JSON) that a rule names, once.
  std::vector<ValueRule> fields;     ///< In the order of product_fields().
  std::vector<AttributeRule> attributes;
  std::optional<DiscountRatioCheck> discount_ratio_check;
};

/// Reads the YAML of a mapping. @param origin  what messages call it, usually its path.
/// Errors: invalid_argument with "origin:line" as context, naming the key and what was expected.
base::Result<CatalogMapping> read_mapping(std::string_view yaml, std::string_view origin);

/// The built-in mapping of that name, else the mapping in that file.
/// Errors: as read_mapping; not_found with the names of the built-in ones.
base::Result<CatalogMapping> load_mapping(const std::string& name_or_file);

}  // namespace khoj::jobs

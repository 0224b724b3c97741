// The fields that requests may filter, count and sort by: their names, which columns of the index hold them, and how
// their values are written. The one place that knows that prices are rupees outside and paise inside. Immutable once
// filled; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::query {

enum class FieldKind {
  keyword,  ///< A text, compared as it is.
  slug,     ///< A name; the index holds its slug, so "Noise Fit", "noise fit" and "noise_fit" are one.
  number,
  flag,  ///< true or false; 1 or 0 in the index.
  time,  ///< Milliseconds since 1970 in the index; a date or such a number outside.
  geo,   ///< A place: two columns of degrees.
};

struct Field {
  std::string name;
  FieldKind kind = FieldKind::keyword;
  std::string column;            ///< Of a place: its latitude.
  std::string longitude_column;  ///< Of a place.
  double scale = 1.0;            ///< Times a number of a request is the column's: 100 for rupees.

  [[nodiscard]] bool is_text() const noexcept {
    return kind == FieldKind::keyword || kind == FieldKind::slug;
  }
  [[nodiscard]] bool is_number() const noexcept {
    return kind == FieldKind::number || kind == FieldKind::time;
  }
};

class FieldTable {
 public:
  /// "attributes.size" is also found as "size", unless another field has that name.
  void add(Field field);
  /// Null when there is none.
  [[nodiscard]] const Field* find(std::string_view name) const noexcept;
  /// Errors: invalid_argument that names `name` and lists the fields there are.
  [[nodiscard]] base::Result<const Field*> require(std::string_view name) const;
  /// The field that a column belongs to; null when there is none.
  [[nodiscard]] const Field* of_column(std::string_view column) const noexcept;
  [[nodiscard]] const std::vector<Field>& all() const noexcept { return fields_; }

 private:
  std::vector<Field> fields_;
};

}  // namespace khoj::query

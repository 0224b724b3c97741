// A FilterExpression says which documents may be shown: a tree over columns. It is a value (copy, compare, print) that
// knows nothing of segments; a SegmentReader resolves it to a bitset. canonical() is its cache key.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "index/geo.hpp"

namespace khoj::index {

struct FilterExpression {
  enum class Kind {
    everything,  ///< Matches all documents.
    all_of,      ///< Every child matches; true when there is none.
    any_of,      ///< Some child matches; false when there is none.
    none_of,     ///< No child matches.
    range,       ///< min <= column <= max; a missing number never matches.
    keyword,     ///< The column holds any of `values`.
    exists,      ///< The column has a number or at least one keyword.
    items,       ///< The document is one of `items`.
    within,  ///< The place in `column` (latitude) and `longitude_column` is at most `radius_m` from `centre`.
    phrase,  ///< A text field holds `values`, terms, one after the other; an empty one stands for any word.
  };

  Kind kind = Kind::everything;
  std::vector<FilterExpression> children;
  std::string column;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> values;
  std::vector<domain::ItemId> items;  ///< Ascending.
  std::string longitude_column;
  Place centre;
  double radius_m = 0.0;

  static FilterExpression all_of(std::vector<FilterExpression> children);
  static FilterExpression any_of(std::vector<FilterExpression> children);
  static FilterExpression none_of(std::vector<FilterExpression> children);
  static FilterExpression range(std::string column, double min, double max);
  static FilterExpression keyword(std::string column, std::vector<std::string> values);
  static FilterExpression exists(std::string column);
  static FilterExpression of_items(std::vector<domain::ItemId> items);
  static FilterExpression within(std::string latitude_column, std::string longitude_column, Place centre,
                                 double radius_m);
  /// The first and the last of `terms` are not empty.
  static FilterExpression phrase(std::vector<std::string> terms);

  [[nodiscard]] bool is_everything() const noexcept { return kind == Kind::everything; }

  /// One text for equal filters, e.g. `(price:[0,30000] AND cod:{yes})`.
  [[nodiscard]] std::string canonical() const;

  friend bool operator==(const FilterExpression&, const FilterExpression&) = default;
};

}  // namespace khoj::index

// The category rows, parsed: lists as vectors, title and description patterns as pieces that are filled in.
// It knows what can be said about a kind of goods, not which product says what. Immutable once built;
// thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.hpp"
#include "simulate/category_row.hpp"

namespace khoj::simulate {

/// What a piece of a pattern is replaced by.
enum class Slot {
  literal,
  brand,
  series,
  code,
  noun,
  audience,
  material,
  style,
  color,
  size,
  spec,
  second_spec,
  feature,
  second_feature,
  author,
  category,
  word,
  praise
};

/// One word or one "{slot}" with what is glued to it: "for {audience}," is a slot with prefix "for " and
/// suffix ",".
struct Piece {
  Slot slot = Slot::literal;
  std::string prefix;  ///< The text itself when the slot is literal.
  std::string suffix;
};
using Pattern = std::vector<Piece>;

/// A number with its unit, as a title has it ("{} GB RAM") and as an attribute has it (ram_gb: 8).
struct Spec {
  std::string attribute;
  std::string before;
  std::string after;
  std::vector<std::string> values;  ///< Decimal numbers, ascending.
};

struct Category {
  const CategoryRow* row = nullptr;
  std::uint32_t department = 0;  ///< Number of the department, in order of appearance.
  std::uint32_t rank = 0;        ///< Number of the category within its department.
  std::string path;              ///< "Home Appliances > Air Conditioners".
  std::vector<std::string_view> nouns, audiences, materials, styles, features, sizes;
  std::span<const std::string_view> colors;
  std::vector<Spec> specs;
  std::span<const Pattern> titles;
  std::span<const Pattern>
      sentences;  ///< About this kind of goods; the general ones are Grammar::sentences().
};

class Grammar {
 public:
  Grammar();
  Grammar(const Grammar&) = delete;
  Grammar& operator=(const Grammar&) = delete;

  [[nodiscard]] std::span<const Category> categories() const noexcept { return categories_; }
  [[nodiscard]] std::uint32_t departments() const noexcept { return departments_; }

  /// A category, drawn by its share.
  [[nodiscard]] const Category& draw_category(base::Rng& rng) const noexcept;

  /// First sentences of a description, and sentences that suit any kind of goods.
  [[nodiscard]] std::span<const Pattern> openings() const noexcept { return openings_; }
  [[nodiscard]] std::span<const Pattern> sentences() const noexcept { return sentences_; }

  /// Words of praise, the common ones first.
  [[nodiscard]] std::span<const std::string_view> praise() const noexcept { return praise_; }

 private:
  static constexpr std::size_t kShapes = 9;
  std::vector<Pattern> titles_[kShapes];
  std::vector<Pattern> shape_sentences_[kShapes];
  std::vector<Pattern> openings_;
  std::vector<Pattern> sentences_;
  std::vector<std::string_view> praise_;
  std::vector<Category> categories_;
  std::vector<std::uint32_t> category_by_share_;  ///< Every category as often as its share says.
  std::uint32_t departments_ = 0;
};

}  // namespace khoj::simulate

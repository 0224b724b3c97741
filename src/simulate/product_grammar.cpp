#include "simulate/product_grammar.hpp"

#include <array>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "domain/product.hpp"
#include "simulate/draw.hpp"
#include "simulate/sentence_rows.hpp"

namespace khoj::simulate {
namespace {

constexpr std::array<std::pair<std::string_view, Slot>, 17> kSlots = {{
    {"brand", Slot::brand},
    {"series", Slot::series},
    {"code", Slot::code},
    {"noun", Slot::noun},
    {"audience", Slot::audience},
    {"material", Slot::material},
    {"style", Slot::style},
    {"color", Slot::color},
    {"size", Slot::size},
    {"spec", Slot::spec},
    {"second_spec", Slot::second_spec},
    {"feature", Slot::feature},
    {"second_feature", Slot::second_feature},
    {"author", Slot::author},
    {"category", Slot::category},
    {"word", Slot::word},
    {"praise", Slot::praise},
}};

constexpr std::array<std::string_view, 26> kTextileColors = {
    "Black", "Blue",        "Red",     "White", "Pink",      "Green",  "Navy Blue", "Maroon",   "Yellow",
    "Grey",  "Multicolour", "Mustard", "Beige", "Purple",    "Orange", "Wine",      "Teal",     "Sky Blue",
    "Peach", "Cream",       "Brown",   "Olive", "Rani Pink", "Rust",   "Lavender",  "Turquoise"};
constexpr std::array<std::string_view, 12> kDeviceColors = {
    "Black", "White", "Blue",      "Grey", "Silver",   "Midnight Black",
    "Green", "Red",   "Rose Gold", "Gold", "Ice Blue", "Copper Brown"};
constexpr std::array<std::string_view, 14> kHouseholdColors = {
    "Multicolour", "White", "Black", "Blue",   "Silver", "Red",  "Brown",
    "Green",       "Grey",  "Pink",  "Yellow", "Purple", "Gold", "Cherry"};

std::span<const std::string_view> colors_of(Palette palette) noexcept {
  switch (palette) {
    case Palette::none: return {};
    case Palette::textile: return kTextileColors;
    case Palette::device: return kDeviceColors;
    case Palette::household: return kHouseholdColors;
  }
  return {};
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
    if (text.empty()) parts.emplace_back();  // "Copper|": sometimes nothing is said.
  }
  return parts;
}

Slot slot_named(std::string_view name) noexcept {
  for (const auto& [known, slot] : kSlots) {
    if (known == name) return slot;
  }
  std::abort();  // Only our own constant rows come here, and every test reads all of them.
}

/// "for {audience}" → one piece, so that the preposition goes where the slot is empty.
bool belongs_to_next(std::string_view word) noexcept {
  return word == "for" || word == "with" || word == "in" || word == "by" || word == "from" || word == "|";
}

Pattern parse_pattern(std::string_view row) {
  Pattern pattern;
  std::string pending;
  for (const std::string_view word : split(row, ' ')) {
    const std::size_t open = word.find('{');
    if (open == std::string_view::npos) {
      if (belongs_to_next(word)) {
        pending.append(word).append(" ");
      } else {
        pattern.push_back({Slot::literal, pending.append(word), {}});
        pending.clear();
      }
      continue;
    }
    const std::size_t close = word.find('}');
    pattern.push_back({slot_named(word.substr(open + 1, close - open - 1)),
                       pending.append(word.substr(0, open)), std::string(word.substr(close + 1))});
    pending.clear();
  }
  return pattern;
}

std::vector<Pattern> parse_patterns(std::span<const std::string_view> rows) {
  std::vector<Pattern> patterns;
  for (const auto row : rows) patterns.push_back(parse_pattern(row));
  return patterns;
}

Spec parse_spec(std::string_view text) {
  const auto parts = split(text, ':');
  const std::size_t hole = parts[1].find("{}");
  Spec spec{std::string(parts[0]),
            std::string(parts[1].substr(0, hole)),
            std::string(parts[1].substr(hole + 2)),
            {}};
  for (const auto value : split(parts[2], ',')) spec.values.emplace_back(value);
  return spec;
}

}  // namespace

Grammar::Grammar()
    : openings_(parse_patterns(opening_rows())),
      sentences_(parse_patterns(general_sentence_rows())),
      praise_(split(praise_row(), '|')) {
  for (std::size_t i = 0; i < kShapes; ++i) {
    titles_[i] = parse_patterns(title_rows(static_cast<TitleShape>(i)));
    shape_sentences_[i] = parse_patterns(sentence_rows(static_cast<TitleShape>(i)));
  }
  for (const auto rows : {fashion_rows(), electronics_rows(), household_rows(), everyday_rows()}) {
    for (const CategoryRow& row : rows) {
      const bool same_department =
          !categories_.empty() && categories_.back().row->department == row.department;
      if (!same_department) ++departments_;
      Category category;
      category.row = &row;
      category.department = departments_ - 1;
      category.rank = same_department ? categories_.back().rank + 1 : 0;
      category.path.append(row.department).append(domain::kCategorySeparator).append(row.name);
      category.nouns = split(row.nouns, '|');
      category.audiences = split(row.audiences, '|');
      category.materials = split(row.materials, '|');
      category.styles = split(row.styles, '|');
      category.features = split(row.features, '|');
      category.sizes = split(row.sizes, '|');
      category.colors = colors_of(row.palette);
      for (const auto spec : split(row.specs, ';')) category.specs.push_back(parse_spec(spec));
      const auto shape = static_cast<std::size_t>(row.shape);
      category.titles = titles_[shape];
      category.sentences = shape_sentences_[shape];
      category_by_share_.insert(category_by_share_.end(), row.share,
                                static_cast<std::uint32_t>(categories_.size()));
      categories_.push_back(std::move(category));
    }
  }
}

const Category& Grammar::draw_category(base::Rng& rng) const noexcept {
  return categories_[pick(rng, category_by_share_)];
}

}  // namespace khoj::simulate

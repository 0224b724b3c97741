// Chips: filters small enough to tap. A request sends their values ("under_500", "brand_boat") and a response proposes
// more of them. Every kind is one row of the registry in chips.cpp; a value that no row reads is an error that names it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "index/filter.hpp"
#include "pipeline/candidate.hpp"

namespace khoj::query {

struct Chip {
  std::string type;   ///< The registry row: "price", "rating", "cod", "brand", "category", "color".
  std::string label;  ///< For a person: "Under ₹500".
  std::string value;  ///< For a request: "under_500".
  friend bool operator==(const Chip&, const Chip&) = default;
};

/// Reads one chip: what it filters and how it is shown. Aliases are normalised (4star_plus → 4plus).
struct ParsedChip {
  Chip chip;
  index::FilterExpression filter;
};

/// Errors: invalid_argument that names the value and the kinds there are.
base::Result<ParsedChip> parse_chip(std::string_view value);

/// Chips under one filter: those of one type that name alternatives (brands, categories, colours) are joined by OR,
/// everything else by AND.
index::FilterExpression filter_of(std::span<const ParsedChip> chips);

/// A price from a chip or a query as a chip: "under_500", "above_300", "between_300_500". Rupees.
Chip under_chip(std::int64_t rupees);
Chip above_chip(std::int64_t rupees);
Chip between_chip(std::int64_t low, std::int64_t high);

/// "noise_colorfit" → "Noise colorfit": the label of a slug when no product's own spelling is at hand.
[[nodiscard]] std::string label_of_slug(std::string_view slug);

/// Up to `limit` chips that would narrow these candidates usefully: neither keep all of them nor nearly none.
/// Chips in `active` are not proposed again.
std::vector<Chip> suggest_chips(std::span<const pipeline::Candidate> candidates,
                                std::span<const ParsedChip> active, std::size_t limit);

}  // namespace khoj::query

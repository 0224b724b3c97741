// Puts a product's facts into words: a title of 6 to 18 words and a description of 30 to 120, counted between
// spaces. Pure functions of their arguments; thread-safe.
#pragma once

#include <cstddef>
#include <string>

#include "base/rng.hpp"
#include "simulate/lexicon.hpp"
#include "simulate/product_facts.hpp"
#include "simulate/product_grammar.hpp"

namespace khoj::simulate {

inline constexpr std::size_t kMinTitleWords = 6;
inline constexpr std::size_t kMaxTitleWords = 18;
inline constexpr std::size_t kMinDescriptionWords = 30;
inline constexpr std::size_t kMaxDescriptionWords = 120;

[[nodiscard]] std::string write_title(const ProductFacts& facts, const Grammar& grammar,
                                      const Lexicon& lexicon, base::Rng& rng);

[[nodiscard]] std::string write_description(const ProductFacts& facts, const Grammar& grammar,
                                            const Lexicon& lexicon, base::Rng& rng);

/// A word of the lexicon, drawn by its rank.
[[nodiscard]] const std::string& draw_word(base::Rng& rng, const Lexicon& lexicon) noexcept;

}  // namespace khoj::simulate

// The impact of a posting: its saturated BM25F term frequency, tfn = tf' / (k1 + tf') with
// tf' = Σ_f weight_f · tf_f / (1 − b_f + b_f · length_f / average_f), quantised uniformly to 1 … 255 when a segment is
// written. A word's share of a score is idf · weight · impact / 255. Pure functions.
// Source: Robertson, Zaragoza, Taylor, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004; quantised
// impacts after Anh & Moffat, "Pruned Query Evaluation Using Pre-Computed Impacts", SIGIR 2006. See ADR-0002.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "index/schema.hpp"
#include "index/segment_format.hpp"

namespace khoj::index {

/// How many tokens each field has in how many documents: their quotient is the average length.
struct FieldTotals {
  std::uint64_t documents = 0;
  std::array<std::uint64_t, kMaxTextFields> tokens{};

  void add(const FieldTotals& other) noexcept {
    documents += other.documents;
    for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] += other.tokens[i];
  }
  [[nodiscard]] float average(std::size_t field) const noexcept {
    if (documents == 0 || tokens[field] == 0) return 1.0F;
    return static_cast<float>(static_cast<double>(tokens[field]) / static_cast<double>(documents));
  }
};

/// What one occurrence in a field of `length` tokens adds to tf'.
[[nodiscard]] inline float occurrence_weight(const TextFieldSpec& field, float length,
                                             float average) noexcept {
  return field.weight / (1.0F - field.b + field.b * length / average);
}

[[nodiscard]] inline std::uint8_t quantise_impact(float tf, float k1) noexcept {
  const float tfn = tf / (k1 + tf);
  const long q = std::lround(tfn * static_cast<float>(kMaxImpact));
  return static_cast<std::uint8_t>(q < 1 ? 1 : q > 255 ? 255 : q);
}

/// BM25's inverse document frequency in Lucene's form: never negative.
[[nodiscard]] inline float inverse_document_frequency(std::uint64_t df, std::uint64_t documents) noexcept {
  const double n = static_cast<double>(documents);
  const double f = static_cast<double>(df);
  return static_cast<float>(std::log1p((n - f + 0.5) / (f + 0.5)));
}

}  // namespace khoj::index

// Random projections against matrices whose eigenvectors are known, and co-occurrences against values worked out by hand.
#include "mine/low_rank.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/rng.hpp"

namespace khoj::mine {
namespace {

SparseRows to_sparse(const std::vector<std::vector<double>>& dense) {
  SparseRows out;
  for (const auto& row : dense) {
    for (std::uint32_t j = 0; j < row.size(); ++j) {
      if (row[j] == 0) continue;
      out.columns.push_back(j);
      out.values.push_back(static_cast<float>(row[j]));
    }
    out.offsets.push_back(out.columns.size());
  }
  return out;
}

/// Largest |⟨column i, column j⟩ − [i = j]|.
double distance_from_orthonormal(std::span<const float> matrix, std::size_t columns) {
  double worst = 0;
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = i == j ? -1 : 0;
      for (std::size_t at = 0; at < matrix.size(); at += columns)
        sum += static_cast<double>(matrix[at + i]) * matrix[at + j];
      worst = std::max(worst, std::abs(sum));
    }
  }
  return worst;
}

TEST(T2_14_LowRank, DiagonaliseFindsEigenvectors) {
  constexpr std::size_t kN = 20;
  base::Rng rng(3);
  std::vector<double> matrix(kN * kN);
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j <= i; ++j) matrix[i * kN + j] = matrix[j * kN + i] = rng.normal();
  }
  auto diagonal = matrix;
  const auto vectors = diagonalise(diagonal, kN);
  for (std::size_t v = 0; v < kN; ++v) {
    for (std::size_t i = 0; i < kN; ++i) {
      double product = 0;
      for (std::size_t j = 0; j < kN; ++j) product += matrix[i * kN + j] * vectors[j * kN + v];
      EXPECT_NEAR(product, diagonal[v * kN + v] * vectors[i * kN + v], 1e-9);
    }
  }
}

TEST(T2_14_LowRank, OrthonormaliseKeepsTheSpanAndDropsWhatDepends) {
  base::Rng rng(4);
  constexpr std::size_t kColumns = 12;
  std::vector<float> matrix(500 * kColumns);
  for (std::size_t row = 0; row < 500; ++row) {
    float* const at = matrix.data() + row * kColumns;
    const auto shared = static_cast<float>(rng.normal());
    for (std::size_t j = 0; j < kColumns; ++j)  // Nearly parallel, and of very different lengths.
      at[j] =
          (shared + 0.01F * static_cast<float>(rng.normal())) * std::pow(10.0F, static_cast<float>(j) / 4);
  }
  auto basis = matrix;
  orthonormalise(basis, kColumns, 2);
  EXPECT_LT(distance_from_orthonormal(basis, kColumns), 1e-5);

  for (std::size_t row = 0; row < 500; ++row) matrix[row * kColumns + 3] = 2 * matrix[row * kColumns + 7];
  orthonormalise(matrix, kColumns, 1);
  std::size_t zero = 0;
  for (std::size_t j = 0; j < kColumns; ++j) {
    double square = 0;
    for (std::size_t row = 0; row < 500; ++row)
      square += static_cast<double>(matrix[row * kColumns + j]) * matrix[row * kColumns + j];
    EXPECT_TRUE(square < 1e-9 || std::abs(square - 1) < 1e-4) << square;
    zero += square < 1e-9 ? 1 : 0;
  }
  EXPECT_EQ(zero, 1U);
}

TEST(T2_14_LowRank, FindsTheStrongestDirections) {
  // A sum of known directions.
  constexpr std::size_t kN = 200;
  const std::vector<double> values = {9, 5, 0.5, -7};
  base::Rng rng(8);
  std::vector<float> columns(kN * 4);
  for (float& x : columns) x = static_cast<float>(rng.normal());
  orthonormalise(columns, 4, 1);
  std::vector<std::vector<double>> dense(kN, std::vector<double>(kN));
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t j = 0; j < kN; ++j) {
      for (std::size_t v = 0; v < 4; ++v)
        dense[i][j] += values[v] * static_cast<double>(columns[i * 4 + v]) * columns[j * 4 + v];
    }
  }
  const auto found = strongest_directions(to_sparse(dense), {.dim = 3, .oversample = 5, .seed = 7});
  ASSERT_EQ(found.columns.size(), kN * 3);
  for (std::size_t v = 0; v < 3; ++v) {
    EXPECT_NEAR(found.values[v], values[v], 1e-3);
    double agreement = 0;
    for (std::size_t i = 0; i < kN; ++i)
      agreement += static_cast<double>(found.columns[i * 3 + v]) * columns[i * 4 + v];
    EXPECT_NEAR(std::abs(agreement), 1, 1e-3);
  }
}

TEST(T2_14_Cooccurrence, IsInformationByHand) {
  WordDocuments documents;
  const auto add = [&](std::vector<std::string_view> words) { documents.add(words); };
  add({"a", "b"});
  add({"a", "b"});
  add({"a", "c", "d"});
  add({"e"});  // Stands beside nobody.
  const std::vector<std::uint32_t> vocabulary = {0, 1, 2, 3, 4};
  const auto rows = positive_information(documents, vocabulary, {.smoothing = 1});
  ASSERT_EQ(rows.rows(), 5U);
  // Of the total 7, a gives 3, b 2, c and d 1 each; a and b give each other 2, c and d half of 1.
  const auto at = [&](std::size_t row, std::uint32_t column) -> double {
    for (std::size_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
      if (rows.columns[i] == column) return rows.values[i];
    }
    return 0;
  };
  const double discount_ab = 2.0 / 3 * 2.0 / 3;
  EXPECT_NEAR(at(0, 1), std::log(2.0 * 7 / (3 * 2)) * discount_ab, 1e-6);
  EXPECT_NEAR(at(1, 0), at(0, 1), 1e-7);
  EXPECT_NEAR(at(2, 3), std::log(0.5 * 7) * (0.5 / 1.5) * (1.0 / 2), 1e-6);
  EXPECT_EQ(at(1, 2), 0);
  EXPECT_EQ(at(0, 0), 0);
  EXPECT_EQ(rows.offsets[5], rows.offsets[4]);

  const auto few = positive_information(documents, vocabulary, {.smoothing = 1, .most_in_row = 1});
  for (std::size_t row = 0; row < 5; ++row) EXPECT_LE(few.offsets[row + 1] - few.offsets[row], 1U);
  EXPECT_EQ(few.columns[few.offsets[0]], 1U);
  EXPECT_TRUE(positive_information(documents, vocabulary, {.shift = 1'000}).values.empty());
}

}  // namespace
}  // namespace khoj::mine

#include "mine/low_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/rng.hpp"
#include "mine/parallel.hpp"

namespace khoj::mine {
namespace {

constexpr std::size_t kBlock = 1'024;

/// out = matrix · in, both (rows, columns).
void multiply(const SparseRows& matrix, std::span<const float> in, std::span<float> out, std::size_t columns,
              unsigned threads) {
  for_blocks(matrix.rows(), kBlock, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      float* const to = out.data() + row * columns;
      std::fill_n(to, columns, 0.0F);
      for (std::size_t i = matrix.offsets[row]; i < matrix.offsets[row + 1]; ++i) {
        const float value = matrix.values[i];
        const float* const from = in.data() + matrix.columns[i] * columns;
        for (std::size_t c = 0; c < columns; ++c) to[c] += value * from[c];
      }
    }
  });
}

/// aᵀ · b of two (rows, columns): float32 inside of a block of rows, float64 over them, added in the order of the rows.
std::vector<double> inner_products(std::span<const float> a, std::span<const float> b, std::size_t columns,
                                   unsigned threads) {
  constexpr std::size_t kParts = 16;
  constexpr std::size_t kFloatRows = 64;
  const std::size_t rows = a.size() / columns;
  const std::size_t part = std::max<std::size_t>(1, (rows + kParts - 1) / kParts);
  std::vector<std::vector<double>> sums(kParts, std::vector<double>(columns * columns));
  for_blocks(rows, part, threads, [&](std::size_t begin, std::size_t end) {
    auto& sum = sums[begin / part];
    std::vector<float> few(columns * columns);
    for (std::size_t row = begin; row < end; ++row) {
      const float* const left = a.data() + row * columns;
      const float* const right = b.data() + row * columns;
      for (std::size_t i = 0; i < columns; ++i) {
        float* const to = few.data() + i * columns;
        const float value = left[i];
        for (std::size_t j = 0; j < columns; ++j) to[j] += value * right[j];
      }
      if ((row - begin) % kFloatRows != kFloatRows - 1 && row + 1 != end) continue;
      for (std::size_t i = 0; i < few.size(); ++i) sum[i] += few[i];
      std::fill(few.begin(), few.end(), 0.0F);
    }
  });
  std::vector<double> out(columns * columns);
  for (const auto& sum : sums)
    std::transform(out.begin(), out.end(), sum.begin(), out.begin(), std::plus<>());
  return out;
}

/// Each row of `matrix` (rows, columns) times `by` (columns, columns).
void transform_rows(std::span<float> matrix, std::size_t columns, std::span<const float> by,
                    unsigned threads) {
  for_blocks(matrix.size() / columns, kBlock, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<float> row(columns);
    for (std::size_t r = begin; r < end; ++r) {
      float* const at = matrix.data() + r * columns;
      std::fill(row.begin(), row.end(), 0.0F);
      for (std::size_t i = 0; i < columns; ++i) {
        const float value = at[i];
        const float* const from = by.data() + i * columns;
        for (std::size_t j = 0; j < columns; ++j) row[j] += value * from[j];
      }
      std::copy(row.begin(), row.end(), at);
    }
  });
}

}  // namespace

std::vector<double> diagonalise(std::span<double> matrix, std::size_t n) {
  constexpr int kMostSweeps = 60;
  std::vector<double> vectors(n * n);
  for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1;
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    double off = 0;
    double all = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        all += matrix[i * n + j] * matrix[i * n + j];
        if (i != j) off += matrix[i * n + j] * matrix[i * n + j];
      }
    }
    if (off <= 1e-26 * all) break;
    for (std::size_t p = 0; p + 1 < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const double apq = matrix[p * n + q];
        if (apq == 0) continue;
        const double theta = (matrix[q * n + q] - matrix[p * n + p]) / (2 * apq);
        const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(theta, 1.0));
        const double c = 1 / std::hypot(t, 1.0);
        const double s = t * c;
        for (std::size_t k = 0; k < n; ++k) {
          const double kp = matrix[k * n + p];
          const double kq = matrix[k * n + q];
          matrix[k * n + p] = c * kp - s * kq;
          matrix[k * n + q] = s * kp + c * kq;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double pk = matrix[p * n + k];
          const double qk = matrix[q * n + k];
          matrix[p * n + k] = c * pk - s * qk;
          matrix[q * n + k] = s * pk + c * qk;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double kp = vectors[k * n + p];
          const double kq = vectors[k * n + q];
          vectors[k * n + p] = c * kp - s * kq;
          vectors[k * n + q] = s * kp + c * kq;
        }
      }
    }
  }
  return vectors;
}

void orthonormalise(std::span<float> matrix, std::size_t columns, unsigned threads) {
  constexpr double kDependent = 1e-11;  // Of the largest square; float32 cannot tell less apart.
  for (int time = 0; time < 2; ++time) {
    auto squares = inner_products(matrix, matrix, columns, threads);
    // Scaled to unit columns first: what is small is not for that dependent.
    std::vector<double> scale(columns);
    for (std::size_t i = 0; i < columns; ++i)
      scale[i] = squares[i * columns + i] > 0 ? 1 / std::sqrt(squares[i * columns + i]) : 0;
    for (std::size_t i = 0; i < columns; ++i) {
      for (std::size_t j = 0; j < columns; ++j) squares[i * columns + j] *= scale[i] * scale[j];
    }
    const auto vectors = diagonalise(squares, columns);
    double largest = 0;
    for (std::size_t j = 0; j < columns; ++j) largest = std::max(largest, squares[j * columns + j]);
    std::vector<float> by(columns * columns);
    for (std::size_t j = 0; j < columns; ++j) {
      const double square = squares[j * columns + j];
      const double divide = square > kDependent * largest ? 1 / std::sqrt(square) : 0;
      for (std::size_t i = 0; i < columns; ++i)
        by[i * columns + j] = static_cast<float>(scale[i] * vectors[i * columns + j] * divide);
    }
    transform_rows(matrix, columns, by, threads);
  }
}

LowRank strongest_directions(const SparseRows& matrix, const LowRankOptions& options) {
  const std::size_t rows = matrix.rows();
  const std::size_t columns = std::max<std::size_t>(1, options.dim + options.oversample);
  std::vector<float> basis(rows * columns);
  base::Rng rng(options.seed);
  for (float& value : basis) value = static_cast<float>(rng.normal());
  std::vector<float> product(rows * columns);
  for (unsigned round = 0; round <= options.rounds; ++round) {
    multiply(matrix, basis, product, columns, options.threads);
    basis.swap(product);
    orthonormalise(basis, columns, options.threads);
  }
  multiply(matrix, basis, product, columns, options.threads);
  auto small = inner_products(basis, product, columns, options.threads);
  for (std::size_t i = 0; i < columns; ++i) {
    for (std::size_t j = 0; j < i; ++j)
      small[i * columns + j] = small[j * columns + i] = (small[i * columns + j] + small[j * columns + i]) / 2;
  }
  const auto vectors = diagonalise(small, columns);
  std::vector<std::size_t> order(columns);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return small[a * columns + a] > small[b * columns + b];
  });
  std::vector<float> by(columns * columns);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < columns; ++i)
      by[i * columns + j] = static_cast<float>(vectors[i * columns + order[j]]);
  }
  transform_rows(basis, columns, by, options.threads);

  LowRank out;
  out.dim = options.dim;
  out.columns.resize(rows * options.dim);
  for (std::size_t row = 0; row < rows; ++row)
    std::copy_n(basis.data() + row * columns, options.dim, out.columns.data() + row * options.dim);
  for (std::size_t j = 0; j < options.dim; ++j)
    out.values.push_back(static_cast<float>(small[order[j] * columns + order[j]]));
  return out;
}

}  // namespace khoj::mine

// The strongest directions of a large sparse symmetric matrix, by random projections. Pure functions; what they give does
// not depend on the number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mine/cooccurrence.hpp"

namespace khoj::mine {

struct LowRankOptions {
  std::size_t dim = 96;         ///< How many directions are wanted.
  std::size_t oversample = 16;  ///< How many more are carried along.
  unsigned rounds = 3;          ///< Power iterations: more part close eigenvalues better.
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// A matrix of (rows, dim) orthonormal columns and what it scales by along each of them.
struct LowRank {
  std::size_t dim = 0;
  std::vector<float> columns;  ///< Row-major. A direction that the matrix does not have is zero.
  std::vector<float> values;   ///< Eigenvalues, the largest first.
};

/// Of the eigenvectors whose eigenvalues have the largest magnitudes, as many as are carried along, those of the `dim`
/// largest; approximately.
/// @param matrix square; nearly symmetric is enough, its symmetric part inside of the found directions counts.
/// Cost: (rounds + 2) · entries · (dim + oversample) multiplications, as many for each row as (dim + oversample)² · rounds;
/// memory 8 · rows · (dim + oversample) bytes.
/// Source: Halko, Martinsson & Tropp, SIAM Review 53(2), 2011, algorithms 4.4 and 5.3.
[[nodiscard]] LowRank strongest_directions(const SparseRows& matrix, const LowRankOptions& options);

/// Makes the columns of a row-major (rows, columns) matrix orthonormal, or zero where they depend on others; they span
/// what they did. Done twice, which makes them orthogonal to float32's precision.
/// Source: SVQB, Stathopoulos & Wu, SIAM J. Sci. Comput. 23(6), 2002: it needs only products of the whole matrix.
void orthonormalise(std::span<float> matrix, std::size_t columns, unsigned threads);

/// Eigenvalues and orthonormal eigenvectors of a symmetric matrix of (n, n), row-major: `matrix` becomes diagonal, column j
/// of the result is the vector of matrix[j, j]. Jacobi's method. Cost: about 10 · n³.
[[nodiscard]] std::vector<double> diagonalise(std::span<double> matrix, std::size_t n);

}  // namespace khoj::mine

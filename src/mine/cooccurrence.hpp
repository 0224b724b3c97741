// How much more often two words stand in one text than chance would have it, as a sparse symmetric matrix. A pure function.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "mine/word_documents.hpp"

namespace khoj::mine {

/// Rows of a square matrix of which most is zero.
struct SparseRows {
  std::vector<std::size_t> offsets{0};  ///< One more than rows.
  std::vector<std::uint32_t> columns;   ///< Ascending in each row.
  std::vector<float> values;

  [[nodiscard]] std::size_t rows() const noexcept { return offsets.size() - 1; }
};

struct CooccurrenceOptions {
  double shift = 1;         ///< >= 1: entries are lowered by its logarithm. ("negative samples")
  double smoothing = 0.75;  ///< Exponent of the shares of words, (0, 1]: lowers the entries of rare ones.
  std::size_t most_in_row = 768;  ///< The greatest so many entries of a row are kept.
  unsigned threads = 1;
};

/// Shifted positive pointwise mutual information of the words in `vocabulary` (row i is word vocabulary[i]).
/// Each word of a text gives its weight in equal parts to the text's other words. Entries of few texts are lowered by the
/// discount of Pantel & Lin.
/// Cost: the pairs of words in each text, some ns each, over the threads; memory 8 bytes an entry, and 8 a word of a text.
/// Source: Levy & Goldberg, Neural word embedding as implicit matrix factorization, NIPS 2014; Levy, Goldberg & Dagan, TACL
/// 2015 (smoothing; here on both sides, so that the matrix is symmetric but for entries that only one of two rows keeps);
/// Pantel & Lin, Discovering word senses from text, KDD 2002.
[[nodiscard]] SparseRows positive_information(const WordDocuments& documents,
                                              std::span<const std::uint32_t> vocabulary,
                                              const CooccurrenceOptions& options);

}  // namespace khoj::mine

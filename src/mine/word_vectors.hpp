// Vectors of words and of texts: texts that mean the same are near, though they share no word. Made by
// word_vector_training.hpp, kept as bytes (docs/formats/word-vectors.md). Immutable, thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace khoj::mine {

/// What word vectors consist of. Sizes agree: WordVectors::create checks.
struct WordVectorParts {
  std::size_t dim = 0;             ///< 1 to 1,024.
  std::vector<std::string> words;  ///< Each once, none empty.
  std::vector<float> weights;      ///< (words): how much a word says, in (0, 1]; rare ones the most.
  std::vector<float> vectors;      ///< (words, dim), row-major; unit length, or zero.
  std::vector<float> pieces;       ///< (buckets, dim): a word that is not known is the mean of its pieces.
  std::vector<float> common;       ///< (dim): the direction that all texts share, unit length or zero.
};

class WordVectors {
 public:
  /// Errors: invalid_argument (a size, a word twice, a number that is not finite).
  static base::Result<WordVectors> create(WordVectorParts parts);

  /// Errors: corruption (not such bytes, cut, damaged), unsupported (a version that is not known).
  /// Cost: a copy, and a checksum over it.
  static base::Result<WordVectors> from_bytes(std::span<const std::byte> bytes);
  [[nodiscard]] std::string to_bytes() const;

  [[nodiscard]] std::size_t dim() const noexcept { return parts_.dim; }
  [[nodiscard]] std::size_t word_count() const noexcept { return parts_.words.size(); }
  [[nodiscard]] const WordVectorParts& parts() const noexcept { return parts_; }

  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view word) const noexcept;

  /// The vector of a word, known or not. @param out (dim). False, and zeros, when nothing is known of it.
  bool vector_of(std::string_view word, std::span<float> out) const;

  /// The vector of a text: its words' vectors, each weighted by how much the word says, summed; less the direction that all
  /// texts share; of unit length. @param out (dim). False, and zeros, when nothing is known of any word.
  /// Cost: under a microsecond for a word that is known, some for one that is not.
  /// Source: SIF, Arora, Liang & Ma, A simple but tough-to-beat baseline for sentence embeddings, ICLR 2017.
  bool embed(std::span<const std::string_view> words, std::span<float> out) const;

 private:
  explicit WordVectors(WordVectorParts parts);

  WordVectorParts parts_;
  std::vector<std::uint32_t> slots_;  ///< By hash: the number of a word + 1, 0 nobody. A power of two.
};

}  // namespace khoj::mine

// Makes word vectors from texts, without a network. A pure function of the texts and the seed, whatever the number of
// threads.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.hpp"
#include "mine/cooccurrence.hpp"
#include "mine/word_documents.hpp"
#include "mine/word_vectors.hpp"

namespace khoj::mine {

struct WordVectorOptions {
  std::size_t dim = 96;              ///< 1 to 1,024.
  std::size_t max_words = 100'000;   ///< The most frequent words get vectors of their own.
  std::uint32_t min_count = 2;       ///< A word in fewer texts has none.
  std::uint32_t buckets = 32'768;    ///< For the pieces of words; 0: words that are not known have no vector.
  unsigned piece_rounds = 6;         ///< How often the pieces are fitted to every word.
  double weighting = 0.5;            ///< Exponent of the eigenvalues, 0 to 1; negative ones do not count.
  double sif = 1e-3;                 ///< A word with the share p of all words weighs sif / (sif + p).
  CooccurrenceOptions cooccurrence;  ///< Its threads are not used.
  unsigned rounds = 3;               ///< Power iterations.
  std::uint64_t seed = 1;
  unsigned threads = 1;
  std::function<base::Status()>
      between;  ///< Called between the steps, each of seconds; an error ends the training.
};

/// Words that stand beside the same words get near vectors: positive mutual information of words in one text
/// (cooccurrence.hpp), factorised (low_rank.hpp); n-grams of their characters are fitted so that their mean is the word's
/// vector (Kaczmarz's method, stopped early, which keeps them small as ridge regression does).
/// Errors: invalid_argument (an option), failed_precondition (fewer than two words stand in `min_count` texts), those of `between`.
/// Cost: the sums of its parts; docs/quality.md has figures.
[[nodiscard]] base::Result<WordVectors> train_word_vectors(const WordDocuments& documents,
                                                           const WordVectorOptions& options);

}  // namespace khoj::mine

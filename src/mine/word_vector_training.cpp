#include "mine/word_vector_training.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/rng.hpp"
#include "mine/low_rank.hpp"
#include "mine/word_pieces.hpp"

namespace khoj::mine {
namespace {

base::Status check(const WordVectorOptions& options) {
  const auto outside = [](std::string_view name, auto value, std::string_view expected) {
    return base::fail(base::ErrorCode::invalid_argument, "{} is {}, not {}", name, value, expected);
  };
  if (options.dim == 0 || options.dim > 1'024) return outside("dim", options.dim, "1 to 1024");
  if (!(options.weighting >= 0 && options.weighting <= 1))
    return outside("weighting", options.weighting, "0 to 1");
  if (!(options.sif > 0)) return outside("sif", options.sif, "above 0");
  if (!(options.cooccurrence.shift >= 1)) return outside("shift", options.cooccurrence.shift, "1 or more");
  if (!(options.cooccurrence.smoothing > 0 && options.cooccurrence.smoothing <= 1))
    return outside("smoothing", options.cooccurrence.smoothing, "above 0 and at most 1");
  return {};
}

/// The numbers of the most frequent words, those first; ties by spelling.
std::vector<std::uint32_t> choose_words(const WordDocuments& documents, const WordVectorOptions& options) {
  std::vector<std::uint32_t> words;
  for (std::uint32_t word = 0; word < documents.word_count(); ++word) {
    if (documents.count(word) >= options.min_count) words.push_back(word);
  }
  std::sort(words.begin(), words.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (documents.count(a) != documents.count(b)) return documents.count(a) > documents.count(b);
    return documents.spelling(a) < documents.spelling(b);
  });
  if (words.size() > options.max_words) words.resize(options.max_words);
  return words;
}

/// The directions scaled by the eigenvalues, each row of unit length. Negative ones, which set apart what stands together
/// (names of goods from what is said of them), are left out: a query and a title must meet.
std::vector<float> scale_rows(LowRank found, double weighting) {
  std::vector<float> by;
  for (const float value : found.values)
    by.push_back(value > 0 ? static_cast<float>(std::pow(static_cast<double>(value), weighting)) : 0.0F);
  for (std::size_t at = 0; at < found.columns.size(); at += found.dim) {
    const auto row = std::span(found.columns).subspan(at, found.dim);
    float square = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] *= by[i];
      square += row[i] * row[i];
    }
    const float divide = square > 1e-20F ? 1 / std::sqrt(square) : 0;
    for (float& value : row) value *= divide;
  }
  return std::move(found.columns);
}

std::vector<float> fit_pieces(const WordVectorParts& parts, const WordVectorOptions& options) {
  constexpr float kStep = 0.3F;
  std::vector<float> pieces(std::size_t{options.buckets} * parts.dim);
  if (pieces.empty()) return pieces;
  std::vector<std::vector<std::uint32_t>> buckets(parts.words.size());
  for (std::size_t i = 0; i < parts.words.size(); ++i)
    piece_buckets(parts.words[i], options.buckets, buckets[i]);
  std::vector<std::size_t> order(parts.words.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  base::Rng rng(options.seed);
  std::vector<float> missing(parts.dim);
  for (unsigned round = 0; round < options.piece_rounds; ++round) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[rng.below(i)]);
    for (const std::size_t word : order) {
      if (buckets[word].empty()) continue;
      const float share = 1.0F / static_cast<float>(buckets[word].size());
      std::copy_n(parts.vectors.data() + word * parts.dim, parts.dim, missing.begin());
      for (const std::uint32_t bucket : buckets[word]) {
        const float* const from = pieces.data() + bucket * parts.dim;
        for (std::size_t i = 0; i < parts.dim; ++i) missing[i] -= share * from[i];
      }
      for (const std::uint32_t bucket : buckets[word]) {
        float* const to = pieces.data() + bucket * parts.dim;
        for (std::size_t i = 0; i < parts.dim; ++i) to[i] += kStep * missing[i];
      }
    }
  }
  return pieces;
}

/// The first direction of the texts' own vectors, of at most some ten thousand of them.
base::Result<std::vector<float>> common_direction(const WordDocuments& documents,
                                                  const WordVectors& vectors) {
  constexpr std::size_t kMostTexts = 20'000;
  const std::size_t dim = vectors.dim();
  const std::size_t step = std::max<std::size_t>(1, documents.size() / kMostTexts);
  std::vector<double> squares(dim * dim);
  std::vector<float> vector(dim);
  std::vector<std::string_view> words;
  for (std::size_t d = 0; d < documents.size(); d += step) {
    words.clear();
    for (const std::uint32_t word : documents[d]) words.push_back(documents.spelling(word));
    if (!vectors.embed(words, vector)) continue;
    for (std::size_t i = 0; i < dim; ++i) {
      for (std::size_t j = 0; j < dim; ++j)
        squares[i * dim + j] += static_cast<double>(vector[i]) * vector[j];
    }
  }
  const auto directions = diagonalise(squares, dim);
  std::size_t strongest = 0;
  for (std::size_t i = 1; i < dim; ++i) {
    if (squares[i * dim + i] > squares[strongest * dim + strongest]) strongest = i;
  }
  std::vector<float> out(dim);
  for (std::size_t i = 0; i < dim; ++i) out[i] = static_cast<float>(directions[i * dim + strongest]);
  return out;
}

}  // namespace

base::Result<WordVectors> train_word_vectors(const WordDocuments& documents,
                                             const WordVectorOptions& options) {
  KHOJ_TRY(check(options));
  const auto words = choose_words(documents, options);
  if (words.size() < 2) {
    return base::fail(base::ErrorCode::failed_precondition,
                      "{} words stand in {} texts or more: too few to train word vectors", words.size(),
                      options.min_count);
  }
  auto cooccurrence = options.cooccurrence;
  cooccurrence.threads = options.threads;
  const auto between = [&] { return options.between ? options.between() : base::Status{}; };
  WordVectorParts parts;
  parts.dim = options.dim;
  {
    const auto information = positive_information(documents, words, cooccurrence);
    KHOJ_TRY(between());
    parts.vectors = scale_rows(
        strongest_directions(
            information,
            {.dim = options.dim, .rounds = options.rounds, .seed = options.seed, .threads = options.threads}),
        options.weighting);
  }
  KHOJ_TRY(between());
  double all = 0;
  for (std::uint32_t word = 0; word < documents.word_count(); ++word) all += documents.count(word);
  for (const std::uint32_t word : words) {
    parts.words.emplace_back(documents.spelling(word));
    parts.weights.push_back(static_cast<float>(options.sif / (options.sif + documents.count(word) / all)));
  }
  parts.pieces = fit_pieces(parts, options);
  KHOJ_TRY(between());
  parts.common.assign(options.dim, 0.0F);
  KHOJ_ASSIGN(const auto without_common, WordVectors::create(parts));
  KHOJ_ASSIGN(parts.common, common_direction(documents, without_common));
  return WordVectors::create(std::move(parts));
}

}  // namespace khoj::mine

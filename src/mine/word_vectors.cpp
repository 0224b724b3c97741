#include "mine/word_vectors.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/hash.hpp"
#include "mine/word_pieces.hpp"

namespace khoj::mine {
namespace {

base::Status check_sizes(const WordVectorParts& parts) {
  constexpr std::size_t kMostDim = 1'024;
  const auto wrong = [](std::string_view what, std::size_t found, std::size_t expected) {
    return base::fail(base::ErrorCode::invalid_argument, "{} has {} numbers, not {}", what, found, expected);
  };
  if (parts.dim == 0 || parts.dim > kMostDim)
    return base::fail(base::ErrorCode::invalid_argument, "dim is {}, not 1 to {}", parts.dim, kMostDim);
  const std::size_t words = parts.words.size();
  if (parts.weights.size() != words) return wrong("weights", parts.weights.size(), words);
  if (parts.vectors.size() != words * parts.dim)
    return wrong("vectors", parts.vectors.size(), words * parts.dim);
  if (parts.pieces.size() % parts.dim != 0 || parts.pieces.size() / parts.dim > 0xFFFF'FFFF)
    return wrong("pieces", parts.pieces.size(), parts.pieces.size() / parts.dim * parts.dim);
  if (parts.common.size() != parts.dim) return wrong("common", parts.common.size(), parts.dim);
  for (const auto* numbers : {&parts.weights, &parts.vectors, &parts.pieces, &parts.common}) {
    if (!std::all_of(numbers->begin(), numbers->end(), [](float x) { return std::isfinite(x); }))
      return base::fail(base::ErrorCode::invalid_argument, "a number is not finite");
  }
  return {};
}

float length(std::span<const float> vector) noexcept {
  return std::sqrt(std::inner_product(vector.begin(), vector.end(), vector.begin(), 0.0F));
}

void add(std::span<float> to, std::span<const float> vector, float weight) noexcept {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += weight * vector[i];
}

/// False, and zeros, where it is too short to have a direction.
bool to_unit(std::span<float> vector) noexcept {
  constexpr float kShortest = 1e-6F;
  const float by = length(vector);
  if (!(by > kShortest) || !std::isfinite(by)) {
    std::fill(vector.begin(), vector.end(), 0.0F);
    return false;
  }
  for (float& x : vector) x /= by;
  return true;
}

}  // namespace

WordVectors::WordVectors(WordVectorParts parts)
    : parts_(std::move(parts)), slots_(std::bit_ceil(2 * parts_.words.size() + 1)) {}

base::Result<WordVectors> WordVectors::create(WordVectorParts parts) {
  KHOJ_TRY(check_sizes(parts));
  WordVectors out(std::move(parts));
  for (std::size_t i = 0; i < out.parts_.words.size(); ++i) {
    const auto& word = out.parts_.words[i];
    if (word.empty()) return base::fail(base::ErrorCode::invalid_argument, "word {} is empty", i);
    if (out.find(word)) return base::fail(base::ErrorCode::invalid_argument, "'{}' is there twice", word);
    std::size_t at = base::hash64(word) & (out.slots_.size() - 1);
    while (out.slots_[at] != 0) at = (at + 1) & (out.slots_.size() - 1);
    out.slots_[at] = static_cast<std::uint32_t>(i + 1);
  }
  return out;
}

std::optional<std::uint32_t> WordVectors::find(std::string_view word) const noexcept {
  for (std::size_t at = base::hash64(word) & (slots_.size() - 1); slots_[at] != 0;
       at = (at + 1) & (slots_.size() - 1)) {
    if (parts_.words[slots_[at] - 1] == word) return slots_[at] - 1;
  }
  return std::nullopt;
}

bool WordVectors::vector_of(std::string_view word, std::span<float> out) const {
  std::fill(out.begin(), out.end(), 0.0F);
  if (const auto number = find(word)) {
    const auto vector = std::span(parts_.vectors).subspan(*number * dim(), dim());
    std::copy(vector.begin(), vector.end(), out.begin());
    return length(vector) > 0;
  }
  std::vector<std::uint32_t> buckets;
  piece_buckets(word, static_cast<std::uint32_t>(parts_.pieces.size() / dim()), buckets);
  for (const std::uint32_t bucket : buckets) {
    add(out, std::span(parts_.pieces).subspan(bucket * dim(), dim()),
        1.0F / static_cast<float>(buckets.size()));
  }
  return length(out) > 0;
}

bool WordVectors::embed(std::span<const std::string_view> words, std::span<float> out) const {
  constexpr float kUnknown = 0.5F;  // What a word says that is only guessed from its pieces.
  std::fill(out.begin(), out.end(), 0.0F);
  std::vector<float> guess;
  for (const auto word : words) {
    if (const auto number = find(word)) {
      add(out, std::span(parts_.vectors).subspan(*number * dim(), dim()), parts_.weights[*number]);
    } else {
      guess.resize(dim());
      if (vector_of(word, guess)) add(out, guess, kUnknown);
    }
  }
  if (!to_unit(out)) return false;
  add(out, parts_.common, -std::inner_product(out.begin(), out.end(), parts_.common.begin(), 0.0F));
  return to_unit(out);
}

}  // namespace khoj::mine

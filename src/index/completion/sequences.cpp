#include "index/completion/sequences.hpp"

#include <algorithm>
#include <bit>

namespace khoj::index::completion {

Sequences::Sequences(std::size_t documents, std::size_t words, std::uint32_t term_count)
    : width_(std::max(1U, static_cast<unsigned>(std::bit_width(term_count)))),
      mask_((std::uint64_t{1} << width_) - 1),
      bits_((words * width_ + 7) / 8 + sizeof(std::uint64_t)) {
  blocks_.reserve((documents + kBlock - 1) / kBlock);
}

void Sequences::append(std::span<const std::uint32_t> words, Kind kind, bool shown_apart) {
  if (size_ % kBlock == 0) blocks_.push_back({static_cast<std::uint32_t>(places_), {}});
  blocks_.back().about[size_++ % kBlock] = static_cast<std::uint8_t>(
      words.size() | (static_cast<unsigned>(kind) << 4U) | (shown_apart ? 0x80U : 0U));
  for (const std::uint32_t term : words) {
    const std::uint64_t bit = places_++ * width_;
    std::uint64_t word = 0;
    std::memcpy(&word, bits_.data() + (bit >> 3U), sizeof word);
    word |= static_cast<std::uint64_t>(term) << (bit & 7U);
    std::memcpy(bits_.data() + (bit >> 3U), &word, sizeof word);
  }
}

void Sequences::read(std::uint32_t document, Sequence& out) const noexcept {
  const std::uint64_t place = begin_of(document);
  out.size = about(document) & 15U;
  for (std::uint32_t i = 0; i < out.size; ++i) out.terms[i] = get(place + i);
}

std::size_t Sequences::memory_bytes() const noexcept {
  return bits_.capacity() + blocks_.capacity() * sizeof blocks_[0];
}

}  // namespace khoj::index::completion

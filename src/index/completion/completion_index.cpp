#include "index/completion/completion_index.hpp"

#include <algorithm>
#include <bit>

#include "index/completion/completion_search.hpp"

namespace khoj::index::completion {

std::vector<Hit> CompletionIndex::complete(std::string_view typed, std::size_t k,
                                           const Options& options) const {
  return CompletionSearch(*this, k, options).run(typed);
}

float CompletionIndex::weight(std::uint32_t document) const noexcept {
  return std::bit_cast<float>(static_cast<std::uint32_t>(weights_[document]) << 16U);
}

std::string CompletionIndex::text(std::uint32_t document, const Sequence& sequence) const {
  if (sequences_.shown_apart(document)) {
    const auto found = std::lower_bound(shown_documents_.begin(), shown_documents_.end(), document);
    const std::uint32_t at = shown_offsets_[static_cast<std::size_t>(found - shown_documents_.begin())];
    return shown_.substr(at + 1, static_cast<unsigned char>(shown_[at]));
  }
  std::string out;
  for (const std::uint32_t term : sequence.words()) {
    if (!out.empty()) out += ' ';
    out += terms_.term(term);
  }
  return out;
}

std::size_t CompletionIndex::memory_bytes() const noexcept {
  const auto bytes = [](const auto& vector) { return vector.capacity() * sizeof vector[0]; };
  return sizeof *this + terms_.memory_bytes() + sequences_.memory_bytes() + bytes(weights_) +
         bytes(in_order_) + bytes(first_places_) + minimum_.memory_bytes() + postings_.memory_bytes() +
         bytes(shown_documents_) + bytes(shown_offsets_) + shown_.capacity();
}

}  // namespace khoj::index::completion

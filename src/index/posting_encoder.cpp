#include "index/posting_encoder.hpp"

#include <algorithm>

#include "index/segment_format.hpp"
#include "simd/bit_packing.hpp"

namespace khoj::index {

void append_postings(Bytes& out, std::span<const std::uint32_t> docs, std::span<const std::uint8_t> impacts,
                     Bytes& scratch) {
  const std::size_t blocks = (docs.size() + kPostingBlock - 1) / kPostingBlock;
  // last_docs, offsets, bits, max_impacts, data: the tables first, so the data gather in `scratch`.
  const std::size_t tables = out.size();
  out.resize(tables + blocks * 10);
  std::uint8_t* const last_docs = out.data() + tables;
  std::uint8_t* const offsets = last_docs + blocks * 4;
  std::uint8_t* const bits_table = offsets + blocks * 4;
  std::uint8_t* const max_impacts = bits_table + blocks;
  scratch.clear();
  std::uint32_t previous = 0xFFFFFFFFU;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t first = block * kPostingBlock;
    const std::size_t count = std::min<std::size_t>(kPostingBlock, docs.size() - first);
    const auto offset = static_cast<std::uint32_t>(scratch.size());
    const unsigned bits = simd::gap_bits(docs.data() + first, count, previous);
    scratch.resize(offset + simd::packed_bytes(count, bits));
    simd::pack_gaps(docs.data() + first, count, previous, bits, scratch.data() + offset);
    const auto of_block = impacts.subspan(first, count);
    put_bytes(scratch, of_block.data(), of_block.size());
    previous = docs[first + count - 1];
    std::memcpy(last_docs + block * 4, &previous, 4);
    std::memcpy(offsets + block * 4, &offset, 4);
    bits_table[block] = static_cast<std::uint8_t>(bits);
    max_impacts[block] = *std::max_element(of_block.begin(), of_block.end());
  }
  put_bytes(out, scratch.data(), scratch.size());
  out.resize((out.size() + 3) / 4 * 4);
}

}  // namespace khoj::index

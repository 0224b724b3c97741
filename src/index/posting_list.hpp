// A PostingList is a view of one term's postings in an open segment: ascending doc_ids in blocks of 128, each with an
// 8-bit impact, and the greatest impact of every block. A PostingCursor walks it. Both rely on what was validated when
// the segment was opened; nothing here fails. Views are immutable; a cursor belongs to one thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

#include "index/segment_format.hpp"
#include "simd/bit_packing.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {

/// Behind the last document of a list.
inline constexpr std::uint32_t kNoMoreDocs = std::numeric_limits<std::uint32_t>::max();

struct PostingList {
  std::uint32_t df = 0;
  std::uint32_t blocks = 0;
  std::uint32_t max_impact = 0;
  const std::uint32_t* last_docs = nullptr;   ///< One a block.
  const std::uint32_t* offsets = nullptr;     ///< One a block, from `data`.
  const std::uint8_t* bits = nullptr;         ///< One a block.
  const std::uint8_t* max_impacts = nullptr;  ///< One a block.
  const std::uint8_t* data = nullptr;         ///< A block: its packed gaps, then one impact a posting.

  /// The list whose bytes begin at `at`, without a bitset.
  [[nodiscard]] static PostingList view(const std::uint8_t* at, std::uint32_t df,
                                        std::uint32_t max_impact) noexcept {
    PostingList list;
    list.df = df;
    list.blocks = (df + kPostingBlock - 1) / kPostingBlock;
    list.max_impact = max_impact;
    list.last_docs = reinterpret_cast<const std::uint32_t*>(at);
    list.offsets = list.last_docs + list.blocks;
    list.bits = at + std::size_t{list.blocks} * 8;
    list.max_impacts = list.bits + list.blocks;
    list.data = list.max_impacts + list.blocks;
    return list;
  }

  const std::uint64_t* dense = nullptr;  ///< The documents as a bitset; null for short lists.
  const std::uint32_t* dense_supers = nullptr;
  const std::uint16_t* dense_ranks = nullptr;

  [[nodiscard]] std::uint32_t block_size(std::uint32_t block) const noexcept {
    return std::min(kPostingBlock, df - block * kPostingBlock);
  }
  [[nodiscard]] const std::uint8_t* block_impacts(std::uint32_t block) const noexcept {
    return data + offsets[block] + simd::packed_bytes(block_size(block), bits[block]);
  }
  /// Unpacks a block's doc_ids; `out` has room for 128.
  void unpack(std::uint32_t block, std::uint32_t* out) const noexcept {
    static const simd::UnpackGaps kUnpack = simd::unpack_gaps(simd::detected_level());
    const std::uint32_t previous = block == 0 ? kNoMoreDocs : last_docs[block - 1];
    kUnpack(data + offsets[block], block_size(block), bits[block], previous, last_docs[block], out);
  }
  /// The first block whose last document is at least `doc`, from `from` on; `blocks` if there is none.
  [[nodiscard]] std::uint32_t find_block(std::uint32_t from, std::uint32_t doc) const noexcept {
    std::uint32_t step = 1;
    std::uint32_t low = from;
    while (low + step < blocks && last_docs[low + step] < doc) {
      low += step;
      step *= 2;
    }
    const std::uint32_t* const end =
        last_docs + std::min<std::uint64_t>(std::uint64_t{low} + step + 1, blocks);
    return static_cast<std::uint32_t>(std::lower_bound(last_docs + std::min(low, blocks), end, doc) -
                                      last_docs);
  }

  /// Documents of a dense list before `doc`.
  [[nodiscard]] std::uint32_t dense_rank(std::uint32_t doc) const noexcept {
    const std::uint64_t below = dense[doc >> 6] & ((std::uint64_t{1} << (doc & 63)) - 1);
    return dense_supers[doc >> 16] + dense_ranks[doc >> 6] + simd::popcount_word(below);
  }
  /// Whether a dense list holds any document from `first` to `last`.
  [[nodiscard]] bool dense_any(std::uint32_t first, std::uint32_t last) const noexcept {
    return simd::test_bit(dense, last) || dense_rank(first) != dense_rank(last);
  }
  /// Where the impact of a document lies that a dense list holds.
  [[nodiscard]] const std::uint8_t* dense_impact_at(std::uint32_t doc) const noexcept {
    const std::uint32_t rank = dense_rank(doc);
    return block_impacts(rank / kPostingBlock) + rank % kPostingBlock;
  }
  /// The impact of a document that a dense list holds.
  [[nodiscard]] std::uint8_t dense_impact(std::uint32_t doc) const noexcept { return *dense_impact_at(doc); }
};

class PostingCursor {
 public:
  explicit PostingCursor(const PostingList& list) noexcept : list_(list) { load(0); }

  [[nodiscard]] const PostingList& list() const noexcept { return list_; }
  /// kNoMoreDocs behind the end.
  [[nodiscard]] std::uint32_t doc() const noexcept { return docs_[index_]; }
  /// Which posting of the list it is. REQUIRES: doc() != kNoMoreDocs.
  [[nodiscard]] std::uint32_t posting() const noexcept { return block_ * kPostingBlock + index_; }
  /// REQUIRES: doc() != kNoMoreDocs.
  [[nodiscard]] std::uint8_t impact() const noexcept { return impacts_[index_]; }

  void next() noexcept {
    if (++index_ == count_) load(block_ + 1);
  }

  /// To the first document that is at least `target`; never backwards.
  void next_geq(std::uint32_t target) noexcept {
    if (docs_[index_] >= target) return;
    if (list_.last_docs[block_] < target) {
      load(list_.find_block(block_ + 1, target));
      if (docs_[index_] >= target) return;
    }
    // The block's last document is at least `target`, so the search ends inside the block; most often nearby.
    std::uint32_t low = index_;
    std::uint32_t step = 1;
    while (low + step < count_ && docs_[low + step] < target) {
      low += step;
      step *= 2;
    }
    std::uint32_t size = std::min(step, count_ - low - 1);
    while (size > 0) {
      const std::uint32_t half = (size + 1) / 2;
      low += docs_[low + half - 1] < target ? half : 0;
      size -= half;
    }
    index_ = low;
  }

 private:
  void load(std::uint32_t block) noexcept {
    block_ = block;
    index_ = 0;
    if (block >= list_.blocks) {
      block_ = list_.blocks;
      count_ = 1;
      docs_[0] = kNoMoreDocs;
      return;
    }
    list_.unpack(block, docs_.data());
    count_ = list_.block_size(block);
    impacts_ = list_.block_impacts(block);
  }

  PostingList list_;
  std::uint32_t block_ = 0;
  std::uint32_t index_ = 0;
  std::uint32_t count_ = 0;
  const std::uint8_t* impacts_ = nullptr;
  alignas(32) std::array<std::uint32_t, kPostingBlock> docs_;
};

}  // namespace khoj::index

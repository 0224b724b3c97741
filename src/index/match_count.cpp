// Counts the documents that hold any word: the union of its words' lists as a bitset, 32,768 documents at a time, in which
// long lists are taken as they lie and the postings of short ones are set one by one. And those that hold all words, where
// all have bitsets: their intersection.
#include <algorithm>

#include "index/segment_search.hpp"

namespace khoj::index {
namespace {

constexpr std::uint32_t kWindow = 32'768;

/// Sets the documents of a short list, from front to back.
class SparseSetter {
 public:
  explicit SparseSetter(const PostingList& list) noexcept : list_(&list) { load(); }

  /// Sets the bits of the documents before `end`; bit 0 is document `base`.
  void set_before(std::uint32_t base, std::uint32_t end, std::uint64_t* bits) noexcept {
    while (next_ < count_ && docs_[next_] < end) {
      const bool whole = docs_[count_ - 1] < end;
      if (whole) {
        for (; next_ < count_; ++next_) simd::set_bit(bits, docs_[next_] - base);
        ++block_;
        load();
      } else {
        for (; docs_[next_] < end; ++next_) simd::set_bit(bits, docs_[next_] - base);
      }
    }
  }

 private:
  void load() noexcept {
    next_ = 0;
    count_ = 0;
    if (block_ >= list_->blocks) return;
    list_->unpack(block_, docs_.data());
    count_ = list_->block_size(block_);
  }

  const PostingList* list_;
  std::uint32_t block_ = 0;
  std::uint32_t next_ = 0;
  std::uint32_t count_ = 0;
  alignas(32) std::array<std::uint32_t, kPostingBlock> docs_;
};

}  // namespace

std::uint64_t count_any(const SegmentPlan& plan) {
  std::vector<const std::uint64_t*> dense;
  std::vector<SparseSetter> sparse;
  std::uint32_t only = 0;
  for (const SegmentWord& word : plan.words) {
    if (!word.required) continue;
    for (const SegmentWord::Member& member : word.members) {
      only = member.list.df;
      if (member.list.dense != nullptr) {
        dense.push_back(member.list.dense);
      } else {
        sparse.emplace_back(member.list);
      }
    }
  }
  if (dense.size() + sparse.size() <= 1 && plan.shows_all() && plan.matches == nullptr) return only;

  const auto& kernels = simd::bitset_kernels();
  const std::uint32_t docs = plan.segment->reader().doc_count();
  std::array<std::uint64_t, kWindow / 64> bits;
  std::uint64_t count = 0;
  for (std::uint32_t base = 0; base < docs && !plan.is_late(); base += kWindow) {
    const std::size_t first = base / 64;
    const std::size_t size = std::min(bits.size(), simd::words_for(docs) - first);
    if (dense.empty()) {
      std::fill_n(bits.begin(), size, 0);
    } else if (dense.size() == 1) {
      std::copy_n(dense[0] + first, size, bits.begin());
    } else {
      kernels.bit_or(dense[0] + first, dense[1] + first, bits.data(), size);
    }
    for (std::size_t i = 2; i < dense.size(); ++i) {
      kernels.bit_or(bits.data(), dense[i] + first, bits.data(), size);
    }
    for (SparseSetter& list : sparse) list.set_before(base, std::min(docs, base + kWindow), bits.data());
    if (plan.filter != nullptr) {
      kernels.bit_and(bits.data(), plan.filter->words.data() + first, bits.data(), size);
    }
    if (const LiveDocs* const live = plan.segment->live()) {
      kernels.bit_and(bits.data(), live->words.data() + first, bits.data(), size);
    }
    if (plan.matches != nullptr)
      kernels.bit_or(plan.matches + first, bits.data(), plan.matches + first, size);
    count += kernels.popcount(bits.data(), size);
  }
  return count;
}

std::uint64_t count_all(const SegmentPlan& plan) {
  constexpr std::size_t kPiece = 1024;  // So many words have one entry in the lists' directories.
  const auto& kernels = simd::bitset_kernels();
  std::vector<const std::uint64_t*> sets;
  std::vector<const PostingList*> lists;
  for (const SegmentWord& word : plan.words) {
    if (!word.required) continue;
    lists.push_back(&word.members[0].list);
    sets.push_back(lists.back()->dense);
  }
  if (plan.filter != nullptr) sets.push_back(plan.filter->words.data());
  if (const LiveDocs* const live = plan.segment->live()) sets.push_back(live->words.data());
  const std::size_t words = simd::words_for(plan.segment->reader().doc_count());
  std::array<std::uint64_t, kPiece> piece;
  std::uint64_t count = 0;
  for (std::size_t begin = 0; begin < words; begin += kPiece) {
    const std::size_t size = std::min(kPiece, words - begin);
    const auto first = static_cast<std::uint32_t>(begin * 64);
    const auto last = static_cast<std::uint32_t>((begin + size) * 64 - 1);
    const auto is_there = [&](const PostingList* list) { return list->dense_any(first, last); };
    if (!std::all_of(lists.begin(), lists.end(), is_there)) continue;
    if (sets.size() == 2 && plan.matches == nullptr) {
      count += kernels.and_popcount(sets[0] + begin, sets[1] + begin, size);
      continue;
    }
    std::copy_n(sets[0] + begin, size, piece.begin());
    for (std::size_t i = 1; i + 1 < sets.size(); ++i) {
      kernels.bit_and(piece.data(), sets[i] + begin, piece.data(), size);
    }
    if (plan.matches != nullptr) {
      std::uint64_t* const noted = plan.matches + begin;
      kernels.bit_and(piece.data(), sets.back() + begin, noted, size);
      count += kernels.popcount(noted, size);
    } else {
      count += kernels.and_popcount(piece.data(), sets.back() + begin, size);
    }
  }
  return count;
}

}  // namespace khoj::index

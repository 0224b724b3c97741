#include "index/keyword_column.hpp"

#include <bit>

#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

auto corrupt(std::string_view what) {
  return base::fail(base::ErrorCode::corruption, "keyword column: {}", what);
}

bool ascends(const std::uint32_t* values, std::size_t count) {
  for (std::size_t i = 1; i < count; ++i) {
    if (values[i - 1] > values[i]) return false;
  }
  return true;
}

}  // namespace

base::Result<KeywordColumn> KeywordColumn::open(std::span<const std::uint8_t> values,
                                                std::span<const std::uint8_t> rows,
                                                std::span<const std::uint8_t> postings,
                                                std::uint32_t doc_count) {
  KeywordColumn column;
  if (values.size() < 8) return corrupt("the dictionary is too short");
  const auto* const head = reinterpret_cast<const std::uint32_t*>(values.data());
  const std::uint64_t count = head[0];
  if (values.size() < 8 + count * 4) return corrupt("the dictionary is shorter than its offsets");
  column.count_ = static_cast<std::uint32_t>(count);
  column.offsets_ = head + 1;
  column.text_ = values.data() + 8 + count * 4;
  if (column.offsets_[0] != 0 || !ascends(column.offsets_, count + 1) ||
      column.offsets_[count] != values.size() - 8 - count * 4) {
    return corrupt("the dictionary's offsets are out of order");
  }
  for (std::uint32_t i = 1; i < count; ++i) {
    if (column.value(i - 1) >= column.value(i)) return corrupt("the values are out of order");
  }

  const std::size_t row_bytes = (doc_count + std::size_t{1}) * 4;
  if (rows.size() < row_bytes || rows.size() % 4 != 0) return corrupt("the rows are too short");
  column.rows_ = reinterpret_cast<const std::uint32_t*>(rows.data());
  column.ordinals_ = column.rows_ + doc_count + 1;
  const std::size_t pairs = (rows.size() - row_bytes) / 4;
  if (column.rows_[0] != 0 || !ascends(column.rows_, doc_count + std::size_t{1}) ||
      column.rows_[doc_count] != pairs) {
    return corrupt("the rows' offsets are out of order");
  }
  for (std::size_t i = 0; i < pairs; ++i) {
    if (column.ordinals_[i] >= count) return corrupt("a row names a value that is not in the dictionary");
  }

  if (postings.size() < count * sizeof(KeywordEntry)) return corrupt("the value lists are too short");
  column.entries_ = reinterpret_cast<const KeywordEntry*>(postings.data());
  column.postings_ = postings.data();
  column.words_ = simd::words_for(doc_count);
  const std::uint64_t bitset_bytes = column.words_ * 8;
  std::uint64_t expected = count * sizeof(KeywordEntry);
  for (std::uint32_t i = 0; i < count; ++i) {
    const KeywordEntry& entry = column.entries_[i];
    const std::uint64_t size =
        entry.is_bitset == 1 ? bitset_bytes : (std::uint64_t{entry.df} * 4 + 7) / 8 * 8;
    if (entry.offset != expected || entry.is_bitset > 1 || size > postings.size() - expected) {
      return corrupt("a value's list is out of place");
    }
    column.bitsets_ += entry.is_bitset;
    column.listed_ += entry.is_bitset == 1 ? 0 : entry.df;
    expected += size;
    if (entry.is_bitset == 1) {
      const auto* const words = reinterpret_cast<const std::uint64_t*>(postings.data() + entry.offset);
      if (doc_count % 64 != 0 && (words[doc_count / 64] >> (doc_count % 64)) != 0) {
        return corrupt("a value's bitset is longer than the segment");
      }
    } else {
      const auto* const docs = reinterpret_cast<const std::uint32_t*>(postings.data() + entry.offset);
      for (std::uint32_t j = 0; j < entry.df; ++j) {
        if (docs[j] >= doc_count) return corrupt("a value's list is longer than the segment");
      }
    }
  }
  if (expected != postings.size()) return corrupt("bytes behind the last value's list");
  return column;
}

std::optional<std::uint32_t> KeywordColumn::find(std::string_view wanted) const noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = count_;
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (value(middle) < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < count_ && value(low) == wanted ? std::optional(low) : std::nullopt;
}

std::uint64_t KeywordColumn::count_in(std::uint32_t ordinal,
                                      std::span<const std::uint64_t> bits) const noexcept {
  const KeywordEntry& entry = entries_[ordinal];
  if (entry.is_bitset != 0) {
    const auto* const words = reinterpret_cast<const std::uint64_t*>(postings_ + entry.offset);
    return simd::bitset_kernels().and_popcount(words, bits.data(), bits.size());
  }
  const auto* const docs = reinterpret_cast<const std::uint32_t*>(postings_ + entry.offset);
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < entry.df; ++i) count += simd::test_bit(bits.data(), docs[i]) ? 1 : 0;
  return count;
}

std::optional<std::uint32_t> KeywordColumn::first_document(std::uint32_t ordinal) const noexcept {
  const KeywordEntry& entry = entries_[ordinal];
  if (entry.is_bitset == 0) {
    if (entry.df == 0) return std::nullopt;
    return *reinterpret_cast<const std::uint32_t*>(postings_ + entry.offset);
  }
  const auto* const words = reinterpret_cast<const std::uint64_t*>(postings_ + entry.offset);
  for (std::size_t i = 0; i < words_; ++i) {
    if (words[i] != 0)
      return static_cast<std::uint32_t>(i * 64) + static_cast<std::uint32_t>(std::countr_zero(words[i]));
  }
  return std::nullopt;
}

void KeywordColumn::add_documents(std::uint32_t ordinal, std::span<std::uint64_t> bits) const noexcept {
  const KeywordEntry& entry = entries_[ordinal];
  if (entry.is_bitset != 0) {
    const auto* const words = reinterpret_cast<const std::uint64_t*>(postings_ + entry.offset);
    simd::bitset_kernels().bit_or(bits.data(), words, bits.data(), bits.size());
    return;
  }
  const auto* const docs = reinterpret_cast<const std::uint32_t*>(postings_ + entry.offset);
  for (std::uint32_t i = 0; i < entry.df; ++i) simd::set_bit(bits.data(), docs[i]);
}

}  // namespace khoj::index

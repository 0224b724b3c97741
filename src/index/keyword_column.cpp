#include "index/keyword_column.hpp"

#include <algorithm>
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
                                                std::uint32_t doc_count, std::uint32_t version) {
  KeywordColumn column;
  KHOJ_TRY(column.open_values(values));
  KHOJ_TRY(column.open_rows(rows, doc_count, version));
  KHOJ_TRY(column.open_postings(postings, doc_count));
  return column;
}

base::Status KeywordColumn::open_values(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 8) return corrupt("the dictionary is too short");
  const auto* const head = reinterpret_cast<const std::uint32_t*>(bytes.data());
  const std::uint64_t count = head[0];
  if (bytes.size() < 8 + count * 4) return corrupt("the dictionary is shorter than its offsets");
  count_ = static_cast<std::uint32_t>(count);
  offsets_ = head + 1;
  text_ = bytes.data() + 8 + count * 4;
  if (offsets_[0] != 0 || !ascends(offsets_, count + 1) || offsets_[count] != bytes.size() - 8 - count * 4) {
    return corrupt("the dictionary's offsets are out of order");
  }
  for (std::uint32_t i = 1; i < count; ++i) {
    if (value(i - 1) >= value(i)) return corrupt("the values are out of order");
  }
  return {};
}

base::Status KeywordColumn::open_rows(std::span<const std::uint8_t> bytes, std::uint32_t doc_count,
                                      std::uint32_t version) {
  KeywordRowsHeader header{0, doc_count};  // In version 1 there is none: every document has its own set.
  if (version > 1) {
    if (bytes.size() < sizeof header) return corrupt("the rows are too short");
    header = *reinterpret_cast<const KeywordRowsHeader*>(bytes.data());
    bytes = bytes.subspan(sizeof header);
  }
  const bool has_codes = header.width != 0;
  if (has_codes ? header.width != code_width(header.sets) : header.sets != doc_count)
    return corrupt("the codes of the rows have a wrong width");
  const std::uint64_t begins_bytes = (header.sets + std::uint64_t{1}) * 4;
  const std::uint64_t codes_bytes = doc_count * std::uint64_t{header.width};
  if (bytes.size() < begins_bytes + codes_bytes) return corrupt("the rows are too short");
  const std::uint64_t ordinals_bytes = bytes.size() - begins_bytes - codes_bytes;
  sets_ = header.sets;
  begins_ = reinterpret_cast<const std::uint32_t*>(bytes.data());
  ordinals_ = begins_ + sets_ + 1;
  if (begins_[0] != 0 || !ascends(begins_, sets_ + std::size_t{1}) ||
      begins_[sets_] * std::uint64_t{4} != ordinals_bytes) {
    return corrupt("the rows' offsets are out of order");
  }
  for (std::size_t i = 0; i < begins_[sets_]; ++i) {
    if (ordinals_[i] >= count_) return corrupt("a row names a value that is not in the dictionary");
  }
  if (has_codes) codes_ = CodeArray(bytes.data() + begins_bytes + ordinals_bytes, header.width);
  if (!codes_.all_below(sets_, doc_count)) return corrupt("a row names a set that is not there");
  return {};
}

base::Status KeywordColumn::open_postings(std::span<const std::uint8_t> bytes, std::uint32_t doc_count) {
  const std::uint64_t head_bytes = std::uint64_t{count_} * sizeof(KeywordEntry);
  if (bytes.size() < head_bytes) return corrupt("the value lists are too short");
  entries_ = reinterpret_cast<const KeywordEntry*>(bytes.data());
  postings_ = bytes.data();
  words_ = simd::words_for(doc_count);
  std::uint64_t expected = head_bytes;
  for (std::uint32_t i = 0; i < count_; ++i) {
    const KeywordEntry& entry = entries_[i];
    const std::uint64_t size = entry.is_bitset == 1 ? words_ * 8 : (std::uint64_t{entry.df} * 4 + 7) / 8 * 8;
    if (entry.offset != expected || entry.is_bitset > 1 || size > bytes.size() - expected) {
      return corrupt("a value's list is out of place");
    }
    bitsets_ += entry.is_bitset;
    listed_ += entry.is_bitset == 1 ? 0 : entry.df;
    expected += size;
    if (entry.is_bitset == 1) {
      const auto* const words = reinterpret_cast<const std::uint64_t*>(postings_ + entry.offset);
      if (doc_count % 64 != 0 && (words[doc_count / 64] >> (doc_count % 64)) != 0) {
        return corrupt("a value's bitset is longer than the segment");
      }
    } else {
      const auto* const docs = reinterpret_cast<const std::uint32_t*>(postings_ + entry.offset);
      for (std::uint32_t j = 0; j < entry.df; ++j) {
        if (docs[j] >= doc_count) return corrupt("a value's list is longer than the segment");
      }
    }
  }
  if (expected != bytes.size()) return corrupt("bytes behind the last value's list");
  return {};
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

std::vector<std::uint32_t> KeywordColumn::first_documents(std::uint32_t ordinal, std::size_t limit) const {
  const KeywordEntry& entry = entries_[ordinal];
  std::vector<std::uint32_t> found;
  if (entry.is_bitset == 0) {
    const auto* const docs = reinterpret_cast<const std::uint32_t*>(postings_ + entry.offset);
    found.assign(docs, docs + std::min<std::size_t>(entry.df, limit));
    return found;
  }
  const auto* const words = reinterpret_cast<const std::uint64_t*>(postings_ + entry.offset);
  for (std::size_t i = 0; i < words_; ++i) {
    for (std::uint64_t word = words[i]; word != 0; word &= word - 1) {
      if (found.size() == limit) return found;
      found.push_back(static_cast<std::uint32_t>(i * 64) +
                      static_cast<std::uint32_t>(std::countr_zero(word)));
    }
  }
  return found;
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

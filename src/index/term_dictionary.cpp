#include "index/term_dictionary.hpp"

#include <algorithm>

namespace khoj::index {
namespace {

/// Reads one front-coded term over the one before it in `term`. @return false when the bytes make no sense.
bool read_term(ByteReader& in, std::string& term) {
  const std::uint32_t shared = in.varint();
  const std::uint32_t size = in.varint();
  const std::uint8_t* const suffix = in.take(size);
  if (!in.ok() || shared > term.size() || shared + size > kMaxTermBytes) return false;
  term.resize(shared);
  term.append(reinterpret_cast<const char*>(suffix), size);
  return true;
}

/// Compares as the first eight bytes do.
std::uint64_t head_of(std::string_view term) noexcept {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < sizeof head; ++i)
    head = (head << 8U) | (i < term.size() ? static_cast<std::uint8_t>(term[i]) : 0U);
  return head;
}

}  // namespace

base::Status TermDictionary::validate() {
  using base::ErrorCode;
  const std::size_t expected = (count_ + std::size_t{kTermsPerBlock} - 1) / kTermsPerBlock + 1;
  if (blocks_.size() != expected || blocks_.front() != 0 || blocks_.back() != terms_.size()) {
    return base::fail(ErrorCode::corruption, "the term dictionary's blocks do not fit its {} terms", count_);
  }
  ByteReader in(terms_.data(), terms_.size());
  std::string previous;
  std::string term;
  for (std::uint32_t ordinal = 0; ordinal < count_; ++ordinal) {
    if (ordinal % kTermsPerBlock == 0) {
      if (terms_.size() - in.left() != blocks_[ordinal / kTermsPerBlock] || in.left() == 0 || *in.at() != 0) {
        return base::fail(ErrorCode::corruption, "term {} does not begin its block", ordinal);
      }
    }
    if (!read_term(in, term)) return base::fail(ErrorCode::corruption, "term {} cannot be read", ordinal);
    if (ordinal > 0 && term <= previous) {
      return base::fail(ErrorCode::corruption, "term {} is out of order", ordinal);
    }
    previous = term;
  }
  if (in.left() != 0) return base::fail(ErrorCode::corruption, "bytes behind the last term");
  gather_heads();
  return {};
}

std::string_view TermDictionary::first_of_block(std::size_t block) const noexcept {
  ByteReader in = open_block(block);
  in.byte();
  const std::uint32_t size = in.varint();
  const std::uint8_t* const bytes = in.take(size);
  return bytes == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(bytes), size);
}

void TermDictionary::gather_heads() {
  heads_.clear();
  heads_.reserve(blocks_.size());
  for (std::size_t block = 0; block + 1 < blocks_.size(); ++block)
    heads_.push_back(head_of(first_of_block(block)));
}

std::size_t TermDictionary::block_of(std::string_view term) const noexcept {
  // The block is the last one whose first term is not behind `term`.
  const auto [alike, behind] = std::equal_range(heads_.begin(), heads_.end(), head_of(term));
  auto low = static_cast<std::size_t>(alike - heads_.begin());
  auto high = static_cast<std::size_t>(behind - heads_.begin());
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (first_of_block(middle) <= term) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? 0 : low - 1;
}

std::optional<std::uint32_t> TermDictionary::find(std::string_view term) const {
  if (count_ == 0) return std::nullopt;
  const std::size_t block = block_of(term);
  ByteReader in = open_block(block);
  const auto first = static_cast<std::uint32_t>(block * kTermsPerBlock);
  // How many bytes `term` begins with of the entry before, which is smaller: enough to compare without putting it together.
  std::size_t matched = 0;
  for (std::uint32_t ordinal = first; ordinal < std::min(first + kTermsPerBlock, count_); ++ordinal) {
    const std::uint32_t shared = in.varint();
    const std::uint32_t size = in.varint();
    const std::uint8_t* const suffix = in.take(size);
    if (!in.ok() || shared < matched) return std::nullopt;
    if (shared > matched) continue;
    const std::size_t rest = term.size() - matched;
    std::size_t same = 0;
    while (same < std::min<std::size_t>(size, rest) &&
           suffix[same] == static_cast<std::uint8_t>(term[matched + same])) {
      ++same;
    }
    if (same == rest) return size == rest ? std::optional(ordinal) : std::nullopt;
    if (same < size && suffix[same] > static_cast<std::uint8_t>(term[matched + same])) return std::nullopt;
    matched += same;
  }
  return std::nullopt;
}

std::uint32_t TermDictionary::lower_bound(std::string_view term) const {
  if (count_ == 0) return 0;
  const std::size_t block = block_of(term);
  ByteReader in = open_block(block);
  std::string at;
  const auto first = static_cast<std::uint32_t>(block * kTermsPerBlock);
  const std::uint32_t end = std::min(first + kTermsPerBlock, count_);
  for (std::uint32_t ordinal = first; ordinal < end; ++ordinal) {
    if (!read_term(in, at) || at >= term) return ordinal;
  }
  return end;
}

std::pair<std::uint32_t, std::uint32_t> TermDictionary::range_of(std::string_view prefix) const {
  const std::uint32_t first = lower_bound(prefix);
  if (prefix.empty() || first == count_) return {first, count_};
  // Most prefixes that are asked for begin nothing.
  std::string behind;
  read(first, behind);
  if (!behind.starts_with(prefix)) return {first, first};
  // Behind all terms with the prefix stands the prefix with its last byte raised; no term has a byte 0xFF.
  behind.assign(prefix);
  behind.back() = static_cast<char>(static_cast<unsigned char>(behind.back()) + 1U);
  return {first, lower_bound(behind)};
}

void TermDictionary::read(std::uint32_t ordinal, std::string& term) const {
  ByteReader in = open_block(ordinal / kTermsPerBlock);
  for (std::uint32_t i = 0; i <= ordinal % kTermsPerBlock; ++i) {
    if (!read_term(in, term)) return;
  }
}

void TermDictionary::Iterator::read() {
  if (!at_end() && !read_term(in_, term_)) ordinal_ = dictionary_->count_;
}

void TermDictionary::Iterator::seek(std::uint32_t ordinal) {
  ordinal_ = ordinal;
  if (at_end()) return;
  const std::uint32_t block = ordinal / kTermsPerBlock;
  in_ = dictionary_->open_block(block);
  ordinal_ = block * kTermsPerBlock;
  for (read(); ordinal_ < ordinal; next()) {
  }
}

}  // namespace khoj::index

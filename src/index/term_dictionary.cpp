#include "index/term_dictionary.hpp"

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

}  // namespace

base::Status TermDictionary::validate() const {
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
  return {};
}

std::string_view TermDictionary::first_of_block(std::size_t block) const noexcept {
  ByteReader in(terms_.data() + blocks_[block], terms_.size() - blocks_[block]);
  in.byte();
  const std::uint32_t size = in.varint();
  const std::uint8_t* const bytes = in.take(size);
  return bytes == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(bytes), size);
}

std::optional<std::uint32_t> TermDictionary::find(std::string_view term) const {
  if (count_ == 0) return std::nullopt;
  std::size_t low = 0;
  std::size_t high = blocks_.size() - 1;
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (first_of_block(middle) <= term ? low : high) = middle;
  }
  ByteReader in(terms_.data() + blocks_[low], terms_.size() - blocks_[low]);
  std::string at;
  const auto first = static_cast<std::uint32_t>(low * kTermsPerBlock);
  for (std::uint32_t ordinal = first; ordinal < std::min(first + kTermsPerBlock, count_); ++ordinal) {
    if (!read_term(in, at)) return std::nullopt;
    if (at >= term) return at == term ? std::optional(ordinal) : std::nullopt;
  }
  return std::nullopt;
}

void TermDictionary::Iterator::read() {
  if (!at_end() && !read_term(in_, term_)) ordinal_ = dictionary_->count_;
}

}  // namespace khoj::index

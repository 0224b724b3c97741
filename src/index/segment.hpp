// A Segment is an open segment as one snapshot sees it: the reader and which of its documents are alive. Immutable,
// thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "index/segment_reader.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {

/// A bit a document: one while it is alive. Copied before it is changed once a snapshot has it.
struct LiveDocs {
  explicit LiveDocs(std::uint32_t doc_count) : words(simd::words_for(doc_count), ~std::uint64_t{0}) {
    if (doc_count % 64 != 0) words.back() = (std::uint64_t{1} << (doc_count % 64)) - 1;
  }
  std::vector<std::uint64_t> words;
  std::uint32_t deleted = 0;

  /// @return false when the document was dead before.
  bool remove(std::uint32_t doc) {
    if (!simd::test_bit(words.data(), doc)) return false;
    words[doc >> 6] &= ~(std::uint64_t{1} << (doc & 63));
    ++deleted;
    return true;
  }
};

class Segment {
 public:
  /// `live` is null while nothing is deleted.
  Segment(std::shared_ptr<const SegmentReader> reader, std::shared_ptr<const LiveDocs> live)
      : reader_(std::move(reader)), live_(std::move(live)) {}

  [[nodiscard]] const SegmentReader& reader() const noexcept { return *reader_; }
  [[nodiscard]] const std::shared_ptr<const SegmentReader>& shared_reader() const noexcept { return reader_; }
  /// Null when every document is alive.
  [[nodiscard]] const LiveDocs* live() const noexcept { return live_.get(); }
  [[nodiscard]] const std::shared_ptr<const LiveDocs>& shared_live() const noexcept { return live_; }
  [[nodiscard]] bool is_live(std::uint32_t doc) const noexcept {
    return live_ == nullptr || simd::test_bit(live_->words.data(), doc);
  }
  [[nodiscard]] std::uint32_t live_count() const noexcept {
    return reader_->doc_count() - (live_ == nullptr ? 0 : live_->deleted);
  }

 private:
  std::shared_ptr<const SegmentReader> reader_;
  std::shared_ptr<const LiveDocs> live_;
};

}  // namespace khoj::index

// A Segment is an open segment as one snapshot sees it: the reader, which of its documents are alive, and which have
// other values by now. Immutable, thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "index/revisions.hpp"
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

/// `live` is null while nothing is deleted.
[[nodiscard]] inline bool is_alive(const LiveDocs* live, std::uint32_t doc) noexcept {
  return live == nullptr || simd::test_bit(live->words.data(), doc);
}

class Segment {
 public:
  /// Where a document's columns, stored blob and static rank are read.
  struct Values {
    const SegmentReader* reader;
    std::uint32_t doc;
  };

  /// `live` is null while nothing is deleted, `revisions` while nothing has changed in place.
  Segment(std::shared_ptr<const SegmentReader> reader, std::shared_ptr<const LiveDocs> live,
          std::shared_ptr<const Revisions> revisions = nullptr)
      : reader_(std::move(reader)), live_(std::move(live)), revisions_(std::move(revisions)) {}

  [[nodiscard]] const SegmentReader& reader() const noexcept { return *reader_; }
  /// Null when every document is alive.
  [[nodiscard]] const LiveDocs* live() const noexcept { return live_.get(); }
  [[nodiscard]] bool is_live(std::uint32_t doc) const noexcept { return is_alive(live_.get(), doc); }
  /// Null when every document is as it was written.
  [[nodiscard]] const Revisions* revisions() const noexcept { return revisions_.get(); }
  [[nodiscard]] Values values(std::uint32_t doc) const noexcept {
    if (revisions_ == nullptr || !revisions_->holds(doc)) return {reader_.get(), doc};
    const Revisions::Place& place = revisions_->find(doc);
    return {revisions_->layers()[place.layer].values.get(), place.at};
  }
  [[nodiscard]] float static_rank(std::uint32_t doc) const noexcept {
    const auto [reader, at] = values(doc);
    return reader->static_ranks()[at];
  }
  [[nodiscard]] std::uint32_t live_count() const noexcept {
    return reader_->doc_count() - (live_ == nullptr ? 0 : live_->deleted);
  }

 private:
  std::shared_ptr<const SegmentReader> reader_;
  std::shared_ptr<const LiveDocs> live_;
  std::shared_ptr<const Revisions> revisions_;
};

}  // namespace khoj::index

// What has changed in place since a segment was written: columns, stored blobs and static ranks of some of its documents.
// Their words stay where they are. The new values lie in layers, segments without words whose documents have the ItemIds
// of those that they revise; of two layers that have one document the later counts. Immutable but for a cache;
// thread-safe.
#pragma once

#include <bit>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/filter_cache.hpp"
#include "index/segment_reader.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {

struct LiveDocs;
class Segment;

class Revisions {
 public:
  struct Layer {
    std::shared_ptr<const SegmentReader> values;
    std::string file;  ///< Empty in memory.
  };
  /// Document `doc` of the segment has the values of document `at` of layer `layer`.
  struct Place {
    std::uint32_t doc = 0;
    std::uint32_t layer = 0;
    std::uint32_t at = 0;
  };

  /// `before` (null: none) with `layer` on top. Of the layer count the documents that are alive in the segment (`live`
  /// null: all are), and of these, where `of` is given, those that are alive in `of`, too. Null when there is nothing to
  /// add: then `before` stays.
  /// Cost: a look-up a document of the layer, and a copy of all places.
  static std::shared_ptr<const Revisions> add(const SegmentReader& segment, const LiveDocs* live,
                                              const Revisions* before, Layer layer,
                                              const Segment* of = nullptr);
  /// The same with `layer`, or nothing when it has no values, in place of the layers from `from` on. Null when no layer
  /// is left.
  static std::shared_ptr<const Revisions> replace_from(const SegmentReader& segment, const LiveDocs* live,
                                                       const Revisions& before, std::size_t from,
                                                       Layer layer);

  [[nodiscard]] std::span<const Layer> layers() const noexcept { return layers_; }
  /// Documents that have died since are counted, too.
  [[nodiscard]] std::uint32_t count() const noexcept { return static_cast<std::uint32_t>(places_.size()); }
  /// Ascending by document.
  [[nodiscard]] std::span<const Place> places() const noexcept { return places_; }
  /// A bit a document of the segment: one where it is revised.
  [[nodiscard]] std::span<const std::uint64_t> bits() const noexcept { return bits_; }

  [[nodiscard]] bool holds(std::uint32_t doc) const noexcept { return simd::test_bit(bits_.data(), doc); }
  /// REQUIRES: holds(doc).
  [[nodiscard]] const Place& find(std::uint32_t doc) const noexcept {
    const std::uint64_t before = bits_[doc >> 6] & ((std::uint64_t{1} << (doc & 63)) - 1);
    return places_[places_before_[doc >> 6] + static_cast<unsigned>(std::popcount(before))];
  }

  /// What filters give for the segment as revised.
  [[nodiscard]] FilterCache& filters() const noexcept { return filters_; }

 private:
  static std::shared_ptr<const Revisions> join(const SegmentReader& segment, const Revisions* before,
                                               std::size_t from, Layer layer, std::span<const Place> added);

  std::vector<Layer> layers_;
  std::vector<Place> places_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> places_before_;  ///< Of each word of bits_.
  mutable FilterCache filters_;
};

}  // namespace khoj::index

#include "index/revisions.hpp"

#include <algorithm>

#include "index/segment.hpp"

namespace khoj::index {
namespace {

/// The documents that a layer has for the segment, ascending.
std::vector<Revisions::Place> places_in(const SegmentReader& segment, const LiveDocs* live,
                                        const SegmentReader& values, std::uint32_t layer,
                                        const Segment* of = nullptr) {
  std::vector<Revisions::Place> places;
  const auto items = values.items();
  for (std::uint32_t at = 0; at < items.size(); ++at) {
    if (of != nullptr) {
      const auto origin = of->reader().find(domain::ItemId(items[at]));
      if (!origin || !of->is_live(*origin)) continue;
    }
    const auto doc = segment.find(domain::ItemId(items[at]));
    if (doc && is_alive(live, *doc)) places.push_back({*doc, layer, at});
  }
  std::sort(places.begin(), places.end(),
            [](const Revisions::Place& a, const Revisions::Place& b) { return a.doc < b.doc; });
  return places;
}

}  // namespace

std::shared_ptr<const Revisions> Revisions::add(const SegmentReader& segment, const LiveDocs* live,
                                                const Revisions* before, Layer layer, const Segment* of) {
  const std::size_t from = before == nullptr ? 0 : before->layers_.size();
  const auto added = places_in(segment, live, *layer.values, static_cast<std::uint32_t>(from), of);
  return added.empty() ? nullptr : join(segment, before, from, std::move(layer), added);
}

std::shared_ptr<const Revisions> Revisions::replace_from(const SegmentReader& segment, const LiveDocs* live,
                                                         const Revisions& before, std::size_t from,
                                                         Layer layer) {
  std::vector<Place> added;
  if (layer.values != nullptr)
    added = places_in(segment, live, *layer.values, static_cast<std::uint32_t>(from));
  return from == 0 && added.empty() ? nullptr : join(segment, &before, from, std::move(layer), added);
}

std::shared_ptr<const Revisions> Revisions::join(const SegmentReader& segment, const Revisions* before,
                                                 std::size_t from, Layer layer,
                                                 std::span<const Place> added) {
  auto out = std::make_shared<Revisions>();
  if (before != nullptr) {
    const auto kept = before->layers_.begin() + static_cast<std::ptrdiff_t>(from);
    out->layers_.assign(before->layers_.begin(), kept);
    out->places_.reserve(before->places_.size() + added.size());
  }
  auto next = added.begin();
  for (const Place& place : before == nullptr ? std::span<const Place>() : before->places()) {
    for (; next != added.end() && next->doc < place.doc; ++next) out->places_.push_back(*next);
    const bool again = next != added.end() && next->doc == place.doc;
    if (!again && place.layer < from) out->places_.push_back(place);
  }
  out->places_.insert(out->places_.end(), next, added.end());
  if (!added.empty()) out->layers_.push_back(std::move(layer));
  out->bits_.resize(simd::words_for(segment.doc_count()));
  for (const Place& place : out->places_) simd::set_bit(out->bits_.data(), place.doc);
  out->places_before_.reserve(out->bits_.size());
  std::uint32_t before_word = 0;
  for (const std::uint64_t word : out->bits_) {
    out->places_before_.push_back(before_word);
    before_word += static_cast<std::uint32_t>(std::popcount(word));
  }
  return out;
}

}  // namespace khoj::index

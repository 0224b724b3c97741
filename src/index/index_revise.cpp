// Changes in place: new values gather as documents without words, become a layer of the segments that have the documents,
// and layers are merged so that they stay few.
#include <utility>

#include "index/index_impl.hpp"
#include "index/segment_merger.hpp"

namespace khoj::index {
namespace {

/// The layers of a segment from `from` on that have the last word on any document, with just those alive.
std::vector<std::shared_ptr<const Segment>> layers_from(const SegmentSet::Entry& entry, std::size_t from) {
  const auto layers = entry.revisions->layers();
  std::vector<std::shared_ptr<LiveDocs>> live(layers.size());
  for (std::size_t i = from; i < layers.size(); ++i) {
    live[i] = std::make_shared<LiveDocs>(layers[i].values->doc_count());
    std::fill(live[i]->words.begin(), live[i]->words.end(), 0);
    live[i]->deleted = layers[i].values->doc_count();
  }
  for (const Revisions::Place& place : entry.revisions->places()) {
    if (place.layer < from || !is_alive(entry.live.get(), place.doc)) continue;
    simd::set_bit(live[place.layer]->words.data(), place.at);
    --live[place.layer]->deleted;
  }
  std::vector<std::shared_ptr<const Segment>> out;
  for (std::size_t i = from; i < layers.size(); ++i) {
    auto layer = std::make_shared<const Segment>(layers[i].values, live[i]);
    if (layer->live_count() > 0) out.push_back(std::move(layer));
  }
  return out;
}

std::uint64_t docs_of(const Revisions::Layer& layer) { return layer.values->doc_count(); }

/// From which layer on they should be one: each is to be more than twice as large as what lies over it. `to_file`: all
/// layers in memory, and those on disk that are not. Otherwise only layers in memory.
std::size_t first_to_merge(const Revisions& revisions, bool to_file) {
  const auto layers = revisions.layers();
  std::size_t from = layers.size();
  std::uint64_t docs = 0;
  while (from > 0) {
    const Revisions::Layer& below = layers[from - 1];
    const bool in_memory = below.file.empty();
    const bool joins = to_file ? in_memory || (docs > 0 && docs_of(below) <= 2 * docs)
                               : in_memory && (docs == 0 || docs_of(below) <= 2 * docs);
    if (!joins) break;
    docs += docs_of(below);
    --from;
  }
  return from;
}

}  // namespace

base::Result<bool> Index::Impl::revise(const Document& document) {
  if (broken) return base::fail(*broken);
  if (builder.contains(document.item)) return false;
  {
    const std::lock_guard held(state);
    if (segments.find(document.item) == nullptr) return false;
  }
  const std::vector<std::span<const text::Token>> no_words(options.schema.text.size());
  KHOJ_TRY(revised.add(document, no_words));
  constexpr std::size_t kShareOfBuffer = 4;
  if (revised.used_bytes() >= options.buffer_bytes / kShareOfBuffer) KHOJ_TRY(seal_revised());
  return true;
}

base::Status Index::Impl::seal_revised() {
  if (revised.empty()) return {};
  SegmentSink sink = SegmentSink::to_memory();
  const auto write = [&]() -> base::Result<std::shared_ptr<const SegmentReader>> {
    KHOJ_TRY(revised.write({}, sink));
    return SegmentReader::from_bytes("revisions in memory", sink.take_bytes(), options.schema);
  };
  auto values = write();
  if (!values) {
    broken = values.error();
    return base::fail(std::move(values).error());
  }
  const std::lock_guard held(state);
  segments.revise(*values);
  return {};
}

base::Status Index::Impl::compact_revisions() {
  const std::lock_guard held(state);
  for (SegmentSet::Entry& entry : segments.entries()) {
    if (entry.revisions == nullptr) continue;
    const std::size_t from = first_to_merge(*entry.revisions, false);
    if (from + 1 >= entry.revisions->layers().size()) continue;
    const auto inputs = layers_from(entry, from);
    Revisions::Layer merged;
    if (!inputs.empty()) {
      KHOJ_ASSIGN(merged.values, merge_to_memory(inputs, {}));
    }
    entry.revisions =
        Revisions::replace_from(*entry.reader, entry.live.get(), *entry.revisions, from, std::move(merged));
  }
  return {};
}

base::Status Index::Impl::persist_revisions() {
  for (SegmentSet::Entry& entry : segments.entries()) {
    if (entry.file.empty() || entry.revisions == nullptr) continue;
    const std::size_t from = first_to_merge(*entry.revisions, true);
    const auto layers = entry.revisions->layers();
    if (from == layers.size()) continue;
    const auto inputs = layers_from(entry, from);
    Revisions::Layer merged;
    if (!inputs.empty()) {
      merged.file = new_file("rev");
      KHOJ_ASSIGN(merged.values, merge_to_file(inputs, {}, merged.file));
    }
    for (const Revisions::Layer& layer : layers.subspan(from)) segments.make_obsolete(layer.file);
    entry.revisions =
        Revisions::replace_from(*entry.reader, entry.live.get(), *entry.revisions, from, std::move(merged));
  }
  return {};
}

}  // namespace khoj::index

#include "index/segment_set.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace khoj::index {
namespace {

bool contains(std::span<const std::uint64_t> ids, std::uint64_t id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// Kills in `merged_live` what was alive in `before` and is dead in `now`: all of it if the segment itself is `gone`.
void carry_deaths(const Segment& before, const LiveDocs* now, bool gone, const SegmentReader& merged,
                  std::shared_ptr<LiveDocs>& merged_live) {
  if (now == nullptr && !gone) return;
  const SegmentReader& reader = before.reader();
  for (std::size_t i = 0; i < simd::words_for(reader.doc_count()); ++i) {
    std::uint64_t died = gone ? ~std::uint64_t{0} : ~now->words[i];
    if (before.live() != nullptr) died &= before.live()->words[i];
    for (; died != 0; died &= died - 1) {
      const std::size_t doc = i * 64 + static_cast<unsigned>(std::countr_zero(died));
      if (doc >= reader.doc_count()) break;
      const auto place = merged.find(domain::ItemId(reader.items()[doc]));
      if (!place) continue;
      if (merged_live == nullptr) merged_live = std::make_shared<LiveDocs>(merged.doc_count());
      merged_live->remove(*place);
    }
  }
}

/// Lays over `merged` the layers of `now` that `before` did not have yet, for the documents that came from it: a layer
/// may lie over other segments, too, and be older than what lies over it there. They are in memory then, whatever file
/// they were read from: that file goes with the segment that it belonged to.
void carry_revisions(const Segment& before, const Revisions* now, const SegmentReader& merged,
                     const LiveDocs* merged_live, std::shared_ptr<const Revisions>& merged_revisions) {
  if (now == nullptr) return;
  const auto known =
      before.revisions() == nullptr ? std::span<const Revisions::Layer>() : before.revisions()->layers();
  for (const Revisions::Layer& layer : now->layers()) {
    const bool was_there = std::any_of(
        known.begin(), known.end(), [&](const Revisions::Layer& old) { return old.values == layer.values; });
    if (was_there) continue;
    auto revised = Revisions::add(merged, merged_live, merged_revisions.get(), {layer.values, {}}, &before);
    if (revised) merged_revisions = std::move(revised);
  }
}

}  // namespace

SegmentSet::Entry& SegmentSet::add(std::shared_ptr<const SegmentReader> reader, std::string file) {
  Entry entry;
  entry.id = next_id_++;
  entry.reader = std::move(reader);
  entry.file = std::move(file);
  return entries_.emplace_back(std::move(entry));
}

SegmentSet::Entry* SegmentSet::find(domain::ItemId item) {
  const auto has_it = [&](const Entry& entry) {
    const auto doc = entry.reader->find(item);
    return doc && is_alive(entry.live.get(), *doc);
  };
  const auto found = std::find_if(entries_.begin(), entries_.end(), has_it);
  return found == entries_.end() ? nullptr : &*found;
}

bool SegmentSet::remove(domain::ItemId item) {
  Entry* const entry = find(item);
  if (entry == nullptr) return false;
  if (entry->live == nullptr) {
    entry->live = std::make_shared<LiveDocs>(entry->reader->doc_count());
  } else if (entry->live_is_shared) {
    entry->live = std::make_shared<LiveDocs>(*entry->live);
  }
  entry->live_is_shared = false;
  entry->live_changed = true;
  return entry->live->remove(*entry->reader->find(item));
}

std::shared_ptr<const Segment> SegmentSet::view(Entry& entry) {
  entry.live_is_shared = true;
  return std::make_shared<const Segment>(entry.reader, entry.live, entry.revisions);
}

void SegmentSet::revise(const std::shared_ptr<const SegmentReader>& values) {
  for (Entry& entry : entries_) {
    auto revised = Revisions::add(*entry.reader, entry.live.get(), entry.revisions.get(), {values, {}});
    if (revised) entry.revisions = std::move(revised);
  }
}

std::vector<std::shared_ptr<const Segment>> SegmentSet::publish() {
  std::erase_if(entries_, [this](Entry& entry) {
    if (entry.live_count() > 0) return false;
    make_obsolete(entry);
    return true;
  });
  for (Entry& entry : entries_) {
    const bool as_published = entry.published != nullptr && entry.published->live() == entry.live.get() &&
                              entry.published->revisions() == entry.revisions.get();
    if (!as_published) entry.published = view(entry);
  }
  return published();
}

std::vector<std::shared_ptr<const Segment>> SegmentSet::published() const {
  std::vector<std::shared_ptr<const Segment>> out;
  for (const Entry& entry : entries_) {
    if (entry.published != nullptr) out.push_back(entry.published);
  }
  return out;
}

void SegmentSet::replace(std::span<const std::uint64_t> ids,
                         std::span<const std::shared_ptr<const Segment>> inputs,
                         std::shared_ptr<const SegmentReader> merged, std::string file) {
  std::shared_ptr<LiveDocs> live;
  std::shared_ptr<LiveDocs> published_live;
  bool published = false;
  const auto entry_of = [&](std::uint64_t id) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const Entry& candidate) { return candidate.id == id; });
  };
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto entry = entry_of(ids[i]);
    // publish() has dropped it meanwhile, because nothing in it was alive any more.
    const bool gone = entry == entries_.end();
    carry_deaths(*inputs[i], gone ? nullptr : entry->live.get(), gone, *merged, live);
    if (!gone && entry->published == nullptr) continue;
    published = true;
    carry_deaths(*inputs[i], gone ? nullptr : entry->published->live(), gone, *merged, published_live);
  }
  std::shared_ptr<const Revisions> revisions;
  std::shared_ptr<const Revisions> published_revisions;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto entry = entry_of(ids[i]);
    if (entry == entries_.end()) continue;
    carry_revisions(*inputs[i], entry->revisions.get(), *merged, live.get(), revisions);
    if (entry->published == nullptr) continue;
    carry_revisions(*inputs[i], entry->published->revisions(), *merged, published_live.get(),
                    published_revisions);
  }
  drop(ids);
  Entry& entry = add(std::move(merged), std::move(file));
  entry.live = std::move(live);
  entry.live_changed = entry.live != nullptr;
  entry.revisions = std::move(revisions);
  if (published)
    entry.published = std::make_shared<const Segment>(entry.reader, std::move(published_live),
                                                      std::move(published_revisions));
}

void SegmentSet::drop(std::span<const std::uint64_t> ids) {
  std::erase_if(entries_, [&](Entry& entry) {
    if (!contains(ids, entry.id)) return false;
    make_obsolete(entry);
    return true;
  });
}

void SegmentSet::make_obsolete(Entry& entry) {
  make_obsolete(std::move(entry.file));
  make_obsolete(std::move(entry.live_file));
  if (entry.revisions == nullptr) return;
  for (const Revisions::Layer& layer : entry.revisions->layers()) make_obsolete(layer.file);
}

FieldTotals SegmentSet::totals(std::span<const std::uint64_t> except) const {
  FieldTotals out;
  for (const Entry& entry : entries_) {
    if (!contains(except, entry.id)) out.add(entry.reader->totals());
  }
  return out;
}

}  // namespace khoj::index

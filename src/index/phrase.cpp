#include "index/phrase.hpp"

#include <algorithm>
#include <cstring>

#include "index/posting_encoder.hpp"
#include "index/posting_payload.hpp"
#include "index/segment_reader.hpp"

namespace khoj::index {
namespace {

/// Where a phrase would begin: the field in the upper half, the position in the lower one.
using Starts = std::vector<std::uint64_t>;

/// Reads the payloads of one term's postings, in ascending order.
class PayloadCursor {
 public:
  PayloadCursor(std::span<const std::uint8_t> bytes, std::uint32_t blocks, std::size_t fields) noexcept
      : bytes_(bytes), blocks_(blocks), fields_(fields) {}

  /// Replaces `starts` by where a phrase begins whose word number `place` is this term in posting `number`; by nothing
  /// when the bytes make no sense.
  void read(std::uint32_t number, std::uint32_t place, Starts& starts) {
    starts.clear();
    const auto on_field = [](unsigned, std::uint32_t) {};
    const std::uint32_t block = number / kPostingBlock;
    if (block != block_) open(block);
    for (; next_ < number; ++next_) {
      if (!read_payload(in_, fields_, on_field, [](unsigned, std::uint32_t) {})) return;
    }
    ++next_;
    const bool read = read_payload(in_, fields_, on_field, [&](unsigned field, std::uint32_t position) {
      if (position >= place) starts.push_back(std::uint64_t{field} << 32U | (position - place));
    });
    if (!read) starts.clear();
  }

 private:
  void open(std::uint32_t block) noexcept {
    block_ = block;
    next_ = block * kPostingBlock;
    std::uint64_t begin = 0;
    if (blocks_ > 1) {
      const std::size_t table = std::size_t{blocks_} * 4;
      std::uint32_t offset = 0;
      if (table <= bytes_.size()) std::memcpy(&offset, bytes_.data() + std::size_t{block} * 4, 4);
      begin = table + offset;
    }
    begin = std::min<std::uint64_t>(begin, bytes_.size());
    in_ = ByteReader(bytes_.data() + begin, bytes_.size() - begin);
  }

  std::span<const std::uint8_t> bytes_;
  std::uint32_t blocks_;
  std::size_t fields_;
  std::uint32_t block_ = 0xFFFFFFFFU;
  std::uint32_t next_ = 0;
  ByteReader in_{nullptr, 0};
};

struct Part {
  Part(const SegmentReader& segment, std::uint32_t ordinal, std::uint32_t at)
      : cursor(segment.postings(ordinal)),
        payloads(segment.positions(ordinal), cursor.list().blocks, segment.text_fields()),
        place(at) {}
  PostingCursor cursor;
  PayloadCursor payloads;
  std::uint32_t place;  ///< Which word of the phrase it is.
};

/// The rarest first; empty when the segment lacks one.
std::vector<Part> parts_of(const SegmentReader& segment, std::span<const std::string> terms) {
  std::vector<Part> parts;
  for (std::uint32_t place = 0; place < terms.size(); ++place) {
    if (terms[place].empty()) continue;
    const auto ordinal = segment.terms().find(terms[place]);
    if (!ordinal) return {};
    parts.emplace_back(segment, *ordinal, place);
  }
  std::sort(parts.begin(), parts.end(),
            [](const Part& a, const Part& b) { return a.cursor.list().df < b.cursor.list().df; });
  return parts;
}

/// REQUIRES: all cursors stand on one document.
bool adjacent(std::vector<Part>& parts, Starts& common, Starts& other) {
  if (parts.size() == 1) return true;
  parts[0].payloads.read(parts[0].cursor.posting(), parts[0].place, common);
  for (std::size_t i = 1; i < parts.size() && !common.empty(); ++i) {
    parts[i].payloads.read(parts[i].cursor.posting(), parts[i].place, other);
    std::erase_if(common, [&](std::uint64_t start) {
      return std::find(other.begin(), other.end(), start) == other.end();
    });
  }
  return !common.empty();
}

}  // namespace

std::vector<PhraseDocument> find_phrase(const SegmentReader& segment, std::span<const std::string> terms) {
  std::vector<PhraseDocument> found;
  auto parts = parts_of(segment, terms);
  if (parts.empty()) return found;
  Starts common;
  Starts other;
  for (std::uint32_t doc = parts[0].cursor.doc(); doc != kNoMoreDocs; doc = parts[0].cursor.doc()) {
    std::uint32_t next = doc;
    std::uint8_t impact = parts[0].cursor.impact();
    for (std::size_t i = 1; i < parts.size() && next == doc; ++i) {
      parts[i].cursor.next_geq(doc);
      next = parts[i].cursor.doc();
      if (next == doc) impact = std::min(impact, parts[i].cursor.impact());
    }
    if (next != doc) {
      parts[0].cursor.next_geq(next);
      continue;
    }
    // A damaged list may give a document again; what is found is packed, and must ascend.
    const bool ascends = found.empty() || found.back().doc < doc;
    if (ascends && adjacent(parts, common, other)) found.push_back({doc, impact});
    parts[0].cursor.next();
  }
  return found;
}

std::optional<std::uint8_t> phrase_impact(const SegmentReader& segment, std::span<const std::string> terms,
                                          std::uint32_t doc) {
  auto parts = parts_of(segment, terms);
  if (parts.empty()) return std::nullopt;
  std::uint8_t impact = 255;
  for (Part& part : parts) {
    part.cursor.next_geq(doc);
    if (part.cursor.doc() != doc) return std::nullopt;
    impact = std::min(impact, part.cursor.impact());
  }
  Starts common;
  Starts other;
  return adjacent(parts, common, other) ? std::optional(impact) : std::nullopt;
}

std::shared_ptr<const PhrasePostings> PhraseCache::find(std::span<const std::string> terms) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (std::equal(terms.begin(), terms.end(), entry->terms.begin(), entry->terms.end())) {
      entries_.splice(entries_.begin(), entries_, entry);
      return entries_.front().postings;
    }
  }
  return nullptr;
}

void PhraseCache::insert(std::span<const std::string> terms, std::shared_ptr<const PhrasePostings> postings) {
  std::list<Entry> fresh;
  fresh.push_back({{terms.begin(), terms.end()}, std::move(postings)});
  std::list<Entry> dropped;  // Freed after the lock.
  const std::lock_guard lock(mutex_);
  entries_.splice(entries_.begin(), fresh);
  if (entries_.size() > kCapacity) dropped.splice(dropped.begin(), entries_, std::prev(entries_.end()));
}

std::shared_ptr<const PhrasePostings> phrase_postings(const SegmentReader& segment,
                                                      std::span<const std::string> terms) {
  if (auto known = segment.phrases().find(terms)) return known;
  auto made = std::make_shared<PhrasePostings>();
  std::vector<std::uint32_t> docs;
  std::vector<std::uint8_t> impacts;
  for (const auto& [doc, impact] : find_phrase(segment, terms)) {
    docs.push_back(doc);
    impacts.push_back(impact);
  }
  if (!docs.empty()) {
    Bytes scratch;
    append_postings(made->bytes, docs, impacts, scratch);
    made->bytes.resize(made->bytes.size() + simd::kUnpackOverread);
    made->list = PostingList::view(made->bytes.data(), static_cast<std::uint32_t>(docs.size()),
                                   *std::max_element(impacts.begin(), impacts.end()));
  }
  segment.phrases().insert(terms, made);
  return made;
}

}  // namespace khoj::index

#include "index/column_sort.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "index/filter_resolver.hpp"
#include "index/segment.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

constexpr double kLast = std::numeric_limits<double>::infinity();

/// Drawn from seed and item alone, so that it stays when the index changes. 0 to 1.
double random_number(std::uint64_t seed, std::uint32_t item) noexcept {
  const std::string_view bytes(reinterpret_cast<const char*>(&item), sizeof item);
  return static_cast<double>(base::hash64(bytes, seed) >> 11U) * 0x1p-53;
}

/// One key, bound to one segment.
class BoundKey {
 public:
  BoundKey(const SortKey& key, const Schema& schema, const Segment& segment)
      : key_(&key), segment_(&segment) {
    if (key.kind == SortKey::Kind::boost) {
      bits_ = resolve_filter(schema, segment, key.filter);
    } else if (key.kind == SortKey::Kind::column) {
      slot_ = column_slot(schema, key.column);
      is_number_ = schema.columns[key.column].type == ColumnType::number;
    }
  }

  [[nodiscard]] SortPart part(std::uint32_t doc, double relevance) const noexcept {
    switch (key_->kind) {
      case SortKey::Kind::relevance: return {signed_number(relevance), {}};
      case SortKey::Kind::random: return {random_number(key_->seed, segment_->reader().items()[doc]), {}};
      case SortKey::Kind::boost: {
        const bool passes = bits_ == nullptr || simd::test_bit(bits_->words.data(), doc);
        return {signed_number(passes ? 1.0 : 0.0), {}};
      }
      case SortKey::Kind::column: break;
    }
    const auto [values, at] = segment_->values(doc);
    if (is_number_) return {signed_number(values->numbers(slot_).at(at)), {}};
    const KeywordColumn& keywords = values->keywords(slot_);
    const auto row = keywords.row(at);
    if (row.empty()) return {kLast, {}};
    return {0.0, keywords.value(key_->descending ? row.back() : row.front())};
  }

 private:
  [[nodiscard]] double signed_number(double number) const noexcept {
    if (std::isnan(number)) return kLast;
    return key_->descending ? -number : number;
  }

  const SortKey* key_;
  const Segment* segment_;
  std::size_t slot_ = 0;
  bool is_number_ = false;
  std::shared_ptr<const FilterBits> bits_;
};

/// Below 0: `a` comes first.
int compare(const SortKey& key, const SortPart& a, const SortPart& b) noexcept {
  if (a.number != b.number) return a.number < b.number ? -1 : 1;
  const int order = a.text.compare(b.text);
  return key.descending ? -order : order;
}

/// The k first ones seen so far: a heap with the last of them in front.
class FirstDocuments {
 public:
  FirstDocuments(std::span<const SortKey> keys, std::size_t k) : keys_(keys), k_(k) {}

  /// Whether a document that begins with `part` may still be among them.
  [[nodiscard]] bool admits(const SortPart& part) const noexcept {
    return documents_.size() < k_ || compare(keys_[0], part, documents_.front().place.parts[0]) <= 0;
  }

  void push(const SortedDocument& document) {
    const auto before = [this](const SortedDocument& a, const SortedDocument& b) {
      return comes_before(keys_, a.place, b.place);
    };
    if (documents_.size() < k_) {
      documents_.push_back(document);
      std::push_heap(documents_.begin(), documents_.end(), before);
    } else if (before(document, documents_.front())) {
      std::pop_heap(documents_.begin(), documents_.end(), before);
      documents_.back() = document;
      std::push_heap(documents_.begin(), documents_.end(), before);
    }
  }

  [[nodiscard]] std::vector<SortedDocument> take() {
    std::sort_heap(documents_.begin(), documents_.end(),
                   [this](const auto& a, const auto& b) { return comes_before(keys_, a.place, b.place); });
    return std::move(documents_);
  }

 private:
  std::span<const SortKey> keys_;
  std::size_t k_;
  std::vector<SortedDocument> documents_;
};

}  // namespace

bool comes_before(std::span<const SortKey> keys, const SortPlace& a, const SortPlace& b) noexcept {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (const int order = compare(keys[i], a.parts[i], b.parts[i]); order != 0) return order < 0;
  }
  return a.item < b.item;
}

std::vector<SortedDocument> sort_matches(const MatchedDocuments& matches, std::span<const SortKey> keys,
                                         std::size_t k, const std::optional<SortPlace>& after,
                                         std::span<const double> relevance) {
  if (k == 0 || keys.empty()) return {};
  keys = keys.first(std::min(keys.size(), kMaxSortKeys));
  FirstDocuments first(keys, k);
  const auto segments = matches.snapshot().segments();
  std::size_t number = 0;
  for (std::uint32_t s = 0; s < segments.size(); ++s) {
    const SegmentReader& reader = segments[s]->reader();
    std::vector<BoundKey> bound;
    for (const SortKey& key : keys) bound.emplace_back(key, matches.snapshot().schema(), *segments[s]);
    MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      const double score = number < relevance.size() ? relevance[number] : 0.0;
      ++number;
      SortedDocument document;
      document.place.parts[0] = bound[0].part(doc, score);
      if (!first.admits(document.place.parts[0])) return;
      for (std::size_t i = 1; i < bound.size(); ++i) document.place.parts[i] = bound[i].part(doc, score);
      document.doc = {s, doc};
      document.place.item = domain::ItemId(reader.items()[doc]);
      if (after && !comes_before(keys, *after, document.place)) return;
      first.push(document);
    });
  }
  return first.take();
}

}  // namespace khoj::index

#include "index/filter_resolver.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "index/phrase.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

using Kind = FilterExpression::Kind;
using Words = std::vector<std::uint64_t>;

/// The place of a column among those of its type; none when it is not there or of the other type.
std::optional<std::size_t> slot_of(const Schema& schema, const std::string& name, ColumnType type) {
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    if (schema.columns[i].name == name && schema.columns[i].type == type) return column_slot(schema, i);
  }
  return std::nullopt;
}

bool is_within(const Schema& schema, const SegmentReader& segment, const FilterExpression& filter,
               std::uint32_t doc) {
  const auto latitude = slot_of(schema, filter.column, ColumnType::number);
  const auto longitude = slot_of(schema, filter.longitude_column, ColumnType::number);
  if (!latitude || !longitude) return false;
  const Place place{segment.numbers(*latitude).at(doc), segment.numbers(*longitude).at(doc)};
  return distance_m(filter.centre, place) <= filter.radius_m;
}

/// Whether it asks for words, which a layer of revisions does not have.
bool reads_words(const FilterExpression& filter) {
  return filter.kind == Kind::phrase ||
         std::any_of(filter.children.begin(), filter.children.end(), reads_words);
}

class Resolver {
 public:
  Resolver(const Schema& schema, const SegmentReader& segment) : schema_(schema), segment_(segment) {}

  /// The bits from the cache, or resolved into it.
  [[nodiscard]] std::shared_ptr<const FilterBits> cached(const FilterExpression& filter) const {
    std::string canonical = filter.canonical();
    if (auto found = segment_.filters().find(canonical)) return found;
    auto bits = std::make_shared<FilterBits>();
    bits->words = resolve(filter);
    segment_.filters().insert(std::move(canonical), bits);
    return bits;
  }

 private:
  [[nodiscard]] Words resolve(const FilterExpression& filter) const {
    switch (filter.kind) {
      case Kind::everything: return all();
      case Kind::all_of: {
        Words out = all();
        for (const FilterExpression& child : filter.children) {
          const auto bits = cached(child);
          kernels_.bit_and(out.data(), bits->words.data(), out.data(), out.size());
        }
        return out;
      }
      case Kind::any_of: return any_of(filter.children);
      case Kind::none_of: {
        Words out = all();
        const Words words = any_of(filter.children);
        kernels_.bit_and_not(out.data(), words.data(), out.data(), out.size());
        return out;
      }
      case Kind::range: return range(filter.column, filter.min, filter.max);
      case Kind::keyword: return keyword(filter);
      case Kind::exists: return exists(filter.column);
      case Kind::items: {
        Words out = none();
        for (const auto item : filter.items) {
          if (const auto doc = segment_.find(item)) simd::set_bit(out.data(), *doc);
        }
        return out;
      }
      case Kind::within: return within(filter);
      case Kind::phrase: return phrase(filter.values);
    }
    return none();
  }

  [[nodiscard]] Words none() const { return Words(simd::words_for(segment_.doc_count())); }
  [[nodiscard]] Words all() const {
    const std::uint32_t docs = segment_.doc_count();
    Words out(simd::words_for(docs), ~std::uint64_t{0});
    if (docs % 64 != 0) out.back() = (std::uint64_t{1} << (docs % 64)) - 1;
    return out;
  }
  [[nodiscard]] Words any_of(const std::vector<FilterExpression>& children) const {
    Words out = none();
    for (const FilterExpression& child : children) {
      const auto bits = cached(child);
      kernels_.bit_or(out.data(), bits->words.data(), out.data(), out.size());
    }
    return out;
  }
  [[nodiscard]] Words range(const std::string& column, double min, double max) const {
    Words out = none();
    if (const auto slot = slot_of(schema_, column, ColumnType::number)) {
      segment_.numbers(*slot).range(min, max, out.data());
    }
    return out;
  }
  [[nodiscard]] Words keyword(const FilterExpression& filter) const {
    Words out = none();
    if (const auto slot = slot_of(schema_, filter.column, ColumnType::keyword)) {
      const KeywordColumn& column = segment_.keywords(*slot);
      for (const std::string& value : filter.values) {
        if (const auto ordinal = column.find(value)) column.add_documents(*ordinal, out);
      }
    }
    return out;
  }
  [[nodiscard]] Words exists(const std::string& name) const {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (slot_of(schema_, name, ColumnType::number)) return range(name, -kInfinity, kInfinity);
    Words out = none();
    if (const auto slot = slot_of(schema_, name, ColumnType::keyword)) {
      const KeywordColumn& column = segment_.keywords(*slot);
      column.codes().with_reader([&](auto code_of) {
        for (std::uint32_t doc = 0; doc < segment_.doc_count(); ++doc) {
          if (!column.set(code_of(doc)).empty()) simd::set_bit(out.data(), doc);
        }
      });
    }
    return out;
  }

  /// The box first, by columns; then the distance of those that are in it.
  [[nodiscard]] Words within(const FilterExpression& filter) const {
    const Box box = box_around(filter.centre, filter.radius_m);
    Words out = range(filter.column, box.south, box.north);
    const Words across = range(filter.longitude_column, box.west, box.east);
    kernels_.bit_and(out.data(), across.data(), out.data(), out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      for (std::uint64_t word = out[i]; word != 0; word &= word - 1) {
        const auto doc = static_cast<std::uint32_t>(i * 64 + static_cast<unsigned>(std::countr_zero(word)));
        if (!is_within(schema_, segment_, filter, doc)) out[i] &= ~(std::uint64_t{1} << (doc & 63));
      }
    }
    return out;
  }

  [[nodiscard]] Words phrase(const std::vector<std::string>& terms) const {
    Words out = none();
    for (const PhraseDocument& found : find_phrase(segment_, terms)) simd::set_bit(out.data(), found.doc);
    return out;
  }

  const Schema& schema_;
  const SegmentReader& segment_;
  const simd::BitsetKernels& kernels_ = simd::bitset_kernels();
};

}  // namespace

namespace {

/// The bits of the segment as it was written, with those of the revised documents put right.
/// REQUIRES: the filter reads no words.
Words put_right(const Schema& schema, const Segment& segment, const FilterExpression& filter) {
  const Revisions& revisions = *segment.revisions();
  Words words = Resolver(schema, segment.reader()).cached(filter)->words;
  std::vector<std::shared_ptr<const FilterBits>> of_layers;
  for (const Revisions::Layer& layer : revisions.layers())
    of_layers.push_back(Resolver(schema, *layer.values).cached(filter));
  for (const auto& [doc, layer, at] : revisions.places()) {
    const bool passes = simd::test_bit(of_layers[layer]->words.data(), at);
    const std::uint64_t bit = std::uint64_t{1} << (doc & 63);
    words[doc >> 6] = passes ? words[doc >> 6] | bit : words[doc >> 6] & ~bit;
  }
  return words;
}

/// Where it asks for words, which no revision changes: by its parts.
Words join_parts(const Schema& schema, const Segment& segment, const FilterExpression& filter) {
  if (filter.kind == Kind::phrase) return Resolver(schema, segment.reader()).cached(filter)->words;
  const auto& kernels = simd::bitset_kernels();
  const Words all = LiveDocs(segment.reader().doc_count()).words;
  const bool every = filter.kind == Kind::all_of;
  Words out = every ? all : Words(all.size());
  for (const FilterExpression& child : filter.children) {
    const auto bits = resolve_filter(schema, segment, child);
    const auto combine = every ? kernels.bit_and : kernels.bit_or;
    combine(out.data(), bits == nullptr ? all.data() : bits->words.data(), out.data(), out.size());
  }
  if (filter.kind == Kind::none_of) kernels.bit_and_not(all.data(), out.data(), out.data(), out.size());
  return out;
}

}  // namespace

std::shared_ptr<const FilterBits> resolve_filter(const Schema& schema, const Segment& segment,
                                                 const FilterExpression& filter) {
  if (filter.is_everything()) return nullptr;
  if (segment.revisions() == nullptr) return Resolver(schema, segment.reader()).cached(filter);
  std::string canonical = filter.canonical();
  if (auto found = segment.revisions()->filters().find(canonical)) return found;
  auto bits = std::make_shared<FilterBits>();
  bits->words =
      reads_words(filter) ? join_parts(schema, segment, filter) : put_right(schema, segment, filter);
  segment.revisions()->filters().insert(std::move(canonical), bits);
  return bits;
}

bool passes_filter(const Schema& schema, const Segment& segment, const FilterExpression& filter,
                   std::uint32_t doc) {
  const auto [values, at] = segment.values(doc);
  const auto passes = [&](const FilterExpression& child) {
    return passes_filter(schema, segment, child, doc);
  };
  switch (filter.kind) {
    case Kind::everything: return true;
    case Kind::all_of: return std::all_of(filter.children.begin(), filter.children.end(), passes);
    case Kind::any_of: return std::any_of(filter.children.begin(), filter.children.end(), passes);
    case Kind::none_of: return std::none_of(filter.children.begin(), filter.children.end(), passes);
    case Kind::range: {
      const auto slot = slot_of(schema, filter.column, ColumnType::number);
      if (!slot) return false;
      const double value = values->numbers(*slot).at(at);
      return value >= filter.min && value <= filter.max;
    }
    case Kind::keyword: {
      const auto slot = slot_of(schema, filter.column, ColumnType::keyword);
      if (!slot) return false;
      const KeywordColumn& column = values->keywords(*slot);
      const auto row = column.row(at);
      return std::any_of(row.begin(), row.end(), [&](std::uint32_t ordinal) {
        return std::find(filter.values.begin(), filter.values.end(), column.value(ordinal)) !=
               filter.values.end();
      });
    }
    case Kind::exists: {
      if (const auto slot = slot_of(schema, filter.column, ColumnType::number)) {
        return !std::isnan(values->numbers(*slot).at(at));
      }
      const auto slot = slot_of(schema, filter.column, ColumnType::keyword);
      return slot && !values->keywords(*slot).row(at).empty();
    }
    case Kind::items:
      return std::binary_search(filter.items.begin(), filter.items.end(),
                                domain::ItemId(segment.reader().items()[doc]));
    case Kind::within: return is_within(schema, *values, filter, at);
    case Kind::phrase: return phrase_impact(segment.reader(), filter.values, doc).has_value();
  }
  return false;
}

}  // namespace khoj::index

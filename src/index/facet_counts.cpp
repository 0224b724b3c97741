#include "index/facet_counts.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "base/hash.hpp"
#include "base/prefetch.hpp"
#include "index/segment.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

/// Above one match in so many documents the bits are walked where they lie.
constexpr std::uint64_t kListedShare = 16;
/// What a step costs, in nanoseconds or so: only their ratios matter.
constexpr std::uint64_t kWalkCost = 4;
constexpr std::uint64_t kListCost = 1;
constexpr std::uint64_t kWordsPerCost = 4;
/// Histograms over at most so many buckets, empty ones included, are counted in a table.
constexpr std::uint64_t kMaxBucketTable = 1U << 16U;
/// So many documents ahead the rows are asked for.
constexpr std::size_t kAhead = 16;

struct OrdinalCount {
  std::uint32_t ordinal = 0;
  std::uint64_t count = 0;
};
using OrdinalCounts = std::vector<OrdinalCount>;

template <typename Add>
void walk_rows(const SegmentMatches& matches, const KeywordColumn& column, Add&& add) {
  const auto& docs = matches.docs;
  if (docs.empty()) {
    MatchedDocuments::visit(matches, [&](std::uint32_t doc) {
      for (const std::uint32_t ordinal : column.row(doc)) add(ordinal);
    });
    return;
  }
  for (std::size_t i = 0; i < docs.size(); ++i) {
    if (i + kAhead < docs.size()) column.prefetch_row(docs[i + kAhead]);
    if (i + kAhead / 2 < docs.size()) base::prefetch(column.row(docs[i + kAhead / 2]).data());
    for (const std::uint32_t ordinal : column.row(docs[i])) add(ordinal);
  }
}

OrdinalCounts counts_of_table(const std::vector<std::uint32_t>& table) {
  OrdinalCounts counts;
  for (std::uint32_t ordinal = 0; ordinal < table.size(); ++ordinal) {
    if (table[ordinal] > 0) counts.push_back({ordinal, table[ordinal]});
  }
  return counts;
}

/// Few matches and many values: a table of all values would cost more than sorting those that occur.
OrdinalCounts count_by_sorting(const SegmentMatches& matches, const KeywordColumn& column) {
  std::vector<std::uint32_t> ordinals;
  walk_rows(matches, column, [&](std::uint32_t ordinal) { ordinals.push_back(ordinal); });
  std::sort(ordinals.begin(), ordinals.end());
  OrdinalCounts counts;
  for (const std::uint32_t ordinal : ordinals) {
    if (counts.empty() || counts.back().ordinal != ordinal) counts.push_back({ordinal, 0});
    ++counts.back().count;
  }
  return counts;
}

/// Values of one segment that occur among the matches, by ordinal.
OrdinalCounts count_segment(const SegmentMatches& matches, const KeywordColumn& column) {
  if (matches.count == 0) return {};
  const std::uint64_t by_lists =
      column.listed() * kListCost + column.bitsets() * (matches.bits->size() / kWordsPerCost);
  if (matches.count * kWalkCost > by_lists) {
    OrdinalCounts counts;
    for (std::uint32_t ordinal = 0; ordinal < column.size(); ++ordinal) {
      if (const auto count = column.count_in(ordinal, *matches.bits); count > 0)
        counts.push_back({ordinal, count});
    }
    return counts;
  }
  if (matches.count * 8 < column.size()) return count_by_sorting(matches, column);
  std::vector<std::uint32_t> table(column.size());
  walk_rows(matches, column, [&](std::uint32_t ordinal) { ++table[ordinal]; });
  return counts_of_table(table);
}

std::optional<DocRef> example_of(const KeywordColumn& column, std::uint32_t segment, std::uint32_t ordinal) {
  const auto doc = column.first_document(ordinal);
  return doc ? std::optional(DocRef{segment, *doc}) : std::nullopt;
}

template <typename Visit>
void for_each_number(const MatchedDocuments& matches, std::size_t column, Visit&& visit) {
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::number) return;
  const std::size_t slot = column_slot(schema, column);
  const auto segments = matches.snapshot().segments();
  for (std::size_t s = 0; s < segments.size(); ++s) {
    const double* const numbers = segments[s]->reader().numbers(slot).data();
    MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      if (!std::isnan(numbers[doc])) visit(numbers[doc]);
    });
  }
}

}  // namespace

void keep_most_frequent(std::vector<ValueCount>& values, std::size_t limit) {
  const auto more = [](const ValueCount& a, const ValueCount& b) {
    return a.count != b.count ? a.count > b.count : a.value < b.value;
  };
  const std::size_t kept = std::min(limit, values.size());
  std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept), values.end(), more);
  values.resize(kept);
}

std::int64_t bucket_of(double number, double width) noexcept {
  constexpr double kFurthest = 9e18;
  return static_cast<std::int64_t>(std::clamp(std::floor(number / width), -kFurthest, kFurthest));
}

MatchedDocuments::MatchedDocuments(const IndexSnapshot& snapshot, const MatchSet& matches)
    : snapshot_(&snapshot) {
  segments_.reserve(matches.segments.size());
  for (const auto& words : matches.segments) {
    SegmentMatches& segment = segments_.emplace_back();
    segment.bits = &words;
    segment.count = simd::bitset_kernels().popcount(words.data(), words.size());
    count_ += segment.count;
    if (segment.count * kListedShare > words.size() * 64) continue;
    segment.docs.reserve(segment.count);
    for_each_bit(words, [&](std::uint32_t doc) { segment.docs.push_back(doc); });
  }
}

ValueCounts count_values(const MatchedDocuments& matches, std::size_t column, std::size_t limit,
                         const ValueTest& accepts) {
  ValueCounts out;
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::keyword) return out;
  const std::size_t slot = column_slot(schema, column);
  const auto segments = matches.snapshot().segments();
  // Values are compared by their text, as each segment numbers its own.
  std::unordered_map<std::string_view, std::size_t, base::StringHash, std::equal_to<>> places;
  const auto with_matches = std::count_if(matches.segments().begin(), matches.segments().end(),
                                          [](const SegmentMatches& segment) { return segment.count > 0; });
  for (std::uint32_t s = 0; s < segments.size(); ++s) {
    const KeywordColumn& values = segments[s]->reader().keywords(slot);
    for (const auto& [ordinal, count] : count_segment(matches.segments()[s], values)) {
      const std::string_view value = values.value(ordinal);
      if (accepts && !accepts(value)) continue;
      std::size_t place = out.values.size();
      if (with_matches > 1) place = places.try_emplace(value, place).first->second;
      if (place == out.values.size()) out.values.push_back({value, 0, example_of(values, s, ordinal)});
      out.values[place].count += count;
    }
  }
  out.distinct = out.values.size();
  keep_most_frequent(out.values, limit);
  return out;
}

NumberStats number_stats(const MatchedDocuments& matches, std::size_t column) {
  NumberStats stats;
  for_each_number(matches, column, [&](double number) {
    stats.min = stats.count == 0 ? number : std::min(stats.min, number);
    stats.max = stats.count == 0 ? number : std::max(stats.max, number);
    stats.sum += number;
    ++stats.count;
  });
  return stats;
}

std::map<std::int64_t, std::uint64_t> histogram(const MatchedDocuments& matches, std::size_t column,
                                                double width) {
  std::vector<std::int64_t> buckets;
  buckets.reserve(matches.count());
  for_each_number(matches, column, [&](double number) { buckets.push_back(bucket_of(number, width)); });
  std::map<std::int64_t, std::uint64_t> counts;
  if (buckets.empty()) return counts;
  const auto [low, high] = std::minmax_element(buckets.begin(), buckets.end());
  const std::int64_t first = *low;
  const std::uint64_t span = static_cast<std::uint64_t>(*high) - static_cast<std::uint64_t>(first);
  if (span >= kMaxBucketTable) {
    for (const std::int64_t bucket : buckets) ++counts[bucket];
    return counts;
  }
  std::vector<std::uint32_t> table(span + 1);
  for (const std::int64_t bucket : buckets) ++table[static_cast<std::size_t>(bucket - first)];
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] > 0) counts.emplace_hint(counts.end(), first + static_cast<std::int64_t>(i), table[i]);
  }
  return counts;
}

}  // namespace khoj::index

#include "index/facet_counts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>
#include <unordered_map>

#include "base/hash.hpp"
#include "index/segment.hpp"
#include "simd/bitset.hpp"

namespace khoj::index {
namespace {

/// Above one match in so many documents the bits are walked where they lie.
constexpr std::uint64_t kListedShare = 16;
/// What a step costs, in nanoseconds or so: only their ratios matter.
constexpr std::uint64_t kWalkCost = 2;
constexpr std::uint64_t kListCost = 1;
constexpr std::uint64_t kWordsPerCost = 4;
/// Histograms over at most so many buckets, empty ones included, are counted in a table.
constexpr std::uint64_t kMaxBucketTable = 1U << 16U;
/// With so many times fewer matches than values, sorting what occurs is cheaper than a table of all.
constexpr std::uint64_t kSortShare = 8;
/// Sums and counts that go side by side, so that none waits for the one before.
constexpr std::size_t kLanes = 4;

struct OrdinalCount {
  std::uint32_t ordinal = 0;
  std::uint64_t count = 0;
};
using OrdinalCounts = std::vector<OrdinalCount>;

/// Those that more documents have come first, then the lesser by `second`.
template <typename Counted, typename Second>
void keep_first(std::vector<Counted>& counts, std::size_t limit, Second second) {
  const std::size_t kept = std::min(limit, counts.size());
  std::partial_sort(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(kept), counts.end(),
                    [&](const Counted& a, const Counted& b) {
                      return a.count != b.count ? a.count > b.count : second(a) < second(b);
                    });
  counts.resize(kept);
}

/// Calls `add(code)` for the set of values of every match.
template <typename Add>
void walk_codes(const SegmentMatches& matches, const KeywordColumn& column, Add&& add) {
  column.codes().with_reader(
      [&](auto code_of) { MatchedDocuments::visit(matches, [&](std::uint32_t doc) { add(code_of(doc)); }); });
}

OrdinalCounts counts_of_table(const std::vector<std::uint32_t>& table) {
  OrdinalCounts counts;
  for (std::uint32_t ordinal = 0; ordinal < table.size(); ++ordinal) {
    if (table[ordinal] > 0) counts.push_back({ordinal, table[ordinal]});
  }
  return counts;
}

/// Neighbours often have the same set, and a count waits for the one before: each set has four, which take turns.
template <typename Add>
void count_in_turns(const SegmentMatches& matches, const KeywordColumn& column, Add&& add) {
  std::vector<std::array<std::uint32_t, kLanes>> table(column.sets());
  column.codes().with_reader([&](auto code_of) {
    const auto& docs = matches.docs;
    const std::size_t whole = docs.size() / kLanes * kLanes;
    for (std::size_t i = 0; i < whole; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) ++table[code_of(docs[i + lane])][lane];
    }
    for (std::size_t i = whole; i < docs.size(); ++i) ++table[code_of(docs[i])][0];
  });
  for (std::uint32_t code = 0; code < table.size(); ++code) {
    const std::uint32_t count = table[code][0] + table[code][1] + table[code][2] + table[code][3];
    if (count > 0) add(code, count);
  }
}

/// How many matches have each set: by a table, or where sets are many and matches few, by sorting.
template <typename Add>
void count_sets(const SegmentMatches& matches, const KeywordColumn& column, Add&& add) {
  if (matches.docs.size() >= column.sets() * std::uint64_t{kLanes}) {
    count_in_turns(matches, column, add);
    return;
  }
  if (matches.count * kSortShare >= column.sets()) {
    std::vector<std::uint32_t> table(column.sets());
    walk_codes(matches, column, [&](std::uint32_t code) { ++table[code]; });
    for (std::uint32_t code = 0; code < table.size(); ++code) {
      if (table[code] > 0) add(code, table[code]);
    }
    return;
  }
  std::vector<std::uint32_t> codes;
  codes.reserve(matches.count);
  walk_codes(matches, column, [&](std::uint32_t code) { codes.push_back(code); });
  std::sort(codes.begin(), codes.end());
  for (std::size_t begin = 0; begin < codes.size();) {
    std::size_t end = begin;
    while (end < codes.size() && codes[end] == codes[begin]) ++end;
    add(codes[begin], static_cast<std::uint32_t>(end - begin));
    begin = end;
  }
}

/// Few matches and many values: a table of all values would cost more than sorting those that occur.
OrdinalCounts count_by_sorting(const SegmentMatches& matches, const KeywordColumn& column) {
  OrdinalCounts counts;
  count_sets(matches, column, [&](std::uint32_t code, std::uint32_t count) {
    for (const std::uint32_t ordinal : column.set(code)) counts.push_back({ordinal, count});
  });
  std::sort(counts.begin(), counts.end(),
            [](const OrdinalCount& a, const OrdinalCount& b) { return a.ordinal < b.ordinal; });
  std::size_t kept = 0;
  for (const OrdinalCount& next : counts) {
    if (kept > 0 && counts[kept - 1].ordinal == next.ordinal) {
      counts[kept - 1].count += next.count;
    } else {
      counts[kept++] = next;
    }
  }
  counts.resize(kept);
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
  if (matches.count * kSortShare < column.size()) return count_by_sorting(matches, column);
  std::vector<std::uint32_t> table(column.size());
  count_sets(matches, column, [&](std::uint32_t code, std::uint32_t count) {
    for (const std::uint32_t ordinal : column.set(code)) table[ordinal] += count;
  });
  return counts_of_table(table);
}

/// Ordinals are in the order of the values: only the texts of those that are kept are read.
ValueCounts most_frequent(const SegmentMatches& matches, const KeywordColumn& column, std::size_t limit) {
  OrdinalCounts counts = count_segment(matches, column);
  ValueCounts out;
  out.distinct = counts.size();
  keep_first(counts, limit, [](const OrdinalCount& count) { return count.ordinal; });
  for (const auto& [ordinal, count] : counts) out.values.push_back({column.value(ordinal), count});
  return out;
}

SegmentMatches matches_of(const std::vector<std::uint64_t>& words) {
  SegmentMatches matches;
  matches.bits = &words;
  matches.count = simd::bitset_kernels().popcount(words.data(), words.size());
  if (matches.count * kListedShare > words.size() * 64) return matches;
  matches.docs.resize(matches.count);
  std::uint32_t* out = matches.docs.data();
  for_each_bit(words, [&out](std::uint32_t doc) { *out++ = doc; });
  return matches;
}

/// Calls `use(found, number_of)` for each part of the matches; number_of(doc) may be NaN.
template <typename Use>
void for_each_part(const MatchedDocuments& matches, std::size_t column, Use&& use) {
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::number) return;
  const std::size_t slot = column_slot(schema, column);
  for (const auto& [values, of_values] : matches.columns()) {
    values->numbers(slot).with_reader([&, &found = *of_values](auto number_of) { use(found, number_of); });
  }
}

template <typename Visit>
void for_each_number(const MatchedDocuments& matches, std::size_t column, Visit&& visit) {
  for_each_part(matches, column, [&](const SegmentMatches& found, auto number_of) {
    MatchedDocuments::visit(found, [&](std::uint32_t doc) {
      if (const double number = number_of(doc); !std::isnan(number)) visit(number);
    });
  });
}

/// Numbers added up; what is NaN is not there.
struct NumberLane {
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();
  double sum = 0.0;
  std::uint64_t count = 0;

  void add(double number) noexcept {
    if (std::isnan(number)) return;
    min = std::min(min, number);
    max = std::max(max, number);
    sum += number;
    ++count;
  }
};

NumberStats total_of(std::span<const NumberLane> lanes) {
  NumberLane total;
  for (const NumberLane& lane : lanes) {
    total.min = std::min(total.min, lane.min);
    total.max = std::max(total.max, lane.max);
    total.sum += lane.sum;
    total.count += lane.count;
  }
  if (total.count == 0) return {};
  return {total.count, total.min, total.max, total.sum};
}

}  // namespace

void keep_most_frequent(std::vector<ValueCount>& values, std::size_t limit) {
  keep_first(values, limit, [](const ValueCount& count) { return count.value; });
}

std::int64_t bucket_of(double number, double width) noexcept {
  constexpr double kFurthest = 9e18;
  return static_cast<std::int64_t>(std::clamp(std::floor(number / width), -kFurthest, kFurthest));
}

MatchedDocuments::MatchedDocuments(const IndexSnapshot& snapshot, const MatchSet& matches)
    : snapshot_(&snapshot) {
  segments_.reserve(matches.segments.size());
  for (std::size_t s = 0; s < matches.segments.size(); ++s) {
    const Segment& segment = *snapshot.segments()[s];
    const SegmentMatches& found = segments_.emplace_back(matches_of(matches.segments[s]));
    count_ += found.count;
    if (segment.revisions() == nullptr) {
      columns_.push_back({&segment.reader(), &found});
    } else {
      split(*segment.revisions(), segment, found);
    }
  }
}

void MatchedDocuments::split(const Revisions& revisions, const Segment& segment,
                             const SegmentMatches& matches) {
  const std::size_t first = split_bits_.size();
  auto& as_written = split_bits_.emplace_back(matches.bits->size());
  simd::bitset_kernels().bit_and_not(matches.bits->data(), revisions.bits().data(), as_written.data(),
                                     as_written.size());
  for (const Revisions::Layer& layer : revisions.layers())
    split_bits_.emplace_back(simd::words_for(layer.values->doc_count()));
  const auto add = [&](const Revisions::Place& place) {
    simd::set_bit(split_bits_[first + 1 + place.layer].data(), place.at);
  };
  if (matches.count < revisions.count()) {
    visit(matches, [&](std::uint32_t doc) {
      if (revisions.holds(doc)) add(revisions.find(doc));
    });
  } else {
    for (const Revisions::Place& place : revisions.places()) {
      if (simd::test_bit(matches.bits->data(), place.doc)) add(place);
    }
  }
  for (std::size_t i = first; i < split_bits_.size(); ++i) {
    const SegmentReader& values = i == first ? segment.reader() : *revisions.layers()[i - first - 1].values;
    columns_.push_back({&values, &split_.emplace_back(matches_of(split_bits_[i]))});
  }
}

ValueCounts count_values(const MatchedDocuments& matches, std::size_t column, std::size_t limit,
                         const ValueTest& accepts) {
  ValueCounts out;
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::keyword) return out;
  const std::size_t slot = column_slot(schema, column);
  const auto has_matches = [](const MatchedColumns& part) { return part.matches->count > 0; };
  const auto first = std::find_if(matches.columns().begin(), matches.columns().end(), has_matches);
  if (first == matches.columns().end()) return out;
  const bool is_only = std::none_of(first + 1, matches.columns().end(), has_matches);
  if (is_only && !accepts) return most_frequent(*first->matches, first->values->keywords(slot), limit);
  // Values are compared by their text, as each segment numbers its own.
  std::unordered_map<std::string_view, std::size_t, base::StringHash, std::equal_to<>> places;
  for (const MatchedColumns& part : matches.columns()) {
    const KeywordColumn& values = part.values->keywords(slot);
    for (const auto& [ordinal, count] : count_segment(*part.matches, values)) {
      const std::string_view value = values.value(ordinal);
      if (accepts && !accepts(value)) continue;
      std::size_t place = out.values.size();
      if (!is_only) place = places.try_emplace(value, place).first->second;
      if (place == out.values.size()) out.values.push_back({value, 0});
      out.values[place].count += count;
    }
  }
  out.distinct = out.values.size();
  keep_most_frequent(out.values, limit);
  return out;
}

std::string_view example_of(const MatchedDocuments& matches, std::size_t column, std::string_view value) {
  constexpr std::size_t kLookedAt = 256;
  const std::size_t slot = column_slot(matches.snapshot().schema(), column);
  for (const auto& [values, unused] : matches.columns()) {
    const KeywordColumn& keywords = values->keywords(slot);
    const auto ordinal = keywords.find(value);
    if (!ordinal) continue;
    const auto holders = keywords.first_documents(*ordinal, kLookedAt);
    const auto best = std::min_element(holders.begin(), holders.end(), [&](std::uint32_t a, std::uint32_t b) {
      return values->rank_place(a) < values->rank_place(b);
    });
    if (best != holders.end()) return values->stored(*best);
  }
  return {};
}

NumberStats number_stats(const MatchedDocuments& matches, std::size_t column) {
  std::array<NumberLane, kLanes> lanes;
  for_each_part(matches, column, [&](const SegmentMatches& found, auto number_of) {
    const std::size_t whole = found.docs.size() / kLanes * kLanes;
    if (whole == 0) {
      MatchedDocuments::visit(found, [&](std::uint32_t doc) { lanes[0].add(number_of(doc)); });
      return;
    }
    for (std::size_t i = 0; i < whole; i += kLanes) {
      for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane].add(number_of(found.docs[i + lane]));
    }
    for (std::size_t i = whole; i < found.docs.size(); ++i) lanes[0].add(number_of(found.docs[i]));
  });
  return total_of(lanes);
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

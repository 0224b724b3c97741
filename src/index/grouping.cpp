#include "index/grouping.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/hash.hpp"
#include "index/segment.hpp"

namespace khoj::index {
namespace {

/// Set in the keys of documents without a group, so that they never meet a value's.
constexpr GroupKey kAlone = GroupKey{1} << 63U;

GroupKey key_of_value(std::string_view value) noexcept { return base::hash64(value) & ~kAlone; }

/// Pairs of what is counted and who holds it, each once.
class Pairs {
 public:
  void add(std::uint64_t what, GroupKey group) { pairs_.emplace_back(what, group); }

  /// Calls `visit(what, groups)`, ascending.
  template <typename Visit>
  void count(Visit&& visit) {
    std::sort(pairs_.begin(), pairs_.end());
    pairs_.erase(std::unique(pairs_.begin(), pairs_.end()), pairs_.end());
    for (std::size_t begin = 0; begin < pairs_.size();) {
      std::size_t end = begin;
      while (end < pairs_.size() && pairs_[end].first == pairs_[begin].first) ++end;
      visit(pairs_[begin].first, end - begin);
      begin = end;
    }
  }

 private:
  std::vector<std::pair<std::uint64_t, GroupKey>> pairs_;
};

/// Calls `visit(number, group)` for the matches that have a number.
template <typename Visit>
void for_each_number(const MatchedDocuments& matches, const Grouping& grouping, std::size_t column,
                     Visit&& visit) {
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::number) return;
  const std::size_t slot = column_slot(schema, column);
  std::size_t at = 0;
  for (std::size_t s = 0; s < matches.segments().size(); ++s) {
    const Segment& segment = *matches.snapshot().segments()[s];
    MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      const GroupKey group = grouping.keys()[at++];
      const auto [values, place] = segment.values(doc);
      if (const double number = values->numbers(slot).at(place); !std::isnan(number)) visit(number, group);
    });
  }
}

}  // namespace

std::string_view group_value(const IndexSnapshot& snapshot, DocRef doc, std::size_t column) {
  const auto& schema = snapshot.schema();
  if (schema.columns[column].type != ColumnType::keyword) return {};
  const auto [values, at] = snapshot.segments()[doc.segment]->values(doc.doc_id);
  const auto& keywords = values->keywords(column_slot(schema, column));
  const auto row = keywords.row(at);
  return row.empty() ? std::string_view() : keywords.value(row.front());
}

GroupKey group_of(const IndexSnapshot& snapshot, DocRef doc, std::size_t column) {
  const auto value = group_value(snapshot, doc, column);
  return value.empty() ? kAlone | snapshot.item(doc).value : key_of_value(value);
}

Grouping::Grouping(const MatchedDocuments& matches, std::size_t column) {
  keys_.reserve(matches.count());
  for (std::uint32_t s = 0; s < matches.segments().size(); ++s) {
    MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      keys_.push_back(group_of(matches.snapshot(), {s, doc}, column));
      ++sizes_[keys_.back()];
    });
  }
}

std::uint32_t Grouping::size_of(GroupKey key) const noexcept {
  const auto found = sizes_.find(key);
  return found == sizes_.end() ? 0 : found->second;
}

ValueCounts count_group_values(const MatchedDocuments& matches, const Grouping& grouping, std::size_t column,
                               std::size_t limit) {
  // Which documents hold which value is what plain counting finds; the groups are then counted for every value.
  ValueCounts out = count_values(matches, column, std::numeric_limits<std::size_t>::max());
  const auto& schema = matches.snapshot().schema();
  if (schema.columns[column].type != ColumnType::keyword) return out;
  std::unordered_map<std::string_view, std::size_t, base::StringHash, std::equal_to<>> places;
  for (std::size_t i = 0; i < out.values.size(); ++i) places.emplace(out.values[i].value, i);
  const std::size_t slot = column_slot(schema, column);
  Pairs pairs;
  std::size_t at = 0;
  for (std::size_t s = 0; s < matches.segments().size(); ++s) {
    const Segment& segment = *matches.snapshot().segments()[s];
    MatchedDocuments::visit(matches.segments()[s], [&](std::uint32_t doc) {
      const GroupKey group = grouping.keys()[at++];
      const auto [values, place] = segment.values(doc);
      const KeywordColumn& keywords = values->keywords(slot);
      for (const std::uint32_t ordinal : keywords.row(place))
        pairs.add(places.at(keywords.value(ordinal)), group);
    });
  }
  pairs.count([&](std::uint64_t place, std::uint64_t groups) { out.values[place].count = groups; });
  keep_most_frequent(out.values, limit);
  return out;
}

std::uint64_t count_groups_with_number(const MatchedDocuments& matches, const Grouping& grouping,
                                       std::size_t column) {
  Pairs pairs;
  for_each_number(matches, grouping, column, [&](double, GroupKey group) { pairs.add(0, group); });
  std::uint64_t count = 0;
  pairs.count([&](std::uint64_t, std::uint64_t groups) { count = groups; });
  return count;
}

std::map<std::int64_t, std::uint64_t> group_histogram(const MatchedDocuments& matches,
                                                      const Grouping& grouping, std::size_t column,
                                                      double width) {
  Pairs pairs;
  for_each_number(matches, grouping, column, [&](double number, GroupKey group) {
    pairs.add(static_cast<std::uint64_t>(bucket_of(number, width)), group);
  });
  std::map<std::int64_t, std::uint64_t> buckets;
  pairs.count([&](std::uint64_t bucket, std::uint64_t groups) {
    buckets[static_cast<std::int64_t>(bucket)] = groups;
  });
  return buckets;
}

}  // namespace khoj::index

#include "engine/facets.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/matches.hpp"
#include "index/facet_counts.hpp"
#include "index/grouping.hpp"
#include "query/filter_split.hpp"

namespace khoj::engine {
namespace {

using base::Result;
using index::FilterExpression;
using index::Grouping;
using index::MatchedDocuments;
using index::MatchSet;
using query::Field;

/// A requested field and what the request's filter says about it.
struct Wanted {
  const FacetRequest* request = nullptr;
  const Field* field = nullptr;
  FilterExpression about;  ///< Everything: the field is not filtered.
};

/// Gives each field the matches that it is counted over.
class FacetMatches {
 public:
  FacetMatches(const FacetScope& scope, std::span<const Wanted> wanted)
      : scope_(scope), wanted_(wanted), filtered_(*scope.context->snapshot->index, *scope.matches) {}

  /// `wanted` is one of those of the constructor. Valid until the next call.
  Result<const MatchedDocuments*> of(const Wanted& wanted) {
    if (wanted.about.is_everything()) return &filtered_;
    const auto& index = *scope_.context->snapshot->index;
    if (!open_) {
      KHOJ_ASSIGN(open_, match_again(scope_.results, *scope_.context, open_filter()));
    }
    own_ = *open_;
    for (const Wanted& other : wanted_) {
      if (other.field != wanted.field) index.keep_matches(other.about, own_);
    }
    counted_.emplace(index, own_);
    return &*counted_;
  }

 private:
  /// Without what is said of any of the fields.
  [[nodiscard]] FilterExpression open_filter() const {
    FilterExpression filter = *scope_.asked;
    for (const Wanted& wanted : wanted_) filter = query::split_filter(filter, *wanted.field).rest;
    return query::both(std::move(filter), *scope_.held);
  }

  const FacetScope& scope_;
  std::span<const Wanted> wanted_;
  MatchedDocuments filtered_;
  std::optional<MatchSet> open_;
  MatchSet own_;
  std::optional<MatchedDocuments> counted_;
};

/// What is counted: documents, or groups of them.
struct Counted {
  const MatchedDocuments& matches;
  std::optional<Grouping> groups;

  [[nodiscard]] index::ValueCounts values(std::size_t column, std::size_t limit) const {
    return groups ? index::count_group_values(matches, *groups, column, limit)
                  : index::count_values(matches, column, limit);
  }
  [[nodiscard]] std::map<std::int64_t, std::uint64_t> histogram(std::size_t column, double width) const {
    return groups ? index::group_histogram(matches, *groups, column, width)
                  : index::histogram(matches, column, width);
  }
};

void count_texts(const Counted& counts, std::size_t column, const FacetLabels& labels, const Wanted& wanted,
                 Facet& facet) {
  const auto counted = counts.values(column, wanted.request->limit);
  facet.distinct = counted.distinct;
  for (const auto& value : counted.values) {
    facet.values.push_back({std::string(value.value),
                            labels.label_of(counts.matches, *wanted.field, column, value.value),
                            value.count});
  }
}

void count_flags(const Counted& counts, std::size_t column, const Wanted& wanted, Facet& facet) {
  auto flags = counts.histogram(column, 1.0);
  for (const bool flag : {true, false}) {
    if (const auto count = flags[flag ? 1 : 0]; count > 0)
      facet.values.push_back({flag ? "true" : "false", std::nullopt, count});
  }
  std::stable_sort(facet.values.begin(), facet.values.end(),
                   [](const FacetValue& a, const FacetValue& b) { return a.count > b.count; });
  facet.distinct = facet.values.size();
  if (facet.values.size() > wanted.request->limit) facet.values.resize(wanted.request->limit);
}

void count_numbers(const Counted& counts, std::size_t column, const Wanted& wanted, Facet& facet) {
  const double scale = wanted.field->scale;
  const auto stats = index::number_stats(counts.matches, column);
  if (stats.count > 0) {
    facet.stats = FacetStats{stats.min / scale, stats.max / scale,
                             stats.sum / static_cast<double>(stats.count) / scale, stats.count};
    if (counts.groups)
      facet.stats->count = index::count_groups_with_number(counts.matches, *counts.groups, column);
  }
  if (!wanted.request->histogram) return;
  const double interval = wanted.request->histogram->interval;
  facet.histogram.emplace();
  for (const auto& [bucket, count] : counts.histogram(column, interval * scale)) {
    const auto from = static_cast<double>(bucket);
    facet.histogram->push_back({from * interval, (from + 1.0) * interval, count});
  }
}

Facet count_facet(const MatchedDocuments& matches, const Wanted& wanted, const FacetScope& scope) {
  Facet facet;
  facet.field = wanted.request->field;
  const auto column = matches.snapshot().column_index(wanted.field->column);
  if (!column) return facet;
  Counted counts{matches, std::nullopt};
  if (scope.group_column) counts.groups.emplace(matches, *scope.group_column);
  if (wanted.field->is_text()) {
    count_texts(counts, *column, *scope.live->labels, wanted, facet);
  } else if (wanted.field->kind == query::FieldKind::flag) {
    count_flags(counts, *column, wanted, facet);
  } else {
    count_numbers(counts, *column, wanted, facet);
  }
  return facet;
}

}  // namespace

Result<MatchSet> matches_for(const FacetScope& scope, const Field& field) {
  const auto split = query::split_filter(*scope.asked, field);
  if (split.about.is_everything()) return *scope.matches;
  return match_again(scope.results, *scope.context, query::both(split.rest, *scope.held));
}

Result<std::vector<Facet>> count_facets(const FacetScope& scope, std::span<const FacetRequest> requests) {
  std::vector<Wanted> wanted;
  for (const auto& request : requests) {
    KHOJ_ASSIGN(const Field* field, scope.live->fields->require(request.field));
    wanted.push_back({&request, field, query::split_filter(*scope.asked, *field).about});
  }
  std::vector<Facet> facets;
  if (wanted.empty()) return facets;
  FacetMatches matches(scope, wanted);
  auto* const deadline = scope.context->deadline;
  for (const Wanted& one : wanted) {
    if (deadline != nullptr && deadline->passed()) break;
    KHOJ_ASSIGN(const MatchedDocuments* counted, matches.of(one));
    facets.push_back(count_facet(*counted, one, scope));
  }
  return facets;
}

}  // namespace khoj::engine

#include "query/filter_split.hpp"

#include <algorithm>

namespace khoj::query {
namespace {

using index::FilterExpression;

/// Whether every leaf of `filter` is about `field`.
bool is_about(const FilterExpression& filter, const Field& field) {
  using enum FilterExpression::Kind;
  switch (filter.kind) {
    case everything:
    case items:
    case phrase: return false;
    case all_of:
    case any_of:
    case none_of:
      return !filter.children.empty() &&
             std::all_of(filter.children.begin(), filter.children.end(),
                         [&](const FilterExpression& child) { return is_about(child, field); });
    case range:
    case keyword:
    case exists:
    case within: return filter.column == field.column;
  }
  return false;
}

void split_into(const FilterExpression& filter, const Field& field, SplitFilter& out) {
  if (filter.kind == FilterExpression::Kind::all_of) {
    for (const FilterExpression& child : filter.children) split_into(child, field, out);
    return;
  }
  FilterExpression& side = is_about(filter, field) ? out.about : out.rest;
  side = both(std::move(side), filter);
}

}  // namespace

SplitFilter split_filter(const FilterExpression& filter, const Field& field) {
  SplitFilter out;
  split_into(filter, field, out);
  return out;
}

FilterExpression both(FilterExpression a, FilterExpression b) {
  if (a.is_everything()) return b;
  if (b.is_everything()) return a;
  if (a.kind == FilterExpression::Kind::all_of) {
    a.children.push_back(std::move(b));
    return a;
  }
  return FilterExpression::all_of({std::move(a), std::move(b)});
}

}  // namespace khoj::query

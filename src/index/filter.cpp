#include "index/filter.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace khoj::index {
namespace {

FilterExpression branch(FilterExpression::Kind kind, std::vector<FilterExpression> children) {
  FilterExpression out;
  out.kind = kind;
  out.children = std::move(children);
  return out;
}

FilterExpression leaf(FilterExpression::Kind kind, std::string column) {
  FilterExpression out;
  out.kind = kind;
  out.column = std::move(column);
  return out;
}

/// Children's texts in order, once each: AND and OR do not mind order or repetition.
std::string joined(const std::vector<FilterExpression>& children, std::string_view separator) {
  std::vector<std::string> texts;
  texts.reserve(children.size());
  for (const FilterExpression& child : children) texts.push_back(child.canonical());
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return fmt::format("({})", fmt::join(texts, separator));
}

}  // namespace

FilterExpression FilterExpression::all_of(std::vector<FilterExpression> children) {
  return branch(Kind::all_of, std::move(children));
}

FilterExpression FilterExpression::any_of(std::vector<FilterExpression> children) {
  return branch(Kind::any_of, std::move(children));
}

FilterExpression FilterExpression::none_of(std::vector<FilterExpression> children) {
  return branch(Kind::none_of, std::move(children));
}

FilterExpression FilterExpression::range(std::string column, double min, double max) {
  FilterExpression out = leaf(Kind::range, std::move(column));
  out.min = min;
  out.max = max;
  return out;
}

FilterExpression FilterExpression::keyword(std::string column, std::vector<std::string> values) {
  FilterExpression out = leaf(Kind::keyword, std::move(column));
  out.values = std::move(values);
  return out;
}

FilterExpression FilterExpression::exists(std::string column) {
  return leaf(Kind::exists, std::move(column));
}

FilterExpression FilterExpression::of_items(std::vector<domain::ItemId> items) {
  FilterExpression out;
  out.kind = Kind::items;
  out.items = std::move(items);
  std::sort(out.items.begin(), out.items.end());
  out.items.erase(std::unique(out.items.begin(), out.items.end()), out.items.end());
  return out;
}

FilterExpression FilterExpression::within(std::string latitude_column, std::string longitude_column,
                                          Place centre, double radius_m) {
  FilterExpression out = leaf(Kind::within, std::move(latitude_column));
  out.longitude_column = std::move(longitude_column);
  out.centre = centre;
  out.radius_m = radius_m;
  return out;
}

FilterExpression FilterExpression::phrase(std::vector<std::string> terms) {
  FilterExpression out;
  out.kind = Kind::phrase;
  out.values = std::move(terms);
  return out;
}

std::string FilterExpression::canonical() const {
  switch (kind) {
    case Kind::everything: return "*";
    case Kind::all_of: return children.empty() ? "*" : joined(children, " AND ");
    case Kind::any_of: return joined(children, " OR ");
    case Kind::none_of: return "NOT " + joined(children, " OR ");
    case Kind::range: return fmt::format("{:?}:[{},{}]", column, min, max);
    case Kind::keyword: {
      std::vector<std::string> sorted = values;
      std::sort(sorted.begin(), sorted.end());
      sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
      std::string out = fmt::format("{:?}:{{", column);
      for (std::size_t i = 0; i < sorted.size(); ++i)
        out += fmt::format("{}{:?}", i == 0 ? "" : ",", sorted[i]);
      return out + "}";
    }
    case Kind::exists: return fmt::format("{:?}:?", column);
    case Kind::items: {
      std::string out = "#";
      for (const auto item : items) out += fmt::format("{},", item.value);
      return out;
    }
    case Kind::within:
      return fmt::format("{:?},{:?}:({},{},{})", column, longitude_column, centre.latitude, centre.longitude,
                         radius_m);
    case Kind::phrase: {
      std::string out = "phrase";
      for (const std::string& term : values) out += fmt::format(" {:?}", term);
      return out;
    }
  }
  return {};
}

}  // namespace khoj::index

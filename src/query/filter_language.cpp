#include "query/filter_language.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/utf8.hpp"
#include "query/filter_lexer.hpp"
#include "query/filter_values.hpp"
#include "text/slug.hpp"

namespace khoj::query {
namespace {

using base::ErrorCode;
using base::Result;
using index::FilterExpression;
using Kind = FilterToken::Kind;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double just_below(double number) { return std::nextafter(number, -kInfinity); }
double just_above(double number) { return std::nextafter(number, kInfinity); }

std::string shown(const FilterToken& token) {
  if (token.kind == Kind::end) return "the end";
  constexpr std::size_t kShown = 40;
  return token.text.size() > kShown ? "a long text" : fmt::format("'{}'", token.text);
}

class FilterParser {
 public:
  FilterParser(std::string_view text, const FieldTable& fields)
      : text_(text), fields_(fields), lexer_(text), token_(lexer_.next()) {}

  Result<FilterExpression> parse() {
    if (token_.kind == Kind::end) return FilterExpression{};
    KHOJ_ASSIGN(auto filter, any_of(0));
    if (token_.kind != Kind::end) return expected("AND, OR or the end");
    return filter;
  }

 private:
  [[nodiscard]] tl::unexpected<base::Error> at(std::size_t byte, std::string_view what) const {
    return base::fail(ErrorCode::invalid_argument, "at character {}, {}",
                      base::count_code_points(text_.substr(0, byte)) + 1, what);
  }
  [[nodiscard]] tl::unexpected<base::Error> expected(std::string_view what) const {
    if (token_.kind == Kind::error) return at(token_.begin, token_.text);
    return at(token_.begin, fmt::format("expected {}, not {}", what, shown(token_)));
  }

  void advance() { token_ = lexer_.next(); }
  bool accept(std::string_view symbol) {
    if (!token_.is(symbol)) return false;
    advance();
    return true;
  }
  base::Status expect(std::string_view symbol) {
    if (!accept(symbol)) return expected(fmt::format("'{}'", symbol));
    return {};
  }

  Result<FilterExpression> any_of(std::size_t depth) {
    std::vector<FilterExpression> parts;
    do {
      KHOJ_ASSIGN(auto part, all_of(depth));
      parts.push_back(std::move(part));
    } while (accept_word("OR"));
    return parts.size() == 1 ? std::move(parts.front()) : FilterExpression::any_of(std::move(parts));
  }

  Result<FilterExpression> all_of(std::size_t depth) {
    std::vector<FilterExpression> parts;
    do {
      KHOJ_ASSIGN(auto part, term(depth));
      parts.push_back(std::move(part));
    } while (accept_word("AND"));
    return parts.size() == 1 ? std::move(parts.front()) : FilterExpression::all_of(std::move(parts));
  }

  bool accept_word(std::string_view upper) {
    if (!token_.is_word(upper)) return false;
    advance();
    return true;
  }

  Result<FilterExpression> term(std::size_t depth) {
    if (depth >= kMaxFilterDepth)
      return at(token_.begin, fmt::format("more than {} levels are too many", kMaxFilterDepth));
    if (accept_word("NOT")) {
      KHOJ_ASSIGN(auto inner, term(depth + 1));
      return FilterExpression::none_of({std::move(inner)});
    }
    if (accept("(")) {
      KHOJ_ASSIGN(auto inner, any_of(depth + 1));
      KHOJ_TRY(expect(")"));
      return inner;
    }
    if (++terms_ > kMaxFilterTerms)
      return at(token_.begin, fmt::format("more than {} terms are too many", kMaxFilterTerms));
    if (token_.kind != Kind::word && token_.kind != Kind::quoted) return expected("a field, NOT or '('");
    const FilterToken name = token_;
    advance();
    if (token_.is("(") && name.is_word("EXISTS")) return exists();
    if (token_.is("(") && name.is_word("GEO")) return geo();
    KHOJ_ASSIGN(const Field* field, find(name));
    return condition(*field);
  }

  Result<const Field*> find(const FilterToken& name) const {
    auto field = fields_.require(name.text);
    if (!field) return at(name.begin, field.error().message);
    return field;
  }

  Result<const Field*> field_name() {
    if (token_.kind != Kind::word && token_.kind != Kind::quoted) return expected("a field");
    KHOJ_ASSIGN(const Field* field, find(token_));
    advance();
    return field;
  }

  Result<FilterExpression> exists() {
    advance();
    KHOJ_ASSIGN(const Field* field, field_name());
    KHOJ_TRY(expect(")"));
    return FilterExpression::exists(field->column);
  }

  Result<FilterExpression> geo() {
    advance();
    const std::size_t place = token_.begin;
    KHOJ_ASSIGN(const Field* field, field_name());
    if (field->kind != FieldKind::geo) return at(place, fmt::format("'{}' is no place", field->name));
    KHOJ_TRY(expect(","));
    KHOJ_ASSIGN(const double latitude, degrees(90.0, "a latitude from -90 to 90"));
    KHOJ_TRY(expect(","));
    KHOJ_ASSIGN(const double longitude, degrees(180.0, "a longitude from -180 to 180"));
    KHOJ_TRY(expect(","));
    constexpr std::string_view kDistance = "a distance such as 5km or 300m";
    if (token_.kind != Kind::word && token_.kind != Kind::quoted) return expected(kDistance);
    const auto radius = read_distance(token_.text);
    if (!radius) return expected(kDistance);
    advance();
    KHOJ_TRY(expect(")"));
    return FilterExpression::within(field->column, field->longitude_column, {latitude, longitude},
                                    std::min(*radius, index::kMaxDistanceM));
  }

  Result<double> degrees(double limit, std::string_view what) {
    const auto number = token_.kind == Kind::word ? read_number(token_.text) : std::nullopt;
    if (!number || std::abs(*number) > limit) return expected(what);
    advance();
    return *number;
  }

  Result<FilterExpression> condition(const Field& field) {
    if (field.kind == FieldKind::geo)
      return expected(fmt::format("another field: a place is filtered by geo({}, …)", field.name));
    const FilterToken op = token_;
    constexpr std::string_view kOperators = "one of : = != < <= > >=";
    if (op.kind != Kind::symbol || op.is("(") || op.is(")") || op.is("[") || op.is("]") || op.is(",") ||
        op.is("..")) {
      return expected(kOperators);
    }
    if (!op.is(":") && !op.is("=") && !op.is("!=") && !field.is_number())
      return at(op.begin, fmt::format("'{}' is not ordered: expected : = or !=", field.name));
    advance();
    if (op.is(":") && accept("[")) return list_or_range(field);
    if (field.is_number()) return comparison(field, op);
    KHOJ_ASSIGN(auto filter, one_of(field, false));
    if (op.is("!=")) return FilterExpression::none_of({std::move(filter)});
    return filter;
  }

  Result<FilterExpression> comparison(const Field& field, const FilterToken& op) {
    KHOJ_ASSIGN(const double number, number_value(field));
    if (op.is("<")) return FilterExpression::range(field.column, -kInfinity, just_below(number));
    if (op.is("<=")) return FilterExpression::range(field.column, -kInfinity, number);
    if (op.is(">")) return FilterExpression::range(field.column, just_above(number), kInfinity);
    if (op.is(">=")) return FilterExpression::range(field.column, number, kInfinity);
    auto equal = FilterExpression::range(field.column, number, number);
    if (op.is("!=")) return FilterExpression::none_of({std::move(equal)});
    return equal;
  }

  Result<double> number_value(const Field& field) {
    const bool is_time = field.kind == FieldKind::time;
    std::optional<double> number;
    if (token_.kind == Kind::word || token_.kind == Kind::quoted)
      number = is_time ? read_time(token_.text) : read_number(token_.text);
    if (!number) return expected(is_time ? "a date such as \"2026-01-31\"" : "a number");
    advance();
    return *number * field.scale;
  }

  /// Behind '[': "100..500]", "..500]", "100..]", or values with commas between them.
  Result<FilterExpression> list_or_range(const Field& field) {
    if (!field.is_number()) return one_of(field, true);
    if (accept("..")) return upper_end(field, -kInfinity);
    KHOJ_ASSIGN(const double first, number_value(field));
    if (accept("..")) return upper_end(field, first);
    std::vector<FilterExpression> values = {FilterExpression::range(field.column, first, first)};
    while (accept(",")) {
      KHOJ_ASSIGN(const double number, number_value(field));
      if (values.size() >= kMaxFilterValues) return too_many_values();
      values.push_back(FilterExpression::range(field.column, number, number));
    }
    KHOJ_TRY(expect("]"));
    return values.size() == 1 ? std::move(values.front()) : FilterExpression::any_of(std::move(values));
  }

  Result<FilterExpression> upper_end(const Field& field, double low) {
    double high = kInfinity;
    if (!token_.is("]")) {
      KHOJ_ASSIGN(high, number_value(field));
    }
    KHOJ_TRY(expect("]"));
    return FilterExpression::range(field.column, low, high);
  }

  /// One value, or with `list` those up to ']'.
  Result<FilterExpression> one_of(const Field& field, bool list) {
    std::vector<std::string> values;
    do {
      if (token_.kind != Kind::word && token_.kind != Kind::quoted) return expected("a value");
      if (values.size() >= kMaxFilterValues) return too_many_values();
      if (field.kind == FieldKind::flag) {
        const auto flag = read_flag(token_.text);
        if (!flag) return expected("true or false");
        values.emplace_back(*flag ? "1" : "0");
      } else {
        values.push_back(stored_value(field, token_.text));
      }
      advance();
    } while (list && accept(","));
    if (list) KHOJ_TRY(expect("]"));
    if (field.kind != FieldKind::flag) return FilterExpression::keyword(field.column, std::move(values));
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return FilterExpression::range(field.column, *low == "1" ? 1.0 : 0.0, *high == "1" ? 1.0 : 0.0);
  }

  [[nodiscard]] tl::unexpected<base::Error> too_many_values() const {
    return at(token_.begin, fmt::format("more than {} values are too many", kMaxFilterValues));
  }

  std::string_view text_;
  const FieldTable& fields_;
  FilterLexer lexer_;
  FilterToken token_;
  std::size_t terms_ = 0;
};

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

Result<FilterExpression> parse_filter(std::string_view text, const FieldTable& fields) {
  if (text.size() > kMaxFilterBytes)
    return base::fail(ErrorCode::invalid_argument, "has {} bytes; at most {} are allowed", text.size(),
                      kMaxFilterBytes);
  if (!base::is_valid_utf8(text)) return base::fail(ErrorCode::invalid_argument, "is not valid UTF-8");
  return FilterParser(text, fields).parse();
}

std::string stored_value(const Field& field, std::string_view value) {
  return field.kind == FieldKind::slug ? text::slug(value) : std::string(value);
}

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

#include "engine/sorting.hpp"

#include <algorithm>
#include <charconv>

#include "query/filter_language.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Result;
using index::SortKey;

constexpr std::string_view kRandom = "_random(";
constexpr std::string_view kBoost = "_boost(";
constexpr std::string_view kRelevance = "relevance";

Result<SortKey> parse_random(std::string_view argument) {
  SortKey key{.kind = SortKey::Kind::random};
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), key.seed);
  if (error != std::errc() || end != argument.data() + argument.size())
    return base::fail(ErrorCode::invalid_argument, "expected a whole number as seed, such as _random(42)");
  return key;
}

Result<SortKey> parse_key(std::string_view text, const query::FieldTable& fields,
                          const index::Schema& schema) {
  if (text.starts_with(kRandom) && text.ends_with(')'))
    return parse_random(text.substr(kRandom.size(), text.size() - kRandom.size() - 1));
  if (text.starts_with(kBoost) && text.ends_with(')')) {
    SortKey key{.kind = SortKey::Kind::boost, .descending = true};
    KHOJ_ASSIGN(key.filter,
                query::parse_filter(text.substr(kBoost.size(), text.size() - kBoost.size() - 1), fields));
    return key;
  }
  const auto colon = text.rfind(':');
  const auto name = text.substr(0, colon);
  const auto direction = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  if (colon != std::string_view::npos && direction != "asc" && direction != "desc")
    return base::fail(ErrorCode::invalid_argument, "expected asc or desc behind the colon, not '{}'",
                      direction);
  SortKey key;
  key.descending = direction == "desc" || (direction.empty() && name == kRelevance);
  if (name == kRelevance) {
    key.kind = SortKey::Kind::relevance;
    return key;
  }
  KHOJ_ASSIGN(const query::Field* field, fields.require(name));
  if (field->kind == query::FieldKind::geo)
    return base::fail(ErrorCode::invalid_argument, "a place such as '{}' has no order", field->name);
  const auto column = std::find_if(schema.columns.begin(), schema.columns.end(),
                                   [&](const index::ColumnSpec& spec) { return spec.name == field->column; });
  key.column = static_cast<std::size_t>(column - schema.columns.begin());
  return key;
}

}  // namespace

Result<std::vector<SortKey>> parse_sort(const std::vector<std::string>& sort, const query::FieldTable& fields,
                                        const index::Schema& schema) {
  std::vector<SortKey> keys;
  if (sort.size() > index::kMaxSortKeys) {
    return base::fail(
        base::at("sort", base::make_error(ErrorCode::invalid_argument, "has {} keys; at most {} are allowed",
                                          sort.size(), index::kMaxSortKeys)));
  }
  for (std::size_t i = 0; i < sort.size(); ++i) {
    auto key = parse_key(sort[i], fields, schema);
    if (!key) return base::fail(base::at(fmt::format("sort[{}]", i), std::move(key).error()));
    keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace khoj::engine

#include "engine/request_checks.hpp"

#include <algorithm>
#include <cmath>

#include "base/hash.hpp"
#include "base/utf8.hpp"
#include "engine/highlighting.hpp"
#include "engine/sorting.hpp"
#include "query/filter_language.hpp"
#include "query/filter_split.hpp"
#include "query/price_intent.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Result;
using index::FilterExpression;

constexpr std::size_t kMaxQueryCharacters = 255;
constexpr std::uint32_t kMaxLimit = 6'000;
constexpr std::uint32_t kMaxOffset = 10'000;
constexpr std::size_t kMaxChips = 32;
constexpr std::size_t kMaxFacets = 32;
constexpr std::uint32_t kMaxFacetValues = 1'000;
constexpr double kMaxBudgetMs = 60'000.0;

tl::unexpected<base::Error> bad(std::string field, std::string message) {
  return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message), std::move(field)});
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

base::Status check_query(const SearchRequest& request) {
  if (request.browse) {
    if (request.query.empty()) return {};
    return bad("query", "is not for pages without a query");
  }
  if (!base::is_valid_utf8(request.query)) return bad("query", "is not valid UTF-8");
  const auto characters = base::count_code_points(trim(request.query));
  if (characters < 1 || characters > kMaxQueryCharacters) {
    return bad("query", fmt::format("must have 1 to {} characters, not {}", kMaxQueryCharacters, characters));
  }
  return {};
}

base::Status check_facets(const LiveState& live, const std::vector<FacetRequest>& facets) {
  if (facets.size() > kMaxFacets)
    return bad("facets", fmt::format("has {} entries; at most {} are allowed", facets.size(), kMaxFacets));
  for (std::size_t i = 0; i < facets.size(); ++i) {
    const auto path = fmt::format("facets[{}]", i);
    const auto field = live.fields->require(facets[i].field);
    if (!field) return bad(path + ".field", field.error().message);
    if ((*field)->kind == query::FieldKind::geo) return bad(path + ".field", "places are not counted");
    if (facets[i].limit < 1 || facets[i].limit > kMaxFacetValues)
      return bad(path + ".limit",
                 fmt::format("must be from 1 to {}, not {}", kMaxFacetValues, facets[i].limit));
    if (!facets[i].histogram) continue;
    if (!(*field)->is_number()) return bad(path + ".histogram", "is for numbers only");
    const double interval = facets[i].histogram->interval;
    if (!(interval > 0.0) || !std::isfinite(interval))
      return bad(path + ".histogram.interval", fmt::format("must be above 0, not {}", interval));
  }
  return {};
}

base::Status check_bounds(const SearchRequest& request) {
  if (request.limit < 1 || request.limit > kMaxLimit)
    return bad("max", fmt::format("must be from 1 to {}, not {}", kMaxLimit, request.limit));
  if (request.offset > kMaxOffset)
    return bad("offset", fmt::format("must be from 0 to {}, not {}", kMaxOffset, request.offset));
  if (request.chips.size() > kMaxChips)
    return bad("chips",
               fmt::format("has {} entries; at most {} are allowed", request.chips.size(), kMaxChips));
  if (!request.cursor.empty() && request.offset > 0)
    return bad("offset", "does not go together with a cursor, which says itself where the page begins");
  if (request.budget_ms && !(*request.budget_ms > 0.0 && *request.budget_ms <= kMaxBudgetMs))
    return bad("budget_ms",
               fmt::format("must be above 0 and at most {}, not {}", kMaxBudgetMs, *request.budget_ms));
  return {};
}

/// The request's chips, and the price that the query itself names; a chip's price goes before the words'.
base::Status read_chips(const LiveState& live, const SearchRequest& request, UnderstoodRequest& understood) {
  for (std::size_t i = 0; i < request.chips.size(); ++i) {
    auto chip = query::parse_chip(request.chips[i]);
    if (!chip) return base::fail(base::at(fmt::format("chips[{}]", i), std::move(chip).error()));
    understood.chips.push_back(*std::move(chip));
  }
  const bool has_price = std::any_of(understood.chips.begin(), understood.chips.end(),
                                     [](const auto& chip) { return chip.chip.type == "price"; });
  if (!live.price_intent || request.browse) return {};
  auto intent = query::find_price_intent(understood.text);
  if (!intent) return {};
  understood.text = std::move(intent->rest);
  if (has_price) return {};
  KHOJ_ASSIGN(auto chip, query::parse_chip(intent->chip));
  understood.chips.push_back(std::move(chip));
  return {};
}

base::Result<std::optional<std::size_t>> group_column(const LiveState& live, const std::string& name) {
  if (name.empty()) return std::nullopt;
  auto field = live.fields->require(name);
  if (!field) return base::fail(base::at("group_by", std::move(field).error()));
  if (!(*field)->is_text()) return bad("group_by", fmt::format("'{}' is no text to group by", name));
  return live.snapshot->index->column_index((*field)->column);
}

/// What a cursor belongs to: everything that decides which products there are and in which order.
std::uint64_t binding_of(const SearchRequest& request, const UnderstoodRequest& understood) {
  std::string text = fmt::format("{:?} {} {:?} {:?} {}", request.tenant.id(), request.browse,
                                 trim(request.query), request.policy, understood.asked.canonical());
  text += fmt::format(" {:?}", request.group_by);
  for (const auto& key : request.sort) text += fmt::format(" {:?}", key);
  return base::hash64(text);
}

}  // namespace

Result<UnderstoodRequest> understand(const LiveState& live, const SearchRequest& request) {
  UnderstoodRequest understood;
  KHOJ_TRY(check_query(request));
  KHOJ_TRY(check_bounds(request));
  KHOJ_TRY(check_facets(live, request.facets));
  const auto found = live.policies->find(request.policy);
  if (found == live.policies->end())
    return bad("policy", fmt::format("there is no policy '{}'", request.policy));
  understood.policy = &found->second;
  understood.text = trim(request.query);
  KHOJ_TRY(read_chips(live, request, understood));
  auto filter = query::parse_filter(request.filter, *live.fields);
  if (!filter) return base::fail(base::at("filter", std::move(filter).error()));
  understood.asked = query::both(query::filter_of(understood.chips), *std::move(filter));
  if (request.recommend || live.settings->out_of_stock == "hide")
    understood.held = FilterExpression::range(pipeline::column::kInStock, 1.0, 1.0);
  KHOJ_ASSIGN(understood.sort, parse_sort(request.sort, *live.fields, live.snapshot->index->schema()));
  KHOJ_ASSIGN(understood.group_column, group_column(live, request.group_by));
  KHOJ_TRY(check_highlight(request.highlight));
  understood.binding = binding_of(request, understood);
  if (!request.cursor.empty()) {
    auto cursor = decode_cursor(request.cursor, understood.binding, understood.sort.size());
    if (!cursor) return base::fail(base::at("cursor", std::move(cursor).error()));
    understood.cursor = *std::move(cursor);
  }
  return understood;
}

}  // namespace khoj::engine

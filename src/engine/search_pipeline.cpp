#include "engine/search_pipeline.hpp"

#include <algorithm>
#include <cmath>

#include "arrange/seller_cap.hpp"
#include "arrange/stock.hpp"
#include "base/utf8.hpp"
#include "domain/money.hpp"
#include "query/chips.hpp"
#include "query/price_intent.hpp"
#include "rank/blend.hpp"

namespace khoj::engine {
namespace {

using base::ErrorCode;
using base::Result;
using index::FilterExpression;
using pipeline::Candidate;
using pipeline::Context;

constexpr std::size_t kMaxQueryCharacters = 200;
constexpr std::uint32_t kMaxLimit = 100;
constexpr std::uint32_t kMaxOffset = 10'000;
constexpr std::size_t kMaxChips = 32;
constexpr std::size_t kSuggestedChips = 10;
constexpr std::size_t kCacheLineBytes = 64;
/// Until a serviceability table is imported every product takes a week.
constexpr std::int64_t kDefaultEtaDays = 7;

tl::unexpected<base::Error> bad(std::string field, std::string message) {
  return tl::unexpected(base::Error{ErrorCode::invalid_argument, std::move(message), std::move(field)});
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

base::Status check_bounds(const SearchRequest& request) {
  if (!base::is_valid_utf8(request.query)) return bad("query", "is not valid UTF-8");
  const auto characters = base::count_code_points(trim(request.query));
  if (characters < 1 || characters > kMaxQueryCharacters) {
    return bad("query", fmt::format("must have 1 to {} characters, not {}", kMaxQueryCharacters, characters));
  }
  if (request.limit < 1 || request.limit > kMaxLimit)
    return bad("max", fmt::format("must be from 1 to {}, not {}", kMaxLimit, request.limit));
  if (request.offset > kMaxOffset)
    return bad("offset", fmt::format("must be from 0 to {}, not {}", kMaxOffset, request.offset));
  if (request.chips.size() > kMaxChips)
    return bad("chips",
               fmt::format("has {} entries; at most {} are allowed", request.chips.size(), kMaxChips));
  return {};
}

/// The request's chips, and the price that the query itself names when no chip gives one.
struct Understood {
  std::string text;
  std::vector<query::ParsedChip> chips;
};

Result<Understood> understand(const LiveState& live, const SearchRequest& request) {
  Understood understood{std::string(trim(request.query)), {}};
  for (std::size_t i = 0; i < request.chips.size(); ++i) {
    auto chip = query::parse_chip(request.chips[i]);
    if (!chip) return base::fail(base::at(fmt::format("chips[{}]", i), std::move(chip).error()));
    understood.chips.push_back(*std::move(chip));
  }
  const bool has_price = std::any_of(understood.chips.begin(), understood.chips.end(),
                                     [](const auto& chip) { return chip.chip.type == "price"; });
  if (live.price_intent && !has_price) {
    if (auto intent = query::find_price_intent(understood.text)) {
      KHOJ_ASSIGN(auto chip, query::parse_chip(intent->chip));
      understood.chips.push_back(std::move(chip));
      understood.text = std::move(intent->rest);
    }
  }
  return understood;
}

FilterExpression filter_for(const LiveState& live, const std::vector<query::ParsedChip>& chips) {
  auto filter = query::filter_of(chips);
  if (live.settings->out_of_stock != "hide") return filter;
  auto in_stock = FilterExpression::range(pipeline::column::kInStock, 1.0, 1.0);
  if (filter.is_everything()) return in_stock;
  return FilterExpression::all_of({std::move(filter), std::move(in_stock)});
}

Result<std::vector<rank::SourceResult>> retrieve(const CompiledPolicy& policy, const Context& context) {
  std::vector<rank::SourceResult> results;
  for (const auto& [source, limit, weight] : policy.sources) {
    KHOJ_ASSIGN(auto retrieval, source->retrieve(context, std::max(limit, context.depth)));
    results.push_back({source.get(), weight, std::move(retrieval)});
  }
  return results;
}

/// The cards lie scattered over the index: their addresses are looked up and their bytes asked for all together, so that
/// the waiting for memory overlaps.
void read_cards(const index::IndexSnapshot& index, std::span<Candidate> candidates) {
  for (const auto& candidate : candidates) index.prefetch_stored(candidate.doc);
  std::vector<std::string_view> blobs;
  blobs.reserve(candidates.size());
  for (const auto& candidate : candidates) {
    const auto blob = index.stored(candidate.doc);
    for (std::size_t offset = 0; offset < blob.size(); offset += kCacheLineBytes)
      __builtin_prefetch(blob.data() + offset);
    blobs.push_back(blob);
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (auto card = pipeline::read_product_card(blobs[i])) candidates[i].card = *card;
  }
}

ResultItem to_item(Candidate&& candidate, bool explain) {
  const auto& card = candidate.card;
  const auto rupees = [](const std::optional<std::int64_t>& paise) {
    return paise ? std::optional(domain::rupees_from_paise(*paise)) : std::nullopt;
  };
  ResultItem item;
  item.product_id = card.product_id;
  item.title = card.title;
  item.brand = card.brand;
  item.category = card.category;
  item.price = rupees(card.price_paise);
  item.original_price = rupees(card.original_price_paise);
  item.currency = card.currency;
  item.discount_ratio = card.discount_ratio();
  // Ratings are kept as float; one decimal more than anyone shows makes 4.1F 4.1 again.
  if (card.rating) item.rating = std::round(static_cast<double>(*card.rating) * 1000.0) / 1000.0;
  item.review_count = card.rating_count;
  item.image = card.image;
  item.link = card.link;
  item.seller_id = card.seller_id;
  item.in_stock = card.in_stock;
  item.cod_available = card.cod_available;
  item.eta_days = kDefaultEtaDays;
  item.relevance_score = candidate.relevance;
  item.ranking_score = candidate.score;
  if (explain) item.explanation = std::move(candidate.explanation);
  return item;
}

/// Ranks and arranges the policy's window of candidates; what lies behind it keeps the order of retrieval.
void order(const LiveState& live, const CompiledPolicy& policy, const Context& context,
           std::vector<Candidate>& candidates) {
  const std::size_t window = std::min<std::size_t>(candidates.size(), policy.window);
  std::vector<Candidate> behind(
      std::make_move_iterator(candidates.begin() + static_cast<std::ptrdiff_t>(window)),
      std::make_move_iterator(candidates.end()));
  candidates.resize(window);
  read_cards(*context.snapshot->index, candidates);
  policy.ranker.rank(context, candidates);
  if (live.settings->out_of_stock == "demote") arrange::demote_out_of_stock(candidates, context.explain);
  arrange::cap_sellers(candidates, policy.arrange.max_per_seller);
  candidates.insert(candidates.end(), std::make_move_iterator(behind.begin()),
                    std::make_move_iterator(behind.end()));
}

/// The ranker's shares, then those that arranging has already added.
void explain(const CompiledPolicy& policy, const Context& context,
             std::span<const rank::SourceResult> results, Candidate& candidate) {
  auto& shares = candidate.explanation.shares;
  const auto arranged = static_cast<std::ptrdiff_t>(shares.size());
  policy.ranker.explain(context, results, candidate);
  std::rotate(shares.begin(), shares.begin() + arranged, shares.end());
}

std::vector<Chip> response_chips(const std::vector<query::ParsedChip>& active,
                                 std::span<const Candidate> candidates) {
  std::vector<Chip> chips;
  for (const auto& [chip, filter] : active) chips.push_back({chip.type, chip.label, chip.value, true});
  for (auto& chip : query::suggest_chips(candidates, active, kSuggestedChips)) {
    chips.push_back({std::move(chip.type), std::move(chip.label), std::move(chip.value), false});
  }
  return chips;
}

}  // namespace

Result<SearchResponse> run_search(const LiveState& live, const SearchRequest& request,
                                  pipeline::ImpressionSink& impressions) {
  KHOJ_TRY(check_bounds(request));
  const auto found = live.policies->find(request.policy);
  if (found == live.policies->end())
    return bad("policy", fmt::format("there is no policy '{}'", request.policy));
  const auto& policy = found->second;
  KHOJ_ASSIGN(auto understood, understand(live, request));

  Context context;
  context.tenant = request.tenant;
  context.query = live.parser->parse(understood.text);
  context.filter = filter_for(live, understood.chips);
  context.pincode = request.pincode;
  context.snapshot = live.snapshot;
  context.min_matches = policy.min_matches;
  context.coordination = policy.coordination;
  context.depth = request.offset + request.limit;
  context.explain = request.explain;

  KHOJ_ASSIGN(const auto results, retrieve(policy, context));
  auto candidates = rank::blend(results);
  order(live, policy, context, candidates);

  SearchResponse response;
  for (const auto& result : results) {
    response.total = std::max(response.total, result.retrieval.total);
    response.words_required = std::max(response.words_required, result.retrieval.words_required);
  }
  response.words =
      static_cast<std::uint32_t>(std::count_if(context.query.words.begin(), context.query.words.end(),
                                               [](const auto& word) { return !word.stop_word; }));
  const std::size_t window = std::min<std::size_t>(candidates.size(), policy.window);
  response.chips = response_chips(understood.chips, std::span<const Candidate>(candidates).first(window));
  response.normalized_query = std::move(context.query.normalized);

  pipeline::Impression impression{request.tenant, request.policy, {}, request.offset, response.total};
  const std::size_t end = std::min<std::size_t>(candidates.size(), context.depth);
  for (std::size_t i = request.offset; i < end; ++i) {
    auto& candidate = candidates[i];
    if (i >= window) {
      read_cards(*context.snapshot->index, std::span(&candidate, 1));
      candidate.score = policy.ranker.score(context, candidate);
    }
    if (request.explain) explain(policy, context, results, candidate);
    impression.items.push_back(candidate.item);
    response.items.push_back(to_item(std::move(candidate), request.explain));
  }
  impressions.record(impression);
  return response;
}

}  // namespace khoj::engine

#include "api/k0/page.hpp"

#include <cmath>

#include "api/described.hpp"
#include "base/hash.hpp"

namespace khoj::api::k0 {
namespace {

SearchItem item_of(engine::ResultItem&& item) {
  SearchItem out;
  out.product_id = std::move(item.product_id);
  out.title = std::move(item.title);
  out.brand = std::move(item.brand);
  out.category = std::move(item.category);
  out.price = item.price;
  out.rating = item.rating;
  out.review_count = item.review_count;
  out.relevance_score = item.relevance_score;
  out.ranking_score = item.ranking_score;
  out.seller_id = std::move(item.seller_id);
  out.cod_available = item.cod_available;
  out.pincode_eta = item.eta_days;
  out.image = std::move(item.image);
  out.link = std::move(item.link);
  out.original_price = item.original_price;
  out.discount_ratio = item.discount_ratio;
  out.currency = std::move(item.currency);
  out.in_stock = item.in_stock;
  out.group = std::move(item.group);
  if (!item.highlights.empty()) out.highlights = std::move(item.highlights);
  if (item.explanation)
    out.explanation = Explained{item.explanation->total(), std::move(item.explanation->shares)};
  return out;
}

/// Whoever typed one query may go on typing it. An address is no shopper: many share one.
std::uint64_t client_key_of(const PageBody& body) {
  if (body.session_id) return base::hash64(*body.session_id, 1) | 1U;
  return body.user_id ? base::hash64(*body.user_id, 2) | 1U : 0U;
}

Response answer_of(base::Result<engine::SearchResponse> found, const Request& request, bool counts,
                   const base::Stopwatch& watch) {
  if (!found) return error_response(found.error(), request.request_id());
  SearchAnswer answer;
  answer.results.reserve(found->items.size());
  for (auto& item : found->items) answer.results.push_back(item_of(std::move(item)));
  answer.chips = std::move(found->chips);
  if (counts) answer.facets = std::move(found->facets);
  answer.next_cursor = std::move(found->next_cursor);
  answer.partial = found->partial;
  answer.normalized_query = std::move(found->normalized_query);
  answer.total_results = found->total;
  answer.words = found->words;
  answer.words_required = found->words_required;
  answer.processing_time_ms = std::round(watch.elapsed_ms() * 1e3) / 1e3;
  answer.request_id = request.request_id();
  return json_response(answer);
}

}  // namespace

engine::SearchRequest page_request_of(PageBody&& body) {
  engine::SearchRequest request;
  request.client_key = client_key_of(body);
  request.limit = body.max;
  request.offset = body.offset;
  request.chips = std::move(body.chips);
  if (body.pincode) {
    // The pattern has let it through.
    if (const auto pincode = domain::Pincode::parse(*body.pincode)) request.pincode = *pincode;
  }
  request.filter = std::move(body.filter);
  request.facets = std::move(body.facets);
  request.sort = std::move(body.sort);
  request.group_by = std::move(body.group_by).value_or("");
  request.highlight = std::move(body.highlight);
  request.cursor = std::move(body.cursor).value_or("");
  request.budget_ms = body.budget_ms;
  if (body.policy) request.policy = std::move(*body.policy);
  request.explain = body.explain;
  return request;
}

base::Task<Response> answer_page(Services& services, const Request& request, engine::SearchRequest page,
                                 base::Stopwatch watch) {
  const bool counts = !page.facets.empty();
  page.request_id = request.request_id();
  auto found = co_await services.backend.search(std::move(page));
  co_return answer_of(std::move(found), request, counts, watch);
}

base::Task<Response> answer_recommendation(Services& services, const Request& request,
                                           engine::RecommendRequest asked, base::Stopwatch watch) {
  const bool counts = !asked.page.facets.empty();
  asked.page.request_id = request.request_id();
  auto found = co_await services.backend.recommend(std::move(asked));
  co_return answer_of(std::move(found), request, counts, watch);
}

}  // namespace khoj::api::k0

#include "api/t2/recommendations.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/t2/inputs.hpp"
#include "api/t2/recommendation_types.hpp"
#include "base/utf8.hpp"

namespace khoj::api::t2 {
namespace {

constexpr std::int64_t kDefaultLimit = 20;
constexpr std::int64_t kMaxLimit = 60;
constexpr std::int64_t kDefaultSearchLimit = 2'000;
constexpr std::int64_t kMaxSearchLimit = 6'000;
constexpr std::uint32_t kTopCategories = 5;

Product to_product(engine::ResultItem&& item) {
  Product product;
  product.id = std::move(item.product_id);
  product.name = std::move(item.title);
  product.category = std::move(item.category);
  product.image = std::move(item.image);
  product.price = item.price;
  product.original_price = item.original_price ? item.original_price : item.price;
  product.rating = item.rating;
  product.reviews = item.review_count;
  product.discount_ratio = item.discount_ratio;
  return product;
}

std::vector<Product> to_products(std::vector<engine::ResultItem>&& items) {
  std::vector<Product> products;
  products.reserve(items.size());
  for (auto& item : items) products.push_back(to_product(std::move(item)));
  return products;
}

/// What every page of these routes takes besides its own parameters.
engine::SearchRequest page_of(const Request& request, std::string_view policy, std::int64_t limit) {
  engine::SearchRequest page;
  page.policy = policy;
  page.limit = static_cast<std::uint32_t>(limit);
  page.filter = request.query("filter").value_or("");
  page.suggest_chips = false;
  page.request_id = request.request_id();
  return page;
}

/// One list of a home page.
base::Task<base::Result<std::vector<Product>>> home_list(Services& services,
                                                         const engine::RecommendRequest& asked,
                                                         std::string_view policy) {
  auto request = asked;
  request.page.policy = policy;
  KHOJ_CO_ASSIGN(auto page, co_await services.backend.recommend(std::move(request)));
  co_return to_products(std::move(page.items));
}

base::Task<base::Result<Home>> make_home(Services& services, engine::RecommendRequest asked) {
  Home home;
  const std::pair<std::string_view, std::vector<Product>*> lists[] = {{"home", &home.personalized},
                                                                      {"trending", &home.trending},
                                                                      {"best_value", &home.best_value},
                                                                      {"diverse_picks", &home.diverse_picks}};
  for (const auto& [policy, list] : lists) {
    KHOJ_CO_ASSIGN(*list, co_await home_list(services, asked, policy));
  }
  asked.page.policy = "top_rated";
  KHOJ_CO_ASSIGN(auto picks, co_await services.backend.top_categories(kTopCategories, std::move(asked)));
  for (auto& [category, items] : picks) home.top_categories[category] = to_products(std::move(items));
  co_return home;
}

base::Task<Response> get_home(Services& services, const Request& request) {
  const auto user = request.query("user_id");
  if (!user || !is_user_id(*user))
    co_return bad_request(request, "user_id must be 1 to 50 letters and digits.");
  Violations violations;
  const auto limit = clamped_integer(request, "response_limit", kDefaultLimit, 1, kMaxLimit, violations);
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  engine::RecommendRequest asked;
  asked.page = page_of(request, "home", limit);
  asked.user_id = user;
  auto home = co_await make_home(services, std::move(asked));
  if (!home) co_return error_response(home.error(), request.request_id());
  co_return json_response(*home);
}

base::Task<Response> get_product(Services& services, const Request& request) {
  const std::string id(request.parameter("id"));
  if (!is_product_id(id)) co_return bad_request(request, "A product id is ten capitals and digits.");
  Violations violations;
  const auto limit = clamped_integer(request, "response_limit", kDefaultLimit, 1, kMaxLimit, violations);
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  engine::RecommendRequest asked;
  asked.page = page_of(request, "similar", limit);
  asked.anchor = id;
  auto page = co_await services.backend.recommend(std::move(asked));
  if (!page) co_return error_response(page.error(), request.request_id());
  co_return json_response(Similar{to_products(std::move(page->items))});
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

base::Task<Response> get_search(Services& services, const Request& request) {
  const auto typed = request.query("query").value_or("");
  const auto query = trimmed(typed);
  if (query.empty() || !base::is_valid_utf8(query) || base::count_code_points(query) > kMaxQueryCharacters)
    co_return bad_request(request, "query must have 1 to 255 characters.");
  Violations violations;
  const auto limit =
      clamped_integer(request, "response_limit", kDefaultSearchLimit, 1, kMaxSearchLimit, violations);
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  auto page = page_of(request, "recommend_search", limit);
  page.query = query;
  auto found = co_await services.backend.search(std::move(page));
  if (!found) co_return error_response(found.error(), request.request_id());
  if (!found->items.empty()) co_return json_response(Found{to_products(std::move(found->items)), {}});
  engine::RecommendRequest asked;
  asked.page = page_of(request, "trending", limit);
  auto trending = co_await services.backend.recommend(std::move(asked));
  if (!trending) co_return error_response(trending.error(), request.request_id());
  if (trending->items.empty() && services.backend.status().products == 0)
    co_return problem_response(404, code_name_of(404), "The catalogue is empty.", request.request_id());
  co_return json_response(Found{to_products(std::move(trending->items)), "no_search_matches"});
}

Parameter limit_parameter(std::int64_t fallback, std::string_view description) {
  return {.name = "response_limit", .type = "integer", .description = description, .default_value = fallback};
}

const Parameter kFilter{.name = "filter", .description = "In the filter language of search."};

Endpoint home_endpoint(std::string_view path, std::string_view name, bool documented) {
  return {.method = Method::get,
          .path = path,
          .name = name,
          .tag = "recommendations",
          .summary = "A home page for one user",
          .parameters = {{.name = "user_id", .description = "Required; 1 to 50 letters and digits."},
                         limit_parameter(kDefaultLimit, "Products a list; clamped to 1 to 60."),
                         kFilter},
          .response = schema_of<Home>,
          .errors = {400, 422, 500, 503},
          .documented = documented,
          .handler = get_home};
}

Endpoint product_endpoint(std::string_view path, std::string_view name, bool documented) {
  return {.method = Method::get,
          .path = path,
          .name = name,
          .tag = "recommendations",
          .summary = "Products like one",
          .parameters = {{.name = "id", .in = Parameter::In::path, .description = "Ten capitals and digits."},
                         limit_parameter(kDefaultLimit, "Clamped to 1 to 60."),
                         kFilter},
          .response = schema_of<Similar>,
          .errors = {400, 404, 422, 503},
          .documented = documented,
          .handler = get_product};
}

Endpoint search_endpoint(std::string_view path, std::string_view name, bool documented) {
  return {
      .method = Method::get,
      .path = path,
      .name = name,
      .tag = "recommendations",
      .summary =
          "What holds a query's words, what means nearly the same, or what is trending when there is neither",
      .parameters = {{.name = "query", .description = "Required; 1 to 255 characters after trimming."},
                     limit_parameter(kDefaultSearchLimit, "Clamped to 1 to 6000."),
                     kFilter},
      .response = schema_of<Found>,
      .errors = {400, 404, 422, 503},
      .documented = documented,
      .handler = get_search};
}

}  // namespace

std::vector<Endpoint> recommendations_endpoints() {
  return {home_endpoint("/recommendations/home", "recommend_home", true),
          product_endpoint("/recommendations/product/{id}", "recommend_similar", true),
          search_endpoint("/recommendations/search", "recommend_search", true),
          home_endpoint("/api/v1/recommendations/home", "recommend_home_v1", false),
          product_endpoint("/api/v1/recommendations/product/{id}", "recommend_similar_v1", false),
          search_endpoint("/api/v1/recommendations/search", "recommend_search_v1", false)};
}

}  // namespace khoj::api::t2

#include "api/native/recommendations.hpp"

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "api/k0/page.hpp"

namespace khoj::api {
namespace native {

struct RecommendationBody : k0::PageBody {
  std::optional<std::string> product_id;
};
BOOST_DESCRIBE_STRUCT(RecommendationBody, (k0::PageBody), (product_id))

}  // namespace native

template <>
struct Rules<native::RecommendationBody> {
  static constexpr std::string_view name = "RecommendationRequest";
  using Base = k0::PageBody;
  static constexpr Rule table[] = {
      {.field = "policy",
       .description = "home (when absent), trending, best_value, top_rated, diverse_picks, similar, or one "
                      "of your own."},
      {.field = "product_id",
       .description = "What the page is about: products like it, that go with it.",
       .min_length = 1,
       .max_length = 128}};
};

namespace native {
namespace {

base::Task<Response> post_recommendations(Services& services, const Request& request) {
  const base::Stopwatch watch;
  auto body = read_body<RecommendationBody>(request.body());
  if (!body) co_return validation_response(body.error(), request.request_id());
  engine::RecommendRequest asked;
  asked.user_id = body->user_id;
  asked.anchor = std::move(body->product_id);
  if (!body->policy) body->policy = asked.anchor ? "similar" : "home";
  asked.page = k0::page_request_of(std::move(*body));
  co_return co_await k0::answer_recommendation(services, request, std::move(asked), watch);
}

}  // namespace

std::vector<Endpoint> recommendations_endpoints() {
  return {{.method = Method::post,
           .path = "/api/v1/recommendations",
           .name = "recommend",
           .tag = "recommendations",
           .summary = "A page of recommendations",
           .description = "Any policy, for a user and about a product, with the filters, facets, pages and "
                          "explanations of search. Only what is in stock.",
           .request = schema_of<RecommendationBody>,
           .response = schema_of<k0::SearchAnswer>,
           .errors = {404, 503},
           .handler = post_recommendations}};
}

}  // namespace native
}  // namespace khoj::api

#include "api/native/analytics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <boost/describe/class.hpp>

#include "api/described.hpp"
#include "api/json/schema_of.hpp"
#include "base/clock.hpp"

namespace khoj::api {
namespace native {
namespace {

/// At the place of store::QueryReport's values.
constexpr std::array<std::string_view, 3> kReports = {"popular", "no_results", "click_through"};

}  // namespace

struct QueryFigures {
  std::string query;
  std::int64_t searches = 0;
  std::int64_t no_results = 0;
  std::int64_t clicked_searches = 0;
  std::int64_t clicks = 0;
  double click_through = 0.0;
  std::uint64_t results = 0;
  std::int64_t last_ms = 0;
};
BOOST_DESCRIBE_STRUCT(QueryFigures, (),
                      (query, searches, no_results, clicked_searches, clicks, click_through, results,
                       last_ms))

struct QueryReportAnswer {
  std::string report;
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::vector<QueryFigures> items;
};
BOOST_DESCRIBE_STRUCT(QueryReportAnswer, (), (report, from_ms, to_ms, items))

}  // namespace native

template <>
struct Rules<native::QueryFigures> {
  static constexpr std::string_view name = "QueryFigures";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {
      {.field = "query", .description = "As it is understood: folded, one blank between words."},
      {.field = "searches",
       .description =
           "How often; half-typed queries and further pages do not count. An estimate where answers "
           "are sampled."},
      {.field = "no_results", .description = "Searches that found nothing."},
      {.field = "clicked_searches", .description = "Searches of which a product was clicked."},
      {.field = "clicks", .description = "Clicks, also on further pages."},
      {.field = "click_through", .description = "clicked_searches / searches, 0 to 1."},
      {.field = "results", .description = "How many products the last search found."},
      {.field = "last_ms", .description = "When that was, in milliseconds since 1970."}};
};

template <>
struct Rules<native::QueryReportAnswer> {
  static constexpr std::string_view name = "QueryReport";
  static constexpr bool answer = true;
  static constexpr Rule table[] = {{.field = "report", .one_of = native::kReports},
                                   {.field = "from_ms", .description = "The range that was asked for."}};
};

namespace native {
namespace {

constexpr std::int64_t kDefaultRangeMs = 7 * 86'400'000LL;
constexpr std::int64_t kMaxTimeMs = 4'102'444'800'000;  // The year 2100.
constexpr std::int64_t kDefaultLimit = 20;
constexpr std::int64_t kMaxLimit = 1'000;

QueryFigures figures_of(store::QueryCount&& count) {
  QueryFigures figures;
  figures.query = std::move(count.query);
  figures.searches = std::llround(count.searches);
  figures.no_results = std::llround(count.no_results);
  figures.clicked_searches = std::llround(count.clicked_searches);
  figures.clicks = std::llround(count.clicks);
  if (count.searches > 0) figures.click_through = count.clicked_searches / count.searches;
  figures.results = count.results;
  figures.last_ms = count.last_ms;
  return figures;
}

store::QueryReport query_report(const Request& request, Violations& violations) {
  const auto name = request.query("report").value_or(std::string(kReports.front()));
  const auto found = std::find(kReports.begin(), kReports.end(), name);
  if (found != kReports.end()) return static_cast<store::QueryReport>(found - kReports.begin());
  const Path query{nullptr, "query", 0, false};
  violations.add(query.member("report"), "enum",
                 fmt::format("Input should be one of {}", fmt::join(kReports, ", ")));
  return {};
}

base::Task<Response> get_queries(Services& services, const Request& request) {
  Violations violations;
  store::QueryCountsRequest asked;
  asked.report = query_report(request, violations);
  asked.until_ms = query_integer(request, "to_ms", base::now_ms(), 0, kMaxTimeMs, violations);
  const auto week_before = std::max<std::int64_t>(asked.until_ms - kDefaultRangeMs, 0);
  asked.since_ms = query_integer(request, "from_ms", week_before, 0, asked.until_ms, violations);
  asked.limit =
      static_cast<std::uint32_t>(query_integer(request, "limit", kDefaultLimit, 1, kMaxLimit, violations));
  if (!violations.empty()) co_return validation_response(violations, request.request_id());
  auto counts = co_await services.backend.feedback().query_counts(asked);
  if (!counts) co_return error_response(counts.error(), request.request_id());
  QueryReportAnswer answer{
      std::string(kReports[static_cast<std::size_t>(asked.report)]), asked.since_ms, asked.until_ms, {}};
  answer.items.reserve(counts->size());
  for (auto& count : *counts) answer.items.push_back(figures_of(std::move(count)));
  co_return json_response(answer);
}

}  // namespace

std::vector<Endpoint> analytics_endpoints() {
  return {
      {.method = Method::get,
       .path = "/api/v1/analytics/queries",
       .name = "query_analytics",
       .tag = "analytics",
       .summary = "What is searched, what finds nothing, what is clicked",
       .description =
           "Counted by the hour: the hours that the range touches. 'popular' and 'click_through' begin with "
           "what "
           "is searched most, 'click_through' leaves out what finds nothing; 'no_results' begins with what "
           "found nothing most often.",
       .parameters = {{.name = "report", .description = "popular, no_results or click_through."},
                      {.name = "from_ms",
                       .type = "integer",
                       .description = "Milliseconds since 1970; a week before to_ms when absent.",
                       .min = 0},
                      {.name = "to_ms",
                       .type = "integer",
                       .description = "Milliseconds since 1970; now when absent.",
                       .min = 0},
                      {.name = "limit",
                       .type = "integer",
                       .description = "Queries in the answer.",
                       .min = 1,
                       .max = kMaxLimit,
                       .default_value = kDefaultLimit}},
       .response = schema_of<QueryReportAnswer>,
       .errors = {422, 503},
       .guarded = true,
       .handler = get_queries}};
}

}  // namespace native
}  // namespace khoj::api

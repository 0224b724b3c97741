#include "apps/bench_recommend.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/bench_event_file.hpp"
#include "apps/bench_report.hpp"
#include "apps/shop_items.hpp"
#include "base/rng.hpp"
#include "load/http_exchange.hpp"
#include "load/http_load.hpp"

namespace khoj::apps {
namespace {

constexpr const char* kFooter = R"(
Who asks, what they look at and what they search is drawn from the events: active shoppers, popular products and common
queries come often. With --catalog the products are drawn from all that there are, each alike. Product ids must be ten
capitals and digits, as these routes ask for; docs/benchmarks.md shows how the simulated shop gets such ids.

  khoj bench recommend --url http://127.0.0.1:8000 --events events.jsonl                           the mix
  khoj bench recommend ... --shares 1,0,0 --rate 500 --concurrency 256                             home pages alone
  khoj bench recommend ... --shares 0,0,1 --limit 2000                                             long searches
  khoj bench recommend ... --acts 200                                                              while shoppers act
  khoj bench recommend ... --jobs content,rules,trending                                           while models change)";

struct RecommendOptions : LoadSettings {
  std::string url;
  std::string events;
  std::string catalog;
  std::vector<std::uint32_t> shares = {40, 40, 20};  ///< Home, product, search.
  std::uint32_t limit = 0;
  std::uint32_t requests = 100'000;
  double acts_per_s = 0.0;
  std::vector<std::string> jobs;
};

/// What requests are drawn from.
struct Pools {
  std::vector<std::string> users;
  std::vector<std::string> products;
  std::vector<std::string> queries;
};

base::Result<Pools> make_pools(const RecommendOptions& options, const std::vector<BenchEvent>& events) {
  Pools pools;
  for (const auto& event : events) {
    if (!event.user_id.empty()) pools.users.push_back(event.user_id);
    if (!event.product_id.empty() && options.catalog.empty()) pools.products.push_back(event.product_id);
    if (!event.query.empty()) pools.queries.push_back(event.query);
  }
  if (!options.catalog.empty()) {
    KHOJ_ASSIGN(auto items, read_shop_items(options.catalog));
    for (auto& item : items) pools.products.push_back(std::move(item.id));
  }
  const std::array pool_of = {&pools.users, &pools.products, &pools.queries};
  constexpr std::array kNames = {"user_id", "product_id", "query"};
  for (std::size_t i = 0; i < pool_of.size(); ++i)
    if (options.shares[i] > 0 && pool_of[i]->empty())
      return base::fail(base::ErrorCode::invalid_argument, "no event has a {}; give its surface a share of 0",
                        kNames[i]);
  return pools;
}

std::string path_of(std::size_t surface, const Pools& pools, const RecommendOptions& options,
                    base::Rng& rng) {
  const auto draw = [&](const std::vector<std::string>& pool) {
    return load::percent_encoded(pool[rng.below(pool.size())]);
  };
  constexpr std::array kLimits = {20U, 20U, 24U};
  const auto limit = options.limit > 0 ? options.limit : kLimits[surface];
  switch (surface) {
    case 0:
      return fmt::format("/recommendations/home?user_id={}&response_limit={}", draw(pools.users), limit);
    case 1: return fmt::format("/recommendations/product/{}?response_limit={}", draw(pools.products), limit);
    default:
      return fmt::format("/recommendations/search?query={}&response_limit={}", draw(pools.queries), limit);
  }
}

std::vector<std::string> draw_requests(const load::HttpTarget& target, const Pools& pools,
                                       const RecommendOptions& options) {
  base::Rng rng(options.load.seed);
  const auto& shares = options.shares;
  const std::uint32_t all = shares[0] + shares[1] + shares[2];
  std::vector<std::string> requests(options.requests);
  for (auto& request : requests) {
    const auto place = rng.below(all);
    const std::size_t surface = place < shares[0] ? 0 : place < shares[0] + shares[1] ? 1 : 2;
    request = load::request_bytes(target, "GET", path_of(surface, pools, options, rng), "", "");
  }
  return requests;
}

/// Tells events as shoppers of now would, for as long as the measurement lasts.
base::Result<load::LoadReport> act(const load::HttpTarget& target, const std::vector<BenchEvent>& events,
                                   const RecommendOptions& options) {
  auto settings = options.load;
  settings.rate = options.acts_per_s;
  settings.concurrency = 64;
  const auto source = [&target, &events, run = new_run_name(), told = std::uint64_t{0},
                       body = std::string()](std::string& out) mutable {
    body.clear();
    append_event(body, events[told % events.size()], run, told);
    ++told;
    out = load::request_bytes(target, "POST", "/api/v1/events", "application/json", body);
    return true;
  };
  return load::run_http_load(target, source, settings);
}

/// Asks for the jobs one after the other, as often as they run. @return how many runs were begun.
base::Result<std::uint64_t> run_jobs(const load::HttpTarget& target, const std::vector<std::string>& jobs,
                                     const std::stop_token& stop) {
  std::uint64_t begun = 0;
  while (!stop.stop_requested()) {
    for (const auto& job : jobs) {
      KHOJ_ASSIGN(const auto answer,
                  load::exchange(target, "POST", fmt::format("/api/v1/jobs/{}/run", job), "{}"));
      if (answer.status == 202) ++begun;
      if (answer.status != 202 && answer.status != 409)
        return base::fail(base::ErrorCode::unavailable, "the job '{}' was answered {}", job, answer.status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return begun;
}

base::Status bench_recommend(const RecommendOptions& options) {
  if (options.shares[0] + options.shares[1] + options.shares[2] == 0)
    return base::fail(base::ErrorCode::invalid_argument, "--shares needs a surface with more than 0");
  KHOJ_ASSIGN(const auto target, load::parse_target(options.url));
  KHOJ_ASSIGN(const auto events, read_bench_events(options.events, {.keep_times = false}));
  KHOJ_ASSIGN(const auto pools, make_pools(options, events));
  auto requests = draw_requests(target, pools, options);

  base::Result<load::LoadReport> acts;
  base::Result<std::uint64_t> runs = 0;
  base::Result<load::LoadReport> report;
  {
    std::jthread shoppers;
    std::jthread jobs;
    if (options.acts_per_s > 0) shoppers = std::jthread([&] { acts = act(target, events, options); });
    if (!options.jobs.empty())
      jobs = std::jthread([&](const std::stop_token& stop) { runs = run_jobs(target, options.jobs, stop); });
    report = load::run_http_load(target, load::repeat(std::move(requests)), options.load);
  }
  if (!report) return base::fail(std::move(report).error());
  if (!acts) return base::fail(std::move(acts).error());
  if (!runs) return base::fail(std::move(runs).error());
  print_report(options, *report);
  if (!options.jobs.empty()) fmt::print(stderr, "{} runs of jobs were begun meanwhile\n", *runs);
  if (options.acts_per_s > 0) {
    fmt::print(stderr, "\nevents told meanwhile\n{}", load::to_table(*acts));
    KHOJ_TRY(fail_on_errors(*acts));
  }
  return fail_on_errors(*report);
}

}  // namespace

void configure_bench_recommend(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<RecommendOptions>();
  options->load.concurrency = 32;
  add_load_options(app, *options);
  app.add_option("--url", options->url, "A running server: http://127.0.0.1:8000")->required();
  app.add_option("--events", options->events,
                 "JSONL from khoj simulate events, or a shop's own; plain or gzip")
      ->required()
      ->type_name("FILE");
  app.add_option("--catalog", options->catalog, "Draw products from all of the catalogue instead (JSONL)")
      ->type_name("FILE");
  app.add_option("--shares", options->shares, "How often home, product and search are asked for")
      ->delimiter(',')
      ->expected(3)
      ->type_name("HOME,PRODUCT,SEARCH")
      ->default_str("40,40,20");
  app.add_option("--limit", options->limit, "Products a list; 0 is 20, of searches 24")
      ->capture_default_str();
  app.add_option("--requests", options->requests, "How many requests are drawn; run through over and over")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--acts", options->acts_per_s, "Events told a second meanwhile, so that it learns")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 100'000.0));
  app.add_option("--jobs", options->jobs, "Run these jobs meanwhile, again and again")
      ->delimiter(',')
      ->type_name("NAME,...");
  app.footer(kFooter);
  app.callback([options, &chosen] { chosen = [options] { return bench_recommend(*options); }; });
}

}  // namespace khoj::apps

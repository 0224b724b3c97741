#include "apps/bench_freshness.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/common_options.hpp"
#include "apps/shop.hpp"
#include "base/rng.hpp"
#include "load/arrivals.hpp"
#include "load/in_process.hpp"
#include "load/load_query.hpp"

namespace khoj::apps {
namespace {

using base::SteadyClock;

struct FreshnessOptions {
  CommonOptions common;
  load::LoadOptions load;
  std::string queries;
  double updates_per_s = 50.0;
  std::uint32_t products = 10'000;
  bool json = false;
};

struct Freshness {
  load::LatencyHistogram acknowledged;  ///< From the request to the commit.
  load::LatencyHistogram visible;       ///< From the acknowledgement to the first search that sees it.
};

std::int64_t nanoseconds(SteadyClock::duration time) { return std::chrono::nanoseconds(time).count(); }

/// Changes the price of one product, and waits until a search would see it.
base::Status change_price(const Shop& shop, domain::Product& product, Freshness& out) {
  product.price_paise = product.price_paise.value_or(0) + 100;
  const auto began = SteadyClock::now();
  KHOJ_ASSIGN(const auto outcomes, base::sync_wait(shop.stores.catalog->upsert({}, {product})));
  const auto acknowledged = SteadyClock::now();
  while (shop.engine->status().searchable < outcomes.front().seq) {
    if (SteadyClock::now() - acknowledged > std::chrono::seconds(60))
      return base::fail(base::ErrorCode::deadline_exceeded, "a new price is not searchable after a minute");
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
  out.acknowledged.record(nanoseconds(acknowledged - began));
  out.visible.record(nanoseconds(SteadyClock::now() - acknowledged));
  return {};
}

base::Result<Freshness> change_prices(const Shop& shop, const FreshnessOptions& options,
                                      SteadyClock::time_point begin, SteadyClock::time_point end) {
  KHOJ_ASSIGN(auto page, base::sync_wait(shop.stores.catalog->list({}, options.products, {})));
  if (page.products.empty()) return base::fail(base::ErrorCode::invalid_argument, "there are no products");
  base::Rng rng(options.load.seed);
  load::PoissonArrivals arrivals(begin, options.updates_per_s, options.load.seed);
  Freshness freshness;
  for (; arrivals.next() < end; arrivals.advance()) {
    std::this_thread::sleep_until(arrivals.next());
    KHOJ_TRY(change_price(shop, page.products[rng.below(page.products.size())].product, freshness));
  }
  return freshness;
}

void print(const FreshnessOptions& options, const Freshness& freshness, const load::LoadReport& searches) {
  const auto ms = [](std::int64_t ns) { return static_cast<double>(ns) / 1e6; };
  if (options.json) {
    const auto times = [&](const load::LatencyHistogram& h) {
      return fmt::format(R"({{"mean":{:.3f},"p50":{:.3f},"p99":{:.3f},"max":{:.3f}}})", h.mean() / 1e6,
                         ms(h.at_quantile(0.5)), ms(h.at_quantile(0.99)), ms(h.max()));
    };
    fmt::print(R"({{"updates":{},"acknowledged_ms":{},"visible_ms":{},"searches":{}}})"
               "\n",
               freshness.visible.count(), times(freshness.acknowledged), times(freshness.visible),
               load::to_json(searches));
    return;
  }
  const auto line = [&](const char* name, const load::LatencyHistogram& h) {
    fmt::print("{:<22} mean {:.2f} ms, p50 {:.2f}, p99 {:.2f}, max {:.2f}\n", name, h.mean() / 1e6,
               ms(h.at_quantile(0.5)), ms(h.at_quantile(0.99)), ms(h.max()));
  };
  fmt::print("{} prices changed\n", freshness.visible.count());
  line("acknowledged after", freshness.acknowledged);
  line("then searchable after", freshness.visible);
  fmt::print("\nsearches meanwhile\n{}\n", load::to_table(searches));
}

base::Status bench_freshness(const FreshnessOptions& options) {
  KHOJ_ASSIGN(const auto queries, load::read_queries(options.queries));
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  const auto seconds = [](double value) {
    return std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(value));
  };
  const auto begin = SteadyClock::now() + seconds(options.load.warm_up_s);
  base::Result<Freshness> freshness;
  std::jthread writer(
      [&] { freshness = change_prices(shop, options, begin, begin + seconds(options.load.duration_s)); });
  const auto search = [&](const load::LoadQuery& query) {
    engine::SearchRequest request;
    request.query = query.text;
    request.chips = query.chips;
    return base::sync_wait(shop.engine->search(std::move(request)));
  };
  KHOJ_ASSIGN(const auto searches, load::run_closed_loop(search, queries, options.load));
  writer.join();
  if (!freshness) return base::fail(std::move(freshness).error());
  print(options, *freshness, searches);
  return {};
}

}  // namespace

void configure_bench_freshness(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<FreshnessOptions>();
  options->load.concurrency = std::max(1U, std::thread::hardware_concurrency());
  add_common_options(app, options->common);
  app.add_option("--queries", options->queries, "JSONL from khoj simulate queries: searched for meanwhile")
      ->required()
      ->type_name("FILE");
  app.add_option("--updates", options->updates_per_s, "Prices changed a second, one by one")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 10'000.0));
  app.add_option("--products", options->products, "Of so many products, the first ones by id")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000));
  app.add_option("--concurrency", options->load.concurrency, "Threads that search")->capture_default_str();
  app.add_option("--duration", options->load.duration_s, "Seconds to measure")->capture_default_str();
  app.add_option("--warm-up", options->load.warm_up_s, "Seconds before that")->capture_default_str();
  app.add_option("--seed", options->load.seed, "Of the arrival times and of the products")
      ->capture_default_str();
  app.add_flag("--json", options->json, "Print JSON");
  app.footer("Changes the prices in the data directory: give it a copy.");
  app.callback([options, &chosen] { chosen = [options] { return bench_freshness(*options); }; });
}

}  // namespace khoj::apps

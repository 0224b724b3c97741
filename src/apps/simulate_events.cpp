#include "apps/simulate_events.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <optional>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/common_options.hpp"
#include "apps/line_file.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop_items.hpp"
#include "base/clock.hpp"
#include "simulate/event_log.hpp"

namespace khoj::apps {
namespace {

constexpr const char* kFooter = R"(
Each line is an event as POST /api/v1/events takes it (as NDJSON, 1,000 at a time), ordered by time:
  search (query), click (position in the list), view (opened from elsewhere), wishlist, cart,
  purchase (quantity, value in rupees). Same options, same lines, on every machine.

  khoj simulate events --products 20000 --seed 7 --out events.jsonl     shoppers of the simulated shop
  khoj export catalog --out shop.jsonl                                  or of your own:
  khoj simulate events --catalog shop.jsonl --users 50000 --events 1000000 --until 2026-03-01 \
      --out events.jsonl --truth shoppers.jsonl
How they behave, with formulas, is written in docs/simulation.md.)";

constexpr std::int64_t kIstMs = 19'800'000;
constexpr std::int64_t kEarliestMs = 946'684'800'000;  // 2000-01-01
constexpr std::int64_t kLatestMs = 4'102'444'800'000;  // 2100-01-01

struct EventsOptions {
  CommonOptions common;
  simulate::CatalogSimulatorOptions shop;
  simulate::EventSimulatorOptions events;
  std::string catalog;
  std::string until;
  std::string out = "-";
  std::string truth;
};

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// Midnight in India at the beginning of YYYY-MM-DD.
std::optional<std::int64_t> day_begin(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = whole_number(text.substr(0, 4));
  const auto month = whole_number(text.substr(5, 2));
  const auto day = whole_number(text.substr(8, 2));
  if (!year || !month || !day || *month < 0 || *day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::milliseconds(std::chrono::sys_days(date).time_since_epoch()).count() - kIstMs;
}

base::Result<std::int64_t> until_ms(const std::string& text) {
  if (text.empty()) return base::now_ms() / simulate::kHourMs * simulate::kHourMs;
  const auto day = day_begin(text);
  const auto at = day ? day : whole_number(text);
  if (!at || *at < kEarliestMs || *at > kLatestMs)
    return base::fail(base::ErrorCode::invalid_argument,
                      "--until takes a day such as 2026-03-01 (midnight in India) or Unix milliseconds, of "
                      "the years 2000 to 2099, not '{}'",
                      text);
  return *at;
}

base::Status simulate_events(const EventsOptions& options) {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  auto simulation = options.events;
  KHOJ_ASSIGN(simulation.until_ms, until_ms(options.until));
  simulation.seed = options.shop.seed;
  std::vector<simulate::ShopItem> items;
  if (options.catalog.empty()) {
    items = simulate_shop_items(options.shop, threads);
  } else {
    KHOJ_ASSIGN(items, read_shop_items(options.catalog));
  }
  const std::size_t products = items.size();
  KHOJ_ASSIGN(auto out, LineFile::open(options.out));
  const simulate::EventSimulator simulator(std::move(items), simulation);
  ProgressBar progress("simulating shoppers");
  KHOJ_ASSIGN(const auto summary,
              simulate::write_event_log(
                  simulator, {.threads = threads}, [&](std::string_view lines) { return out.write(lines); },
                  [&](std::uint64_t done, std::uint64_t total) {
                    progress.update(done, total, fmt::format("{} of {} shoppers", done, total));
                  }));
  KHOJ_TRY(out.finish());
  progress.finish();
  fmt::print(stderr, "{} events of {} shoppers in {} products written to {}:", summary.events,
             summary.shoppers, products, out.name());
  for (std::size_t act = 0; act < summary.by_act.size(); ++act)
    fmt::print(stderr, " {} {}", summary.by_act[act], simulate::kShopperActNames[act]);
  fmt::print(stderr, "\n");
  if (options.truth.empty()) return {};
  KHOJ_ASSIGN(auto truth, LineFile::open(options.truth));
  KHOJ_TRY(
      simulate::write_truth(simulator, threads, [&](std::string_view lines) { return truth.write(lines); }));
  KHOJ_TRY(truth.finish());
  fmt::print(stderr, "{} shoppers' tastes written to {}\n", simulation.users, truth.name());
  return {};
}

}  // namespace

void configure_simulate_events(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<EventsOptions>();
  add_common_options(app, options->common);
  auto* catalog = app.add_option("--catalog", options->catalog,
                                 "The shop, as khoj export catalog writes it (plain or gzip); simulated when "
                                 "absent")
                      ->type_name("FILE");
  app.add_option("--products", options->shop.products, "How many products the simulated shop has")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000))
      ->excludes(catalog);
  app.add_option("--users", options->events.users, "How many shoppers; some of them may not come")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000'000));
  app.add_option("--events", options->events.events,
                 "About how many events; shoppers come as often as that takes")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000'000));
  app.add_option("--days", options->events.days, "Over how many days")
      ->capture_default_str()
      ->check(CLI::Range(1, 730));
  app.add_option("--until", options->until,
                 "When it ends: a day (midnight in India), or Unix milliseconds [the last full hour]")
      ->type_name("DAY|MS");
  app.add_option("--seed", options->shop.seed, "Of the simulated shop and of the shoppers")
      ->capture_default_str();
  app.add_option("--out", options->out, "File to write; - for standard output")
      ->capture_default_str()
      ->type_name("FILE");
  app.add_option("--truth", options->truth, "Also write who the shoppers are: a line for each")
      ->type_name("FILE");
  app.footer(kFooter);
  app.callback([options, &chosen] { chosen = [options] { return simulate_events(*options); }; });
}

}  // namespace khoj::apps

// khoj simulate: a believable shop of any size, what its shoppers type, and what they do. Deterministic by seed.
#include <cstdio>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/line_file.hpp"
#include "apps/progress_bar.hpp"
#include "apps/simulate_events.hpp"
#include "simulate/catalog_simulator.hpp"
#include "simulate/ordered_parallel.hpp"
#include "simulate/query_simulator.hpp"
#include "simulate/simulated_query_json.hpp"
#include "store/product_json.hpp"

namespace khoj::apps {
namespace {

struct SimulateOptions {
  CommonOptions common;
  simulate::CatalogSimulatorOptions catalog;
  simulate::QuerySimulatorOptions queries;
  std::string out;
};

/// Renders lines in parallel and writes them in order.
template <typename AppendLine>
base::Status write_lines(const std::string& out, std::uint64_t count, const char* what,
                         AppendLine append_line) {
  KHOJ_ASSIGN(auto file, LineFile::open(out));
  ProgressBar progress(fmt::format("simulating {}", what));
  std::uint64_t written = 0;
  const auto render = [&](std::uint64_t first, std::uint64_t last) {
    std::pair<std::string, std::uint64_t> batch{{}, last - first};
    for (std::uint64_t i = first; i < last; ++i) {
      append_line(batch.first, i);
      batch.first += '\n';
    }
    return batch;
  };
  const auto sink = [&](std::pair<std::string, std::uint64_t>&& batch) -> base::Status {
    KHOJ_TRY(file.write(batch.first));
    written += batch.second;
    progress.update(written, count, fmt::format("{} {}", written, what));
    return {};
  };
  KHOJ_TRY(simulate::render_in_order(
      0, count, {.batch = 4'096, .threads = std::max(1U, std::thread::hardware_concurrency())}, render,
      sink));
  KHOJ_TRY(file.finish());
  progress.finish();
  fmt::print(stderr, "{} {} written to {}\n", written, what, file.name());
  return {};
}

base::Status simulate_catalog(const SimulateOptions& options) {
  const simulate::CatalogSimulator simulator(options.catalog);
  return write_lines(
      options.out, options.catalog.products, "products",
      [&](std::string& out, std::uint64_t i) { store::append_product_json(out, simulator.product(i)); });
}

base::Status simulate_queries(const SimulateOptions& options) {
  const simulate::CatalogSimulator catalog(options.catalog);
  const simulate::QuerySimulator simulator(catalog, options.queries);
  return write_lines(options.out, options.queries.queries, "queries", [&](std::string& out, std::uint64_t i) {
    simulate::append_query_json(out, simulator.query(i));
  });
}

CLI::App* add_kind(CLI::App& app, const char* name, const char* description, SimulateOptions& options) {
  auto* kind = app.add_subcommand(name, description);
  add_common_options(*kind, options.common);
  kind->add_option("--products", options.catalog.products, "How many products the shop has")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  kind->add_option("--seed", options.catalog.seed, "The same seed makes the same shop")
      ->capture_default_str();
  kind->add_option("--out", options.out, "File to write; - for standard output")
      ->type_name("FILE")
      ->default_val("-");
  return kind;
}

}  // namespace

void configure_simulate(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<SimulateOptions>();
  auto* catalog =
      add_kind(app, "catalog", "Products of an Indian shop, as JSONL for khoj import catalog", *options);
  catalog->callback([options, &chosen] { chosen = [options] { return simulate_catalog(*options); }; });
  auto* queries =
      add_kind(app, "queries", "What shoppers of that shop type, as JSONL for khoj bench search", *options);
  queries->add_option("--queries", options->queries.queries, "How many queries")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000'000));
  queries->callback([options, &chosen] {
    options->queries.seed = options->catalog.seed;
    chosen = [options] { return simulate_queries(*options); };
  });
  configure_simulate_events(
      *app.add_subcommand("events", "What shoppers of that shop, or of yours, do: events as JSONL"), chosen);
}

}  // namespace khoj::apps

// khoj bench: how fast importing, searching, recommending and mining are, in this process or over HTTP. Latencies of an
// open loop count from the moment at which a request was due; see docs/benchmarking.md.
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/bench_events.hpp"
#include "apps/bench_freshness.hpp"
#include "apps/bench_recommend.hpp"
#include "apps/bench_report.hpp"
#include "apps/bench_rules.hpp"
#include "apps/bench_suggest.hpp"
#include "apps/bench_vectors.hpp"
#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/process_memory.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "apps/temporary_folder.hpp"
#include "base/log.hpp"
#include "jobs/catalog_import.hpp"
#include "load/http_load.hpp"
#include "load/http_target.hpp"
#include "load/in_process.hpp"
#include "load/load_query.hpp"
#include "load/load_report.hpp"

namespace khoj::apps {
namespace {

struct BenchOptions : LoadSettings {
  CommonOptions common;
  std::string url;
  std::string path;
  std::string queries;
  std::string file;
  std::string mapping = "khoj";
  std::vector<std::string> facets;
  std::uint32_t page = 24;
  bool in_process = false;
};

base::Result<load::LoadReport> search_in_process(const BenchOptions& options,
                                                 const std::vector<load::LoadQuery>& queries) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto shop, open_shop(config));
  KHOJ_TRY(shop.engine->wait_until_searchable(600'000));
  const auto search = [&](const load::LoadQuery& query) {
    engine::SearchRequest request;
    request.query = query.text;
    request.chips = query.chips;
    request.limit = options.page;
    for (const auto& field : options.facets) request.facets.emplace_back().field = field;
    return base::sync_wait(shop.engine->search(std::move(request)));
  };
  return options.load.rate > 0 ? load::run_open_loop(search, queries, options.load)
                               : load::run_closed_loop(search, queries, options.load);
}

base::Result<load::LoadReport> search_over_http(const BenchOptions& options,
                                                const std::vector<load::LoadQuery>& queries) {
  KHOJ_ASSIGN(const auto target, load::parse_target(options.url));
  std::vector<std::string> requests;
  requests.reserve(queries.size());
  for (const auto& query : queries) {
    requests.push_back(load::request_bytes(target, "POST", "/api/v1/search", "application/json",
                                           load::search_body(query, options.page, options.facets)));
  }
  return load::run_http_load(target, load::repeat(std::move(requests)), options.load);
}

base::Status bench_search(const BenchOptions& options) {
  if (options.in_process == !options.url.empty()) {
    return base::fail(base::ErrorCode::invalid_argument, "choose one of --in-process and --url");
  }
  KHOJ_ASSIGN(const auto queries, load::read_queries(options.queries));
  KHOJ_ASSIGN(const auto report,
              options.in_process ? search_in_process(options, queries) : search_over_http(options, queries));
  print_report(options, report);
  return fail_on_errors(report);
}

/// A GET of one path, over and over: what the server itself costs.
base::Status bench_get(const BenchOptions& options) {
  KHOJ_ASSIGN(const auto target, load::parse_target(options.url));
  KHOJ_ASSIGN(
      const auto report,
      load::run_http_load(target, load::repeat({load::request_bytes(target, "GET", options.path, "", "")}),
                          options.load));
  print_report(options, report);
  return fail_on_errors(report);
}

base::Status bench_import(BenchOptions options) {
  std::unique_ptr<TemporaryFolder> temporary;
  if (options.common.data_dir.empty()) {
    KHOJ_ASSIGN(temporary, TemporaryFolder::make());
    options.common.data_dir = temporary->path().string();
  }
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  jobs::ImportOptions import;
  import.file = options.file;
  KHOJ_ASSIGN(import.mapping, jobs::load_mapping(options.mapping));
  import.reject_file = jobs::default_reject_path(config.data_dir, options.file);

  const MemoryPeak peak;
  const base::Stopwatch total;
  double stored_s = 0;
  double searchable_s = 0;
  std::uint64_t products = 0;
  jobs::ImportSummary summary;
  {
    KHOJ_ASSIGN(const auto shop, open_shop(config));
    ProgressBar progress("importing");
    KHOJ_ASSIGN(summary,
                jobs::import_catalog(import, *shop.stores.catalog, [&](const jobs::ImportProgress& done) {
                  progress.update(
                      done.bytes_done, done.bytes_total.value_or(0),
                      fmt::format("{} rows, {} searchable", done.rows_read, shop.engine->status().products));
                }));
    stored_s = total.elapsed_s();
    KHOJ_TRY(shop.engine->wait_until_searchable(3'600'000));
    searchable_s = total.elapsed_s();
    products = shop.engine->status().products;
  }
  const double closed_s = total.elapsed_s();
  const std::uint64_t peak_bytes = peak.bytes();

  const base::Stopwatch start;
  KHOJ_ASSIGN(const auto again, open_shop(config));
  const double start_s = start.elapsed_s();
  if (again.engine->status().products != products) {
    return base::fail(base::ErrorCode::internal,
                      "{} products were searchable before the restart and {} after it", products,
                      again.engine->status().products);
  }
  if (options.json) {
    fmt::print(
        R"({{"rows":{},"products":{},"stored_s":{:.3f},"searchable_s":{:.3f},"closed_s":{:.3f},"peak_rss_anon_bytes":{},"start_s":{:.4f}}})"
        "\n",
        summary.rows_read, products, stored_s, searchable_s, closed_s, peak_bytes, start_s);
  } else {
    fmt::print(
        "products          {}\nstored after      {:.1f} s\nsearchable after  {:.1f} s ({:.0f} "
        "products/s)\non disk after     {:.1f} s\n"
        "peak memory       {:.0f} MiB (RssAnon)\nstart from disk   {:.2f} s\n",
        products, stored_s, searchable_s, static_cast<double>(products) / searchable_s, closed_s,
        static_cast<double>(peak_bytes) / (1U << 20U), start_s);
  }
  return {};
}

}  // namespace

void configure_bench(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<BenchOptions>();

  auto* search = app.add_subcommand("search", "Latency and throughput of searches");
  add_common_options(*search, options->common);
  add_load_options(*search, *options);
  search->add_option("--queries", options->queries, "JSONL from khoj simulate queries, or your own")
      ->required()
      ->type_name("FILE");
  search->add_option("--page", options->page, "Results a page")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  search->add_option("--facets", options->facets, "Fields to count with every search: brand,category,price")
      ->delimiter(',')
      ->type_name("FIELD,...");
  search->add_flag("--in-process", options->in_process, "Search the data directory without HTTP");
  search->add_option("--url", options->url, "A running server: http://127.0.0.1:8000");
  search->callback([options, &chosen] { chosen = [options] { return bench_search(*options); }; });

  configure_bench_suggest(*app.add_subcommand("suggest", "Latency and memory of completions"), chosen);

  configure_bench_freshness(
      *app.add_subcommand("freshness", "From the acknowledgement of a price to searches"), chosen);

  configure_bench_events(
      *app.add_subcommand("events", "How many events a server keeps, one by one or many at once"), chosen);

  configure_bench_recommend(
      *app.add_subcommand("recommend", "Latency and throughput of home pages, similar products and searches"),
      chosen);

  configure_bench_rules(*app.add_subcommand("rules", "Item sets and rules of simulated baskets"), chosen);

  configure_bench_vectors(
      *app.add_subcommand("vectors", "Time and memory of training word vectors, and of embedding"), chosen);

  auto* get = app.add_subcommand("get", "Latency and throughput of one GET");
  add_common_options(*get, options->common);
  add_load_options(*get, *options);
  get->add_option("--url", options->url, "A running server: http://127.0.0.1:8000")->required();
  get->add_option("--path", options->path, "What to get")->default_val("/health");
  get->callback([options, &chosen] { chosen = [options] { return bench_get(*options); }; });

  auto* import =
      app.add_subcommand("import", "Time and memory from a file to searchable, and of the next start");
  add_common_options(*import, options->common);
  import->add_option("FILE", options->file, "The file to import")->required();
  import->add_option("--mapping", options->mapping, "As of khoj import catalog")->capture_default_str();
  import->add_flag("--in-process", options->in_process, "The only way there is; accepted for symmetry");
  import->add_flag("--json", options->json, "Print JSON");
  import->callback([options, &chosen] { chosen = [options] { return bench_import(*options); }; });
}

}  // namespace khoj::apps

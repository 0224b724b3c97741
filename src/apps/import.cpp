// khoj import: brings a file of products into the catalogue and makes it searchable, or a file of events into the log.
// Beside a running server it writes to the database only; the server sees the changes by itself.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "apps/command.hpp"
#include "apps/common_options.hpp"
#include "apps/progress_bar.hpp"
#include "apps/shop.hpp"
#include "base/clock.hpp"
#include "jobs/builtin_mappings.hpp"
#include "jobs/catalog_import.hpp"
#include "jobs/event_import.hpp"

namespace khoj::apps {
namespace {

std::string mapping_names() {
  std::string names;
  for (const auto& mapping : jobs::builtin_mappings())
    names += fmt::format("{}{}", names.empty() ? "" : ", ", mapping.name);
  return names;
}

struct ImportCommandOptions {
  CommonOptions common;
  std::string file;
  std::string mapping = "khoj";
  std::string encoding;
  std::string rejects;
  bool replace = false;
  bool no_index = false;
};

base::Result<jobs::ImportOptions> import_options(const ImportCommandOptions& options,
                                                 const base::Config& config) {
  jobs::ImportOptions import;
  import.file = options.file;
  KHOJ_ASSIGN(import.mapping, jobs::load_mapping(options.mapping));
  import.replace = options.replace;
  import.reject_file = options.rejects.empty() ? jobs::default_reject_path(config.data_dir, options.file)
                                               : std::filesystem::path(options.rejects);
  if (!options.encoding.empty()) {
    KHOJ_ASSIGN(import.encoding, io::parse_encoding(options.encoding));
  }
  return import;
}

base::Result<jobs::ImportSummary> import_with_progress(const jobs::ImportOptions& options,
                                                       store::CatalogStore& catalog) {
  ProgressBar progress("importing");
  return jobs::import_catalog(options, catalog, [&](const jobs::ImportProgress& done) {
    progress.update(done.bytes_done, done.bytes_total.value_or(0),
                    fmt::format("{} rows, {} rejected, {:.0f} rows/s", done.rows_read, done.rejected,
                                done.rows_per_second));
  });
}

/// Waits until the engine has indexed what was imported.
base::Status finish_index(engine::Engine& engine) {
  ProgressBar progress("indexing");
  for (;;) {
    auto done = engine.wait_until_searchable(200);
    if (done || done.error().code != base::ErrorCode::deadline_exceeded) return done;
    const auto status = engine.status();
    if (!status.last_error.empty())
      return base::fail(base::ErrorCode::unavailable, "indexing stands still: {}", status.last_error);
    progress.update(status.searchable.value, status.catalog.value,
                    fmt::format("{} products searchable", status.products));
  }
}

base::Status import_catalog(const ImportCommandOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto import, import_options(options, config));
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  std::unique_ptr<engine::Engine> engine;
  if (!options.no_index) {
    auto started = start_engine(config, stores);
    if (started) {
      engine = *std::move(started);
    } else if (started.error().code != base::ErrorCode::failed_precondition) {
      return base::fail(std::move(started).error());
    } else {
      fmt::print(stderr, "a server holds the index; it will see the changes by itself\n");
    }
  }
  KHOJ_ASSIGN(const auto summary, import_with_progress(import, *stores.catalog));
  if (summary.reject_file) fmt::print(stderr, "rejected rows are in {}\n", summary.reject_file->string());
  const auto indexed = engine ? finish_index(*engine) : base::Status();
  jobs::print_summary_line(stdout, summary);
  return indexed;
}

struct ImportEventsOptions {
  CommonOptions common;
  std::string file;
  std::string rejects;
};

base::Status import_events(const ImportEventsOptions& options) {
  KHOJ_ASSIGN(const auto config, resolve_config(options.common));
  KHOJ_ASSIGN(const auto stores, open_stores(config));
  jobs::EventImportOptions import;
  import.file = options.file;
  import.reject_file = options.rejects.empty() ? jobs::default_reject_path(config.data_dir, options.file)
                                               : std::filesystem::path(options.rejects);
  ProgressBar progress("importing");
  const base::Stopwatch watch;
  KHOJ_ASSIGN(const auto done,
              jobs::import_events(import, *stores.events, [&](const jobs::EventImportProgress& so_far) {
                const auto lines = static_cast<double>(so_far.lines);
                progress.update(so_far.bytes_done, so_far.bytes_total.value_or(0),
                                fmt::format("{} events, {} rejected, {:.0f} events/s", so_far.lines,
                                            so_far.rejected, lines / std::max(watch.elapsed_s(), 1e-9)));
              }));
  progress.finish();
  if (done.rejected > 0) fmt::print(stderr, "rejected lines are in {}\n", import.reject_file.string());
  fmt::print("lines read {}, recorded {}, known before {}, rejected {}\n", done.lines, done.recorded,
             done.known, done.rejected);
  return {};
}

void configure_import_events(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<ImportEventsOptions>();
  auto* events =
      app.add_subcommand("events", "What shoppers did, as NDJSON (plain or gzip); see docs/events.md");
  add_common_options(*events, options->common);
  events->add_option("FILE", options->file, "The file to import; read twice, it counts once")->required();
  events->add_option("--rejects", options->rejects, "Where rejected lines go [DATA_DIR/FILE.rejects.jsonl]")
      ->type_name("FILE");
  events->callback([options, &chosen] { chosen = [options] { return import_events(*options); }; });
}

}  // namespace

void configure_import(CLI::App& app, Action& chosen) {
  app.require_subcommand(1);
  const auto options = std::make_shared<ImportCommandOptions>();
  auto* catalog = app.add_subcommand("catalog", "Products from CSV, TSV or JSONL (plain or gzip)");
  add_common_options(*catalog, options->common);
  catalog->add_option("FILE", options->file, "The file to import")->required();
  catalog
      ->add_option("--mapping", options->mapping,
                   fmt::format("Which column is what: {}, or a YAML file (docs/import.md)", mapping_names()))
      ->capture_default_str()
      ->type_name("NAME|FILE");
  catalog->add_flag("--replace", options->replace,
                    "Afterwards the catalogue is what the file says: other products go");
  catalog->add_option("--encoding", options->encoding, "utf-8 or cp1252, when it is not to be detected")
      ->type_name("NAME");
  catalog->add_option("--rejects", options->rejects, "Where rejected rows go [DATA_DIR/FILE.rejects.jsonl]")
      ->type_name("FILE");
  catalog->add_flag("--no-index", options->no_index,
                    "Only write the database; the next server start builds the index");
  catalog->callback([options, &chosen] { chosen = [options] { return import_catalog(*options); }; });
  configure_import_events(app, chosen);
}

}  // namespace khoj::apps
